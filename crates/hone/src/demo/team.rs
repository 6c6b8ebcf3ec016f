//! A team that practises: one of the leaders and five of their people, with a delegation board.

use anyhow::Context;
use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::clock::{Moment, days_after};
use hone_core::db::PeopleTx;
use hone_core::delegation::area::{self, Kind, Looks, Step, Wording};
use hone_core::delegation::level;
use hone_core::delegation::request::Answer;
use hone_core::delegation::{Area, Level, growth, lesson, record, request};
use hone_core::team::{self, Team};

use super::{DAY, Stage, cast, put_clock};

/// Title, owner, level, done when, every so many days (0 where no look is agreed).
type Line = (&'static str, &'static str, Level, &'static str, i64);

const AREAS: &[Line] = &[
    ("Valve inspections", "Tomas Reyes", Level::Proposed, "every valve is seen once a year", 14),
    ("Spare-parts supplier", "Samuel Adeyemi", Level::Joint, "", 28),
    ("Night-shift staffing", "Mina Kovac", Level::Heard, "nobody works more than four nights", 0),
    ("Overtime, up to 40 hours a month", "Aiko Brandt", Level::Announced, "", 28),
    ("Emergency call-out rota", "Tomas Reyes", Level::Reported, "", 14),
    ("Depot safety walks", "Mina Kovac", Level::Yours, "", 0),
    ("Notices to customers", "Leon Fischer", Level::Proposed, "", 7),
];

/// The board under way, for those who move it on.
struct Board<'a> {
    hone: &'a Hone,
    today: Moment,
    stage: &'a Stage,
    lead: Viewer,
    team: Team,
    tx: PeopleTx,
}

impl Stage {
    /// The first leader makes a team, hands things over, and some weeks go by, up to the day before `today`.
    pub(super) async fn play_team(&self, hone: &Hone, today: Moment) -> anyhow::Result<()> {
        put_clock(hone, today.plus(-77 * DAY));
        let lead = self.viewer(cast::LEADERS[0])?;
        let mut tx = hone.people.write().await?;
        let team = team::make(&mut tx, hone, &lead, "Field Operations").await?;
        for name in cast::MEMBERS {
            team::invite(&mut tx, hone, &lead, &team, "", &self.person(name)?.email).await?;
        }
        let mut board = Board { hone, today, stage: self, lead, team, tx };
        for line in AREAS {
            board.hand_over(line).await?;
        }
        for (days, summary) in [
            (60, "Two crews on bank holidays"),
            (40, "Swaps are agreed among the crew"),
            (21, "Nobody is on call twice in a row"),
        ] {
            put_clock(hone, today.plus(-days * DAY));
            board.decide("Emergency call-out rota", summary).await?;
        }
        put_clock(hone, today.plus(-16 * DAY));
        board.look_beyond().await?;
        board.learn().await?;
        put_clock(hone, today.plus(-4 * DAY));
        board.answered().await?;
        put_clock(hone, today.plus(-2 * DAY));
        board.wait().await?;
        board.counter_offer().await?;
        Ok(board.tx.commit().await?)
    }
}

impl Board<'_> {
    fn wording(&self, line: &Line, owner: &Viewer) -> Wording {
        let (title, _, level, done_when, every_days) = *line;
        Wording {
            title: title.to_owned(),
            kind: Kind::Work,
            owner: owner.person_id,
            level,
            done_when: done_when.to_owned(),
            limits: String::new(),
            check_in: if every_days == 0 { Looks::None } else { Looks::Days },
            every_days,
            next_check_in: (every_days > 0)
                .then(|| days_after(self.today.date(&owner.zone()), every_days / 2)),
        }
    }

    async fn offer(&mut self, line: &Line) -> anyhow::Result<(Area, Viewer)> {
        let owner = self.stage.viewer(line.1)?;
        let wording = self.wording(line, &owner);
        let (tx, hone, team) = (&mut self.tx, self.hone, &self.team);
        Ok((area::write(tx, hone, &self.lead, team, wording, true).await?, owner))
    }

    async fn hand_over(&mut self, line: &Line) -> anyhow::Result<()> {
        let (area, owner) = self.offer(line).await?;
        let (tx, hone, team) = (&mut self.tx, self.hone, &self.team);
        Ok(area::answer(tx, hone, &owner, team, (&area, area.version), (true, "")).await?)
    }

    async fn area(&mut self, title: &str) -> anyhow::Result<(Area, Viewer)> {
        let areas = area::list(&mut self.tx, &self.lead, &self.team).await?;
        let area = areas.into_iter().find(|area| area.title == title);
        let area = area.context("an area of the demonstration")?;
        let owner = self.stage.viewer(self.stage.name_of(area.owner_id))?;
        Ok((area, owner))
    }

    async fn decide(&mut self, title: &str, summary: &str) -> anyhow::Result<()> {
        let (area, owner) = self.area(title).await?;
        let (tx, hone, team) = (&mut self.tx, self.hone, &self.team);
        record::decide(tx, hone, &owner, team, &area, summary).await?;
        Ok(())
    }

    /// The lead has looked once more than was agreed.
    async fn look_beyond(&mut self) -> anyhow::Result<()> {
        let (area, _) = self.area("Emergency call-out rota").await?;
        let said = (record::Look::Extra, "After the storm: did it help?");
        let (tx, hone, team) = (&mut self.tx, self.hone, &self.team);
        record::look(tx, hone, &self.lead, team, &area, said).await?;
        Ok(())
    }

    /// A lesson, and what is next for one of them.
    async fn learn(&mut self) -> anyhow::Result<()> {
        let (area, owner) = self.area("Valve inspections").await?;
        let (tx, hone, team) = (&mut self.tx, self.hone, &self.team);
        let wording = lesson::Wording {
            title: "The valve that two crews had on their list".to_owned(),
            what_happened:
                "Two crews drove to the same valve, and a third valve was seen by nobody."
                    .to_owned(),
            surprise: "Both lists were right: one by street, one by number.".to_owned(),
            learned: "A list is only shared if it has one order.".to_owned(),
            change: "One list, by number, in the depot and on the phone.".to_owned(),
            change_owner: Some(owner.person_id),
            change_due: None,
        };
        lesson::write(tx, hone, &owner, team, (Some(area.id), wording), true).await?;
        let member = growth::partner(tx, &self.lead, team, owner.person_id).await?;
        let member = member.context("a member of the demonstration")?;
        let stretch = growth::Stretch {
            strength: "Explains a fault so that the customer calms down.".to_owned(),
            next_step: "Lead the talk with the council in autumn.".to_owned(),
            support: "Sit in on one such talk before.".to_owned(),
            ..growth::stretch(tx, team, &member).await?
        };
        Ok(growth::write_stretch(tx, hone, &self.lead, team, stretch).await?)
    }

    /// A question with its answer, and something announced to which the lead objected.
    async fn answered(&mut self) -> anyhow::Result<()> {
        for (title, question, needed_in, answer) in [
            (
                "Valve inspections",
                "Which depot first?",
                None,
                Answer::Say(
                    "North: its valves are the oldest. From there on, as you like.".to_owned(),
                ),
            ),
            (
                "Overtime, up to 40 hours a month",
                "Twelve hours for the stock count",
                Some(6),
                Answer::Object("The audit counts it all in May. Can it wait for that?".to_owned()),
            ),
        ] {
            let (area, owner) = self.area(title).await?;
            let today = self.hone.clock.now().date(&owner.zone());
            let wording = request::Wording {
                question: question.to_owned(),
                own_proposal: String::new(),
                needed_by: needed_in.map(|n_days| days_after(today, n_days)),
            };
            let (tx, hone, team) = (&mut self.tx, self.hone, &self.team);
            let asked = request::ask(tx, hone, &owner, team, &area, wording).await?;
            request::answer(tx, hone, &self.lead, team, (&area, &asked), answer).await?;
        }
        Ok(())
    }

    /// An area whose owner would decide more of it than they were offered.
    async fn counter_offer(&mut self) -> anyhow::Result<()> {
        let line =
            ("Meter exchange, north", "Leon Fischer", Level::Proposed, "400 meters by autumn", 7);
        let (area, owner) = self.offer(&line).await?;
        let wording = Wording { level: Level::Heard, ..self.wording(&line, &owner) };
        let (tx, hone, team) = (&mut self.tx, self.hone, &self.team);
        area::reword(tx, hone, &owner, team, (&area, area.version), wording).await?;
        Ok(())
    }

    /// What waits now: a question, a proposal, something announced, something paused.
    async fn wait(&mut self) -> anyhow::Result<()> {
        let today = self.hone.clock.now().date(&self.lead.zone());
        let (area, owner) = self.area("Valve inspections").await?;
        let question = request::Wording {
            question: "May they move to next month?".to_owned(),
            own_proposal: "I would start on the 6th and tell both depots first.".to_owned(),
            needed_by: None,
        };
        let (tx, hone, team) = (&mut self.tx, self.hone, &self.team);
        request::ask(tx, hone, &owner, team, &area, question).await?;
        let (area, _) = self.area("Spare-parts supplier").await?;
        let raise = level::Wording {
            to: Level::Announced,
            want_to_see: "two offers for each order".to_owned(),
            trial_ends: Some(days_after(today, level::TRIAL_DAYS)),
        };
        let (tx, hone, team) = (&mut self.tx, self.hone, &self.team);
        level::propose(tx, hone, &self.lead, team, &area, raise).await?;
        let (area, owner) = self.area("Overtime, up to 40 hours a month").await?;
        let announced = request::Wording {
            question: "Six hours more for the pump house".to_owned(),
            own_proposal: String::new(),
            needed_by: Some(days_after(today, 5)),
        };
        let (tx, hone, team) = (&mut self.tx, self.hone, &self.team);
        request::ask(tx, hone, &owner, team, &area, announced).await?;
        let (area, _) = self.area("Notices to customers").await?;
        let pause = (Step::Pause(days_after(today, 9)), "while the burst main is repaired");
        let (tx, hone, team) = (&mut self.tx, self.hone, &self.team);
        Ok(area::take(tx, hone, &self.lead, team, &area, pause).await?)
    }
}
