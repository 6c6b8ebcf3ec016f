//! What the team of the demonstration challenges and tries.

use anyhow::Context;
use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::clock::{Moment, days_after};
use hone_core::db::PeopleTx;
use hone_core::experiment::challenge::{self, Answer, Reply, Target};
use hone_core::experiment::{
    self, Challenge, Effect, Experiment, Step, Verdict, Wording, affected,
};
use hone_core::ids::ExperimentId;
use hone_core::team::{self, Team};

use super::{DAY, Stage, cast, put_clock};

/// The team while it is played, and who plays in it.
struct Ground<'a> {
    hone: &'a Hone,
    lead: Viewer,
    owner: Viewer,
    team: Team,
    tx: PeopleTx,
}

impl Stage {
    /// A challenge that was tried and adopted, one that is being tried, and one that waits, a day late.
    pub(super) async fn play_experiments(&self, hone: &Hone, today: Moment) -> anyhow::Result<()> {
        let (lead, owner) = (self.viewer(cast::LEADERS[0])?, self.viewer(cast::MEMBERS[0])?);
        let mut tx = hone.people.write().await?;
        let teams = team::list(&mut tx, &lead).await?;
        let team = teams.into_iter().next().context("the team of the demonstration")?;
        let mut ground = Ground { hone, lead, owner, team, tx };
        put_clock(hone, today.plus(-76 * DAY));
        let adopted = ground.adopt().await?;
        put_clock(hone, today.plus(-15 * DAY));
        ground.raise(WAITING).await?;
        put_clock(hone, today.plus(-10 * DAY));
        ground.run().await?;
        put_clock(hone, today.plus(-9 * DAY));
        ground.decide(adopted).await?;
        Ok(ground.tx.commit().await?)
    }
}

/// The challenge, why, and what could be instead.
type Words = (&'static str, &'static str, &'static str);

const ADOPTED: Words = (
    "Why do two people sign every purchase under 500?",
    "Spare parts wait two days for the second name, and the pump waits with them.",
    "let one person sign below 500",
);
const RUNNING: Words = (
    "Why do all crews meet at seven in the main depot?",
    "The north crew drives forty minutes to hear what stands in the list.",
    "let the north crew start from their own depot on three days a week",
);
const WAITING: Words = (
    "Why are call-outs written down twice?",
    "Once on paper in the van, once in the office, and the two differ once a week.",
    "",
);

impl Ground<'_> {
    async fn raise(&mut self, (title, why, instead): Words) -> anyhow::Result<Challenge> {
        let wording = challenge::Wording {
            target: Target::Procedure,
            title: title.to_owned(),
            why: why.to_owned(),
            instead: instead.to_owned(),
        };
        let (tx, hone, team) = (&mut self.tx, self.hone, &self.team);
        Ok(challenge::raise(tx, hone, &self.owner, team, wording).await?)
    }

    /// A challenge that the lead wants to be tried, as an experiment that runs for some days.
    async fn start(
        &mut self,
        (words, reason): (Words, &str),
        wording: Wording,
        group: affected::Wording,
    ) -> anyhow::Result<ExperimentId> {
        let raised = self.raise(words).await?;
        let reply = Reply { answer: Answer::Try, reason: reason.to_owned(), again_on: None };
        let (tx, hone, team) = (&mut self.tx, self.hone, &self.team);
        challenge::answer(tx, hone, &self.lead, team, &raised, reply).await?;
        let raised = challenge::find(tx, team, raised.id).await?.context("a challenge")?;
        let draft = challenge::experiment(tx, hone, &self.owner, team, &raised).await?;
        let wording = Wording {
            owner: draft.owner_id,
            if_we: draft.if_we.clone(),
            because: draft.because.clone(),
            ..wording
        };
        experiment::reword(tx, hone, &self.owner, team, (&draft, draft.version), wording).await?;
        affected::write(tx, hone, &self.owner, team, &draft, group).await?;
        self.take(draft.id, Step::Start).await?;
        Ok(draft.id)
    }

    async fn experiment(&mut self, id: ExperimentId) -> anyhow::Result<Experiment> {
        let found = experiment::find(&mut self.tx, &self.team, id).await?;
        found.context("an experiment of the demonstration")
    }

    async fn take(&mut self, id: ExperimentId, step: Step) -> anyhow::Result<()> {
        let found = self.experiment(id).await?;
        let (tx, hone, team) = (&mut self.tx, self.hone, &self.team);
        Ok(experiment::take(tx, hone, &self.owner, team, &found, step).await?)
    }

    async fn adopt(&mut self) -> anyhow::Result<ExperimentId> {
        let today = self.hone.clock.now().date(&self.lead.zone());
        let wording = Wording {
            then_see: "parts come a day sooner".to_owned(),
            measure: "days from order to part".to_owned(),
            baseline: "4 days in the month before".to_owned(),
            adopt_if: "3 days or fewer, over 20 orders".to_owned(),
            guardrail: "one wrong order that cannot be sent back".to_owned(),
            ends_on: Some(days_after(today, 60)),
            ..Wording::default()
        };
        let stores = affected::Wording {
            who: "The stores".to_owned(),
            what_changes: "no second name to wait for, and one check less".to_owned(),
            effect: Effect::Loss,
            told_on: Some(today),
            they_said: "Let us see the list once a week.".to_owned(),
        };
        let words = (ADOPTED, "Small sums, small harm. We see in two months.");
        self.start(words, wording, stores).await
    }

    async fn run(&mut self) -> anyhow::Result<()> {
        let today = self.hone.clock.now().date(&self.lead.zone());
        let wording = Wording {
            then_see: "the first job begins half an hour sooner".to_owned(),
            measure: "minutes from seven o’clock to the first job".to_owned(),
            baseline: "70 minutes, ten days on average".to_owned(),
            adopt_if: "45 minutes or fewer".to_owned(),
            guardrail: "a job that two crews drive to".to_owned(),
            ends_on: Some(days_after(today, 28)),
            ..Wording::default()
        };
        let south = affected::Wording {
            who: "The south crew".to_owned(),
            what_changes: "they hear of the north by phone".to_owned(),
            ..affected::Wording::default()
        };
        let words = (RUNNING, "Three days, so that we still meet on two.");
        self.start(words, wording, south).await.map(drop)
    }

    /// What was tried first has come to its end, and is adopted.
    async fn decide(&mut self, id: ExperimentId) -> anyhow::Result<()> {
        self.take(id, Step::End("2.6 days over 24 orders; one sent back.".to_owned())).await?;
        let ended = self.experiment(id).await?;
        let said =
            (Verdict::Adopt, "Below 3 days.", "The second name had found nothing in a year.");
        let (tx, hone, team) = (&mut self.tx, self.hone, &self.team);
        Ok(experiment::decide(tx, hone, &self.lead, team, &ended, said).await?)
    }
}
