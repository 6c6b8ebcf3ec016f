//! What the team of the demonstration works towards, who matters to it, and what it tells how often.

use anyhow::Context;
use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::clock::{Moment, days_after};
use hone_core::db::PeopleTx;
use hone_core::stakeholder::{self, contact, rhythm};
use hone_core::team::{self, Team};
use hone_core::vision::objective::{self, Step};
use hone_core::vision::{Aim, Horizon, Objective, key, statement};

use super::{DAY, Stage, cast, put_clock};

const SCENE: &str = "Anna comes home after a burst in her street. She turns on the tap before supper, and \
                     drinks. A message told her at noon when it would run again, and it was right.";
const WHY: &str = "Whoever has no water waits, and cannot plan. To know when is half of the help.";

/// The objective, who owns it, how it serves, how far ahead it looks.
type Line = (&'static str, &'static str, &'static str, Horizon);

const SOONER: Line = (
    "Nobody waits longer than five hours for water",
    "Tomas Reyes",
    "The wait is what people live through.",
    Horizon::Now,
);
const NIGHTS: Line = (
    "Two crews can go out at night",
    "Mina Kovac",
    "Most long waits begin after ten in the evening.",
    Horizon::Next,
);
const TOLD: Line = (
    "Everybody hears within the hour when it will run again",
    "Leon Fischer",
    "To know when is half of the help.",
    Horizon::Now,
);
const LOOSE: Line = ("New lockers in the north depot", "Aiko Brandt", "", Horizon::Later);
const ASKED: Line = (
    "Spare parts for the ten oldest pumps are in the depot",
    "Samuel Adeyemi",
    "A part that lies here does not have to come.",
    Horizon::Now,
);

/// The team while it is played, and who plays in it.
struct Ground<'a> {
    hone: &'a Hone,
    stage: &'a Stage,
    today: Moment,
    lead: Viewer,
    team: Team,
    tx: PeopleTx,
}

impl Stage {
    /// A vision that the team agreed on, objectives that lead there and one that does not, people with
    /// whom somebody speaks, one of them too long ago, and a message every week.
    pub(super) async fn play_vision(&self, hone: &Hone, today: Moment) -> anyhow::Result<()> {
        let lead = self.viewer(cast::LEADERS[0])?;
        let mut tx = hone.people.write().await?;
        let teams = team::list(&mut tx, &lead).await?;
        let team = teams.into_iter().next().context("the team of the demonstration")?;
        let mut ground = Ground { hone, stage: self, today, lead, team, tx };
        ground.at(-62);
        ground.vision().await?;
        ground.objectives().await?;
        ground.people().await?;
        Ok(ground.tx.commit().await?)
    }
}

impl Ground<'_> {
    fn at(&self, days: i64) {
        put_clock(self.hone, self.today.plus(days * DAY));
    }

    fn day(&self, days: i64) -> jiff::civil::Date {
        days_after(self.today.date(&self.lead.zone()), days)
    }

    async fn vision(&mut self) -> anyhow::Result<()> {
        let (tx, hone, lead, team) = (&mut self.tx, self.hone, &self.lead, &self.team);
        let wording = statement::Wording {
            scene: SCENE.to_owned(),
            why: WHY.to_owned(),
            horizon: "by the summer after next".to_owned(),
        };
        let vision = statement::write(tx, hone, lead, team, wording).await?;
        Ok(statement::take(tx, hone, lead, team, &vision, (statement::Step::Agree, "")).await?)
    }

    async fn objectives(&mut self) -> anyhow::Result<()> {
        let sooner = self.active(SOONER, Aim::Vision).await?;
        self.active(TOLD, Aim::Vision).await?;
        self.at(-48);
        self.active(NIGHTS, Aim::Objective(sooner.id)).await?;
        self.measured(&sooner).await?;
        self.at(-20);
        self.active(LOOSE, Aim::Nothing).await?;
        self.at(-3);
        self.propose(ASKED, Aim::Objective(sooner.id)).await?;
        Ok(())
    }

    /// The lead proposes an objective to whoever is to own it.
    async fn propose(&mut self, line: Line, aim: Aim) -> anyhow::Result<(Objective, Viewer)> {
        let (title, owner, how_it_serves, horizon) = line;
        let owner = self.stage.viewer(owner)?;
        let wording = objective::Wording {
            title: title.to_owned(),
            aim,
            how_it_serves: how_it_serves.to_owned(),
            horizon,
            owner: Some(owner.person_id),
        };
        let (tx, hone) = (&mut self.tx, self.hone);
        Ok((objective::write(tx, hone, &self.lead, &self.team, wording).await?, owner))
    }

    async fn active(&mut self, line: Line, aim: Aim) -> anyhow::Result<Objective> {
        let (proposed, owner) = self.propose(line, aim).await?;
        let (tx, hone, team) = (&mut self.tx, self.hone, &self.team);
        objective::take(tx, hone, &owner, team, &proposed, Step::Start).await?;
        objective::find(tx, team, proposed.id).await?.context("an objective that was written")
    }

    async fn measured(&mut self, objective: &Objective) -> anyhow::Result<()> {
        let owner = self.stage.viewer(SOONER.1)?;
        let wording = key::Wording {
            measure: "Hours of the longest wait of a month".to_owned(),
            start: "9".to_owned(),
            target: "5".to_owned(),
            due: self.day(75),
        };
        let (tx, hone, team) = (&mut self.tx, self.hone, &self.team);
        let key = key::write(tx, hone, &owner, team, objective, &wording).await?;
        for (days, said) in [
            (-34, ("8.5", Some(50), "Two bursts in one night; the second crew was at home.")),
            (-6, ("7", Some(60), "The card on the shelf saved an hour.")),
        ] {
            put_clock(hone, self.today.plus(days * DAY));
            key::check_in(tx, hone, &owner, team, (objective, &key), said).await?;
        }
        Ok(())
    }

    async fn people(&mut self) -> anyhow::Result<()> {
        self.at(-60);
        let hospital = ("The hospital’s plant manager", "a word before we shut a main", 28, 42);
        let council = ("The council’s road office", "our plan before theirs is printed", 56, 84);
        let hospital = self.matters("Tomas Reyes", hospital).await?;
        let council = self.matters("Leon Fischer", council).await?;
        let told = rhythm::Wording {
            what: "What we shut next week, and where water comes from".to_owned(),
            to_whom: "both depots and the customer desk".to_owned(),
            channel: "one page, Fridays at noon".to_owned(),
            every_days: 7,
            owner: Some(self.stage.viewer("Leon Fischer")?.person_id),
            next_on: self.day(-8),
        };
        let owner = self.stage.viewer("Leon Fischer")?;
        let (tx, hone, team) = (&mut self.tx, self.hone, &self.team);
        let rhythm = rhythm::write(tx, hone, &owner, team, told).await?;
        put_clock(hone, self.today.plus(-50 * DAY));
        let line = "They want two days, and a number that somebody picks up.";
        let tomas = self.stage.viewer("Tomas Reyes")?;
        contact::add(tx, hone, &tomas, team, &hospital, (None, line)).await?;
        put_clock(hone, self.today.plus(-30 * DAY));
        let line = "The ring road is dug up in May; we can share the trench.";
        contact::add(tx, hone, &owner, team, &council, (None, line)).await?;
        put_clock(hone, self.today.plus(-8 * DAY));
        rhythm::beat(tx, hone, &owner, team, &rhythm, "The desk asks for streets by name.").await?;
        Ok(())
    }

    async fn matters(
        &mut self,
        owner: &str,
        (name, they_need, usual_gap, longest_gap): (&str, &str, i64, i64),
    ) -> anyhow::Result<stakeholder::Stakeholder> {
        let owner = self.stage.viewer(owner)?;
        let wording = stakeholder::Wording {
            name: name.to_owned(),
            they_need: they_need.to_owned(),
            we_need: "a word before plans are fixed".to_owned(),
            owner: Some(owner.person_id),
            usual_gap,
            longest_gap,
        };
        Ok(stakeholder::write(&mut self.tx, self.hone, &self.lead, &self.team, wording).await?)
    }
}
