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
use crate::stakeholder::{self, contact, rhythm};
use crate::team::{self, Team};
use crate::vision::{Aim, Objective, key, objective, share, statement};

/// What Ben keeps to himself: a lesson that is a draft.
pub const DRAFT: &str = "Nothing that anybody else reads";
/// What stands in the talk of the lead with Ben.
pub const TALK: &str = "Lead the morning meeting";
/// What the lead wrote into the history, and Carla, of Ben by his full name.
pub const NAMED: &str = "Ask Ben Okafor, ben.okafor@northfold.test";

/// What Ben alone saw: a line on where a key result stands, and one of what somebody told him.
pub const SEEN: &str = "As it looks from the yard";
/// What the manager of the lead wrote on an objective that is shared with her team.
pub const GUEST: &str = "Our valves make it shorter";

/// A team of Northfold's leader with Ben and Carla, in which both tools and people did one of everything,
/// and one of his manager, with which it shares an objective of each.
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
    /// Who leads the other team.
    pub head: Viewer,
    /// The other team.
    pub network: Team,
}

/// Makes it.
pub async fn practised(tx: &mut PeopleTx, hone: &Hone, here: &Northfold) -> Practised {
    let [lead, ben, carla, head] =
        [&here.leader, &here.reports[0], &here.reports[1], &here.manager]
            .map(|person| viewer(here, person));
    let team = team::make(tx, hone, &lead, "Pumps").await.expect("a team");
    for person in &here.reports[..2] {
        team::invite(tx, hone, &lead, &team, "", &person.email).await.expect("a member");
    }
    let network = team::make(tx, hone, &head, "Network").await.expect("a team");
    let all = Practised { team, lead, ben, carla, head, network };
    let area = all.area(tx, hone).await;
    all.in_area(tx, hone, &area).await;
    all.lessons(tx, hone, &area).await;
    all.growth(tx, hone).await;
    all.bets(tx, hone).await;
    all.experiments(tx, hone).await;
    all.vision(tx, hone).await;
    all.objectives(tx, hone, (&here.leader.email, &here.manager.email)).await;
    all.stakeholders(tx, hone).await;
    all.rhythm(tx, hone).await;
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
        area::answer(tx, hone, ben, team, (&area, area.version), (true, "gladly"))
            .await
            .expect("a yes");
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
                odds::give(tx, hone, who, team, (&bet, bet.asked), value).await.expect("odds");
            }
            let doubt = ("Nobody reads them", reason::Handling::Watch, "no answer in a week");
            reason::add(tx, hone, carla, team, &bet, doubt).await.expect("a reason");
            if is_placed {
                bet::end::place(tx, hone, ben, team, (&bet, bet.version))
                    .await
                    .expect("a bet that is on");
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

    async fn vision(&self, tx: &mut PeopleTx, hone: &Hone) {
        let (lead, ben, carla, team) = (&self.lead, &self.ben, &self.carla, &self.team);
        let words = |scene: &str| statement::Wording {
            scene: scene.to_owned(),
            why: NAMED.to_owned(),
            horizon: "when Ben Okafor has his new crew".to_owned(),
        };
        let made = words("Anna turns on her tap.");
        let made = statement::write(tx, hone, ben, team, made).await.expect("a vision");
        let other = words("Anna turns on her tap\nand drinks.");
        let at = (&made, made.version);
        statement::reword(tx, hone, carla, team, at, other).await.expect("other words");
        let made = statement::find(tx, team, made.id).await.expect("a query").expect("it");
        let said = (statement::Step::Agree, "");
        statement::take(tx, hone, lead, team, &made, said).await.expect("a yes");
    }

    async fn objectives(&self, tx: &mut PeopleTx, hone: &Hone, (leads, heads): (&str, &str)) {
        let (home, elsewhere) = ((&self.ben, &self.team), (&self.head, &self.network));
        let quiet = active(tx, hone, home, "Quiet nights", Aim::Vision).await;
        active(tx, hone, home, "Two crews at night", Aim::Objective(quiet.id)).await;
        let bursts = active(tx, hone, elsewhere, "Fewer bursts", Aim::Nothing).await;
        shared(tx, hone, ((&self.lead, &self.team), &quiet), (elsewhere, heads)).await;
        shared(tx, hone, (elsewhere, &bursts), ((&self.lead, &self.team), leads)).await;
        active(tx, hone, home, "New pumps", Aim::Objective(bursts.id)).await;
        let old = active(tx, hone, home, "Old pumps", Aim::Nothing).await;
        let (ben, team) = home;
        let dropped = objective::Step::Drop(NAMED, NAMED);
        objective::take(tx, hone, ben, team, &old, dropped).await.expect("an end");
        self.placed(tx, hone, (&quiet, &bursts)).await;
        self.measured(tx, hone, &quiet).await;
    }

    /// In the other team the one objective serves the other.
    async fn placed(&self, tx: &mut PeopleTx, hone: &Hone, (guest, own): (&Objective, &Objective)) {
        let (head, network) = (&self.head, &self.network);
        let guest = objective::find(tx, network, guest.id).await.expect("a query").expect("it");
        let (at, place) = ((&guest, guest.version), (Aim::Objective(own.id), NAMED));
        share::place(tx, hone, head, network, at, place).await.expect("a place");
    }

    async fn measured(&self, tx: &mut PeopleTx, hone: &Hone, objective: &Objective) {
        let (ben, carla, team) = (&self.ben, &self.carla, &self.team);
        let wording = key::Wording {
            measure: format!("hours over the longest wait. {NAMED}"),
            start: "9".to_owned(),
            target: "-0.5".to_owned(),
            due: date(2026, 5, 11),
        };
        let key = key::write(tx, hone, ben, team, objective, &wording).await.expect("a measure");
        let of = (objective, &key);
        for (who, team, said) in [
            (carla, team, ("7.5", Some(60), NAMED)),
            (ben, team, ("8", Some(30), SEEN)),
            (&self.head, &self.network, ("6.25", None, GUEST)),
        ] {
            key::check_in(tx, hone, who, team, of, said).await.expect("a check-in");
        }
    }

    async fn stakeholders(&self, tx: &mut PeopleTx, hone: &Hone) {
        let (ben, carla, team) = (&self.ben, &self.carla, &self.team);
        let wording = stakeholder::Wording {
            name: "The treatment works, by way of Ben Okafor".to_owned(),
            they_need: NAMED.to_owned(),
            we_need: NAMED.to_owned(),
            owner: Some(ben.person_id),
            usual_gap: 28,
            longest_gap: 42,
        };
        let one = stakeholder::write(tx, hone, carla, team, wording).await.expect("somebody");
        for (who, line) in [(carla, NAMED), (ben, SEEN)] {
            contact::add(tx, hone, who, team, &one, (None, line)).await.expect("a contact");
        }
    }

    async fn rhythm(&self, tx: &mut PeopleTx, hone: &Hone) {
        let (ben, team) = (&self.ben, &self.team);
        let wording = rhythm::Wording {
            what: "the plan of the week, of Ben Okafor".to_owned(),
            to_whom: "both depots, and Ben Okafor".to_owned(),
            channel: "at the table of Ben Okafor".to_owned(),
            every_days: 7,
            owner: Some(ben.person_id),
            next_on: date(2026, 5, 6),
        };
        let made = rhythm::write(tx, hone, ben, team, wording).await.expect("a rhythm");
        rhythm::beat(tx, hone, ben, team, &made, NAMED).await.expect("a beat");
    }
}

/// An objective that somebody in a team wrote and took on.
async fn active(
    tx: &mut PeopleTx,
    hone: &Hone,
    (who, team): (&Viewer, &Team),
    title: &str,
    aim: Aim,
) -> Objective {
    let wording = objective::Wording {
        title: title.to_owned(),
        aim,
        how_it_serves: NAMED.to_owned(),
        owner: Some(who.person_id),
        ..objective::Wording::default()
    };
    let made = objective::write(tx, hone, who, team, wording).await.expect("an objective");
    let start = objective::Step::Start;
    objective::take(tx, hone, who, team, &made, start).await.expect("a start");
    objective::find(tx, team, made.id).await.expect("a query").expect("it")
}

/// The lead of a team shares an objective with a team of whoever has an address.
async fn shared(
    tx: &mut PeopleTx,
    hone: &Hone,
    ((lead, home), objective): ((&Viewer, &Team), &Objective),
    ((other, team), email): ((&Viewer, &Team), &str),
) {
    let offer = share::offer(tx, hone, lead, home, objective, email).await.expect("an offer");
    let is_in = share::answer(tx, hone, other, team, offer.id, true).await.expect("an answer");
    assert!(is_in, "it was offered to them");
}
