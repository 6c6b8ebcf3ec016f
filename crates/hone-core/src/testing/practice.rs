//! A team with one of everything in it.

use jiff::civil::date;

use super::Northfold;
use super::round::viewer;
use crate::Hone;
use crate::account::Viewer;
use crate::bet::{self, odds, reason};
use crate::db::PeopleTx;
use crate::delegation::{Area, Level, area, growth, lesson, level, record, request};
use crate::experiment::{self, affected, challenge};
use crate::team::{self, Team};

/// What Ben keeps to himself: a lesson that is a draft.
pub const DRAFT: &str = "Nothing that anybody else reads";
/// What stands in the talk of the lead with Ben.
pub const TALK: &str = "Lead the morning meeting";
/// What the lead wrote into the history, and Carla, of Ben by his full name.
pub const NAMED: &str = "Ask Ben Okafor, ben.okafor@northfold.test";

/// A team of Northfold's leader with Ben and Carla, in which both tools and people did one of everything.
#[derive(Clone, Debug)]
pub struct Practised {
    /// The team.
    pub team: Team,
    /// Who leads it.
    pub lead: Viewer,
    /// Who owns an area, a bet and an experiment.
    pub ben: Viewer,
    /// Who reads along, and judges.
    pub carla: Viewer,
}

/// Makes it.
pub async fn practised(tx: &mut PeopleTx, hone: &Hone, here: &Northfold) -> Practised {
    let [lead, ben, carla] =
        [&here.leader, &here.reports[0], &here.reports[1]].map(|person| viewer(here, person));
    let team = team::make(tx, hone, &lead, "Pumps").await.expect("a team");
    for person in &here.reports[..2] {
        team::invite(tx, hone, &lead, &team, "", &person.email).await.expect("a member");
    }
    let all = Practised { team, lead, ben, carla };
    let area = all.area(tx, hone).await;
    all.in_area(tx, hone, &area).await;
    all.lessons(tx, hone, &area).await;
    all.growth(tx, hone).await;
    all.bets(tx, hone).await;
    all.experiments(tx, hone).await;
    all
}

impl Practised {
    async fn area(&self, tx: &mut PeopleTx, hone: &Hone) -> Area {
        let (lead, ben, team) = (&self.lead, &self.ben, &self.team);
        let wording = area::Wording {
            title: "Valve inspections".to_owned(),
            kind: area::Kind::Work,
            owner: ben.person_id,
            level: Level::Proposed,
            done_when: "every valve is seen".to_owned(),
            limits: format!("up to 2,000 a month\n{NAMED}"),
            check_in: area::Looks::Days,
            every_days: 14,
            next_check_in: None,
        };
        let area = area::write(tx, hone, lead, team, wording, true).await.expect("an offer");
        area::answer(tx, hone, ben, team, &area, (true, "gladly")).await.expect("a yes");
        area::find(tx, lead, team, area.id).await.expect("a query").expect("an area")
    }

    async fn in_area(&self, tx: &mut PeopleTx, hone: &Hone, area: &Area) {
        let (lead, ben, team) = (&self.lead, &self.ben, &self.team);
        for (is_answered, question) in [(true, "May they move to July?"), (false, "=1+1?")] {
            let wording = request::Wording {
                question: question.to_owned(),
                own_proposal: "I would start on the 6th.".to_owned(),
                needed_by: Some(date(2026, 5, 6)),
            };
            let asked = request::ask(tx, hone, ben, team, area, wording).await.expect("a question");
            if is_answered {
                let said = request::Answer::Say("Yes, in July.".to_owned());
                request::answer(tx, hone, lead, team, (area, &asked), said).await.expect("it");
            }
        }
        record::decide(tx, hone, ben, team, area, "Two crews").await.expect("a decision");
        let look = (record::Look::Extra, "after the storm");
        record::look(tx, hone, lead, team, area, look).await.expect("a look");
        let more = level::Wording {
            to: Level::Joint,
            want_to_see: "two offers".to_owned(),
            trial_ends: Some(date(2026, 6, 15)),
        };
        level::propose(tx, hone, ben, team, area, more).await.expect("a proposal");
    }

    async fn lessons(&self, tx: &mut PeopleTx, hone: &Hone, area: &Area) {
        for (title, is_shared) in [("The lent part", true), (DRAFT, false)] {
            let wording = lesson::Wording {
                title: title.to_owned(),
                what_happened: NAMED.to_owned(),
                learned: "A part needs a place.".to_owned(),
                change: "A card says who has it.".to_owned(),
                change_owner: Some(self.ben.person_id),
                ..lesson::Wording::default()
            };
            let of = (Some(area.id), wording);
            lesson::write(tx, hone, &self.ben, &self.team, of, is_shared).await.expect("a lesson");
        }
    }

    async fn growth(&self, tx: &mut PeopleTx, hone: &Hone) {
        let (lead, ben, team) = (&self.lead, &self.ben, &self.team);
        let member = growth::partner(tx, lead, team, ben.person_id).await.expect("a query");
        let member = member.expect("a member");
        let stretch = growth::Stretch {
            strength: "calm on the phone".to_owned(),
            ..growth::stretch(tx, team, &member).await.expect("a query")
        };
        growth::write_stretch(tx, hone, lead, team, stretch).await.expect("a stretch");
        let wording = growth::Wording {
            held_on: date(2026, 5, 4),
            goal: TALK.to_owned(),
            reality: String::new(),
            options: String::new(),
            will: String::new(),
            next_on: Some(date(2026, 6, 1)),
        };
        growth::write_talk(tx, hone, lead, team, &member, wording).await.expect("a talk");
    }

    async fn bets(&self, tx: &mut PeopleTx, hone: &Hone) {
        let (ben, carla, team) = (&self.ben, &self.carla, &self.team);
        for is_placed in [true, false] {
            let wording = bet::Wording {
                judge: carla.person_id,
                problem: "Calls every morning".to_owned(),
                we_try: "Text customers first".to_owned(),
                true_if: "calls fall by a fifth".to_owned(),
                stake: "two weeks of work".to_owned(),
                stake_class: 2,
                upside: "quieter mornings".to_owned(),
                stop_at: "three complaints".to_owned(),
                review_on: Some(date(2026, 5, 11)),
                change_our_mind_if: NAMED.to_owned(),
            };
            let bet = bet::write(tx, hone, ben, team, wording).await.expect("a bet");
            for (who, value) in [(ben, 60), (carla, 30)] {
                odds::give(tx, hone, who, team, &bet, value).await.expect("odds");
            }
            let doubt = ("Nobody reads them", reason::Handling::Watch, "no answer in a week");
            reason::add(tx, hone, carla, team, &bet, doubt).await.expect("a reason");
            if is_placed {
                bet::end::place(tx, hone, ben, team, &bet).await.expect("a bet that is on");
            }
        }
    }

    async fn experiments(&self, tx: &mut PeopleTx, hone: &Hone) {
        let (lead, ben, team) = (&self.lead, &self.ben, &self.team);
        challenge::set_terms(tx, hone, lead, team, (10, 0)).await.expect("other terms");
        let wording = challenge::Wording {
            target: challenge::Target::Procedure,
            title: "Why do two people sign?".to_owned(),
            why: NAMED.to_owned(),
            instead: "let one person sign".to_owned(),
        };
        let raised = challenge::raise(tx, hone, ben, team, wording).await.expect("a challenge");
        let reply = challenge::Reply {
            answer: challenge::Answer::Try,
            reason: "Small sums, small harm.".to_owned(),
            again_on: None,
        };
        challenge::answer(tx, hone, lead, team, &raised, reply).await.expect("an answer");
        let raised = challenge::find(tx, team, raised.id).await.expect("a query").expect("it");
        let made = challenge::experiment(tx, hone, ben, team, &raised).await.expect("a draft");
        let group = affected::Wording {
            who: "The stores".to_owned(),
            they_said: "Let us see the list.".to_owned(),
            ..affected::Wording::default()
        };
        affected::write(tx, hone, ben, team, &made, group).await.expect("a group");
        let wording = experiment::Wording {
            owner: Some(ben.person_id),
            if_we: made.if_we.clone(),
            then_see: "parts come sooner".to_owned(),
            because: made.because.clone(),
            measure: "days".to_owned(),
            baseline: "4 days".to_owned(),
            adopt_if: "3 days".to_owned(),
            guardrail: "one wrong order".to_owned(),
            starts_on: None,
            ends_on: Some(date(2026, 6, 1)),
        };
        experiment::reword(tx, hone, ben, team, (&made, made.version), wording).await.expect("it");
        let made = experiment::find(tx, team, made.id).await.expect("a query").expect("it");
        let start = experiment::Step::Start;
        experiment::take(tx, hone, ben, team, &made, start).await.expect("a start");
        let made = experiment::find(tx, team, made.id).await.expect("a query").expect("it");
        let end = experiment::Step::End("2.6 days".to_owned());
        experiment::take(tx, hone, ben, team, &made, end).await.expect("an end");
        let made = experiment::find(tx, team, made.id).await.expect("a query").expect("it");
        let said = (experiment::Verdict::Adapt, "Close.", "The second name found nothing.");
        experiment::decide(tx, hone, lead, team, &made, said).await.expect("a decision");
        let made = experiment::find(tx, team, made.id).await.expect("a query").expect("it");
        experiment::follow(tx, hone, ben, team, &made).await.expect("the next one");
    }
}
