//! Many teams that practise: areas, objectives, challenges, experiments, bets and lessons with all that
//! happened to them, to see how long their pages take.
//!
//! All of it is done by the steps that people take, on days that lie back, a team in one transaction.

use jiff::civil::Date;

use super::many::{sign_in_all, viewer};
use crate::account::Viewer;
use crate::bet::{self, Bet, End, odds};
use crate::chance::Secret;
use crate::clock::{Clock, days_after};
use crate::db::PeopleTx;
use crate::delegation::area::{self, Area, Kind, Looks};
use crate::delegation::{Level, lesson, level, record, request};
use crate::experiment::challenge::{self, Answer, Challenge, Reply, Target};
use crate::experiment::{self, Experiment, Step, Verdict, affected};
use crate::ids::{AreaId, BetId, ExperimentId, ObjectiveId, TeamId};
use crate::organisation::{self, Organisation};
use crate::person::{self, Person};
use crate::team::{self, Team};
use crate::vision::{Aim, Horizon, Objective, key, objective, statement};
use crate::{Hone, Result};

/// So many people are in each team, its lead included.
pub const PER_TEAM: usize = 8;

/// So many days ago the first things were written down; the others follow evenly.
const DAYS: usize = 180;

/// Of so many areas one has taught a lesson.
const AREAS_PER_LESSON: usize = 4;

/// How much there is.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// How many teams; at least 2.
    pub n_teams: usize,
    /// How many areas; as many objectives, as many challenges and experiments together, and as many bets.
    pub n_things: usize,
    /// How many of each of these are in the first team; the others share what is left.
    pub n_largest: usize,
}

/// A member of a team who is signed in, and what their team has.
#[derive(Debug)]
pub struct Practising {
    /// The token of their session.
    pub token: Secret,
    /// The team.
    pub team: TeamId,
    /// An area that is agreed on.
    pub area: AreaId,
    /// A bet that is placed.
    pub bet: BetId,
    /// An experiment that runs.
    pub experiment: ExperimentId,
    /// An objective that is worked on.
    pub objective: ObjectiveId,
}

/// Fills a fresh installation with one organisation: everybody who is in a team of it, in the order of the
/// teams, the lead of each first.
pub async fn practising(hone: &Hone, size: Size) -> Vec<Practising> {
    assert!(size.n_teams > 1 && size.n_largest <= size.n_things, "a large team and others");
    let days = Days::before(hone);
    let (organisation, mut people) = people(&days.0[DAYS], size.n_teams * PER_TEAM).await;
    let mut tokens = sign_in_all(hone, &mut people).await.into_iter();
    let mut all = Vec::new();
    for (place, members) in people.chunks(PER_TEAM).enumerate() {
        let members: Vec<Viewer> =
            members.iter().map(|person| viewer(&organisation, person)).collect();
        let mut tx = hone.people.write().await.expect("a transaction");
        let n = of_team(size, place);
        let things = in_team(&mut tx, &days, &members, place, n).await.expect("a team");
        tx.commit().await.expect("a commit");
        all.extend(tokens.by_ref().take(members.len()).map(|token| things.of(token)));
    }
    all
}

/// One of each that a team has.
struct Things {
    team: TeamId,
    area: AreaId,
    bet: BetId,
    experiment: ExperimentId,
    objective: ObjectiveId,
}

impl Things {
    fn of(&self, token: Secret) -> Practising {
        let Self { team, area, bet, experiment, objective } = *self;
        Practising { token, team, area, bet, experiment, objective }
    }
}

/// How many things of each kind a team has; at least [`FATES`], so that it has each.
fn of_team(size: Size, place: usize) -> usize {
    let n = if place == 0 {
        size.n_largest
    } else {
        let (left, n_others) = (size.n_things - size.n_largest, size.n_teams - 1);
        left / n_others + usize::from(place <= left % n_others)
    };
    n.max(2 * FATES)
}

/// The program on each of the last days: today is the first.
struct Days(Vec<Hone>);

impl Days {
    fn before(hone: &Hone) -> Self {
        let now = hone.clock.now();
        let on = |n: usize| {
            let days = i64::try_from(n).expect("days");
            hone.clone().at(Clock::standing_at(now.plus(-days * 24 * 3600)))
        };
        Self((0..=DAYS).map(on).collect())
    }

    /// The day of a thing among so many of its kind: the program then, and half-way from then to now.
    fn of(&self, i: usize, n: usize) -> (&Hone, &Hone) {
        let ago = DAYS - i * DAYS / n;
        (&self.0[ago], &self.0[ago / 2])
    }
}

fn day(hone: &Hone, viewer: &Viewer, n_days: i64) -> Date {
    days_after(hone.clock.now().date(&viewer.zone()), n_days)
}

/// An organisation of so many people.
async fn people(hone: &Hone, n: usize) -> (Organisation, Vec<Person>) {
    let now = hone.clock.now();
    let mut tx = hone.people.write().await.expect("a transaction");
    let organisation = organisation::create(&mut tx, "Coticule Works", "Europe/Vienna", now)
        .await
        .expect("an organisation");
    let person = |i| {
        let (name, email) = (format!("Person{i} Load"), format!("person{i}@load.test"));
        Person::new(organisation.id, &name, &email, now)
    };
    let people: Vec<Person> = (0..n).map(person).collect();
    person::store::save_all(&mut tx, &people).await.expect("people");
    tx.commit().await.expect("a commit");
    (organisation, people)
}

/// What can become of a thing; each comes as often.
const FATES: usize = 10;

/// Words of which titles are made, so that some are found often and some in one place.
const WORDS: [&str; 7] = ["pump", "valve", "purchase", "night shift", "depot", "meter", "survey"];

fn title(does: &str, i: usize) -> String {
    format!("{does} {} {i}", WORDS[i % WORDS.len()])
}

const WHY: &str = "Spare parts wait two days for the second name, and the crew waits with them. Nobody could \
                   remember when the second name had last stopped an order that was wrong.";

/// A team of those members, with so many things of each kind.
async fn in_team(
    tx: &mut PeopleTx,
    days: &Days,
    members: &[Viewer],
    place: usize,
    n: usize,
) -> Result<Things> {
    let first = &days.0[DAYS];
    let team = team::make(tx, first, &members[0], &format!("Crew {place}")).await?;
    for member in &members[1..] {
        team::store::save_member(tx, &team, member.person_id, first.clock.now()).await?;
    }
    let crew = Crew { days, members, team: &team };
    crew.vision(tx).await?;
    let (mut area, mut bet, mut tried) = (None, None, None);
    let (mut towards, mut objective) = (Aim::Vision, None);
    for i in 0..n {
        let led = crew.objective(tx, i, n, towards).await?;
        if i % FATES == 0 {
            towards = Aim::Objective(led);
            objective = Some(led);
        }
        area = crew.area(tx, i, n).await?.or(area);
        bet = crew.bet(tx, i, n).await?.or(bet);
        if i % 2 == 0 {
            crew.challenge(tx, i / 2, n.div_ceil(2)).await?;
        } else {
            tried = crew.experiment(tx, i / 2, n / 2).await?.or(tried);
        }
    }
    let missing = "a team has each kind of thing";
    Ok(Things {
        team: team.id,
        area: area.expect(missing),
        bet: bet.expect(missing),
        experiment: tried.expect(missing),
        objective: objective.expect(missing),
    })
}

/// A team at work.
struct Crew<'a> {
    days: &'a Days,
    members: &'a [Viewer],
    team: &'a Team,
}

impl Crew<'_> {
    fn lead(&self) -> &Viewer {
        &self.members[0]
    }

    fn member(&self, i: usize) -> &Viewer {
        &self.members[i % self.members.len()]
    }

    /// One of those who do not lead.
    fn owner(&self, i: usize) -> &Viewer {
        &self.members[1 + i % (self.members.len() - 1)]
    }

    async fn vision(&self, tx: &mut PeopleTx) -> Result<()> {
        let (first, lead, team) = (&self.days.0[DAYS], self.lead(), self.team);
        let wording = statement::Wording {
            scene: "Anna turns on her tap and drinks.".to_owned(),
            why: WHY.to_owned(),
            horizon: "before next summer".to_owned(),
        };
        let vision = statement::write(tx, first, lead, team, wording).await?;
        statement::take(tx, first, lead, team, &vision, (statement::Step::Agree, "")).await
    }

    /// An objective. The first of so many serves the vision and is worked on; the next is loose, and the
    /// others serve the one before that served the vision.
    async fn objective(
        &self,
        tx: &mut PeopleTx,
        i: usize,
        n: usize,
        towards: Aim,
    ) -> Result<ObjectiveId> {
        let (then, later) = self.days.of(i, n);
        let (team, owner, fate) = (self.team, self.member(i), i % FATES);
        let aim = match fate {
            0 => Aim::Vision,
            1 => Aim::Nothing,
            _ => towards,
        };
        let wording = objective::Wording {
            title: title("Half the wait for each", i),
            aim,
            how_it_serves: "Nobody waits for water at night.".to_owned(),
            horizon: [Horizon::Now, Horizon::Next, Horizon::Later][i % 3],
            owner: Some(owner.person_id),
        };
        let proposed = objective::write(tx, then, owner, team, wording).await?;
        if fate == 2 {
            return Ok(proposed.id);
        }
        objective::take(tx, then, owner, team, &proposed, objective::Step::Start).await?;
        let active = self.objective_now(tx, &proposed).await?;
        self.measured(tx, (then, later), i, &active).await?;
        match fate {
            7 => {
                let reached = objective::Step::Reach("A card is enough.");
                objective::take(tx, later, owner, team, &active, reached).await?;
            }
            8 => {
                let dropped = objective::Step::Drop("The depot moves.", "Ask first.");
                objective::take(tx, later, owner, team, &active, dropped).await?;
            }
            9 => objective::put_away(tx, later, owner, team, &active, true).await?,
            _ => {}
        }
        Ok(active.id)
    }

    async fn objective_now(&self, tx: &mut PeopleTx, one: &Objective) -> Result<Objective> {
        Ok(objective::find(tx, self.team, one.id).await?.expect("an objective"))
    }

    /// A key result of an objective, with two check-ins.
    async fn measured(
        &self,
        tx: &mut PeopleTx,
        (then, later): (&Hone, &Hone),
        i: usize,
        of: &Objective,
    ) -> Result<()> {
        let (team, owner) = (self.team, self.member(i));
        let wording = key::Wording {
            measure: "hours of the longest wait".to_owned(),
            start: "9".to_owned(),
            target: "4".to_owned(),
            due: day(then, owner, 30 + i64::try_from(i % 180).expect("days")),
        };
        let key = key::write(tx, then, owner, team, of, &wording).await?;
        for (hone, value) in [(then, "8.5"), (later, "7")] {
            let said = (value, Some(60), "as it looks from the yard");
            key::check_in(tx, hone, self.member(i + 1), team, (of, &key), said).await?;
        }
        Ok(())
    }

    /// An area; its id where it is agreed on.
    async fn area(&self, tx: &mut PeopleTx, i: usize, n: usize) -> Result<Option<AreaId>> {
        let (then, later) = self.days.of(i, n);
        let (team, lead, owner, fate) = (self.team, self.lead(), self.owner(i), i % FATES);
        let wording = area::Wording {
            title: title("Upkeep of", i),
            kind: Kind::Work,
            owner: owner.person_id,
            level: Level::ALL[i % Level::ALL.len()],
            done_when: "every one is seen once a year".to_owned(),
            limits: "2,000 a month; nobody works alone at night".to_owned(),
            check_in: Looks::Days,
            every_days: 14,
            next_check_in: Some(day(then, lead, 10 + i64::try_from(i % 250).expect("days"))),
        };
        let written = area::write(tx, then, lead, team, wording, fate > 0).await?;
        if fate < 2 {
            return Ok(None);
        }
        area::answer(tx, then, owner, team, (&written, written.version), (true, "gladly")).await?;
        let area = area::find(tx, owner, team, written.id).await?.expect("an area");
        for decision in ["May moves to July", "The old key goes"] {
            record::decide(tx, then, owner, team, &area, decision).await?;
        }
        record::look(tx, then, lead, team, &area, (record::Look::Extra, "a look")).await?;
        if i % AREAS_PER_LESSON == 2 {
            self.lesson(tx, then, owner, &area).await?;
        }
        match fate {
            3 => self.question(tx, later, owner, &area).await?,
            4 => self.proposal(tx, later, owner, &area).await?,
            7 => area::take(tx, later, owner, team, &area, (area::Step::Finish, "done")).await?,
            8 => area::take(tx, later, owner, team, &area, (area::Step::HandBack, "no")).await?,
            9 => area::put_away(tx, later, lead, team, &area, true).await?,
            _ => return Ok(Some(area.id)),
        }
        Ok(None)
    }

    async fn question(
        &self,
        tx: &mut PeopleTx,
        later: &Hone,
        owner: &Viewer,
        area: &Area,
    ) -> Result<()> {
        let asked = request::Wording {
            question: "May they move to July?".to_owned(),
            own_proposal: "I would move them.".to_owned(),
            needed_by: Some(day(later, owner, 7)),
        };
        request::ask(tx, later, owner, self.team, area, asked).await.map(drop)
    }

    async fn proposal(
        &self,
        tx: &mut PeopleTx,
        later: &Hone,
        owner: &Viewer,
        area: &Area,
    ) -> Result<()> {
        let to = area.level.next().unwrap_or(Level::Joint);
        let want_to_see = "three good decisions".to_owned();
        let wording = level::Wording { to, want_to_see, trial_ends: None };
        level::propose(tx, later, owner, self.team, area, wording).await.map(drop)
    }

    async fn lesson(
        &self,
        tx: &mut PeopleTx,
        then: &Hone,
        owner: &Viewer,
        area: &Area,
    ) -> Result<()> {
        let wording = lesson::Wording {
            title: format!("A night without {}", area.title),
            what_happened: WHY.to_owned(),
            surprise: "Nobody knew of the lent spare part.".to_owned(),
            learned: "The shelf tells nothing.".to_owned(),
            change: "A card on the shelf says who has it.".to_owned(),
            change_owner: Some(owner.person_id),
            change_due: Some(day(then, owner, 90)),
        };
        lesson::write(tx, then, owner, self.team, (Some(area.id), wording), true).await.map(drop)
    }

    /// A bet; its id where it is placed and not over.
    async fn bet(&self, tx: &mut PeopleTx, i: usize, n: usize) -> Result<Option<BetId>> {
        let (then, later) = self.days.of(i, n);
        let (team, owner, judge, fate) = (self.team, self.member(i), self.member(i + 1), i % FATES);
        let wording = bet::Wording {
            judge: judge.person_id,
            problem: "Customers call when the water is off".to_owned(),
            we_try: title("Text customers before we shut the", i),
            true_if: "calls fall by a fifth before midsummer".to_owned(),
            stake: "two weeks of time".to_owned(),
            stake_class: bet::STAKES[i % bet::STAKES.len()],
            upside: "quieter mornings".to_owned(),
            stop_at: "three customers complain".to_owned(),
            review_on: Some(day(then, owner, 20 + i64::try_from(i % 180).expect("days"))),
            change_our_mind_if: "nobody reads them".to_owned(),
        };
        let drafted = bet::write(tx, then, owner, team, wording).await?;
        for k in 0..4 {
            let value = odds::GRID[(i + 3 * k) % odds::GRID.len()];
            odds::give(tx, then, self.member(i + k), team, (&drafted, drafted.asked), value)
                .await?;
        }
        if fate < 2 {
            return Ok(None);
        }
        bet::end::place(tx, then, owner, team, (&drafted, drafted.version)).await?;
        let placed = bet::find(tx, team, drafted.id).await?.expect("a bet");
        if fate < 6 {
            return Ok(Some(placed.id));
        }
        self.end(tx, later, i, &placed).await?;
        if fate == 9 {
            let ended = bet::find(tx, team, placed.id).await?.expect("a bet");
            bet::put_away(tx, later, owner, team, &ended, true).await?;
        }
        Ok(None)
    }

    async fn end(&self, tx: &mut PeopleTx, later: &Hone, i: usize, bet: &Bet) -> Result<()> {
        let (who, how) = match i % FATES {
            6 => (self.member(i + 1), End::Yes),
            7 => (self.member(i), End::Stop),
            _ => (self.member(i + 1), End::No),
        };
        let said = (how, "", "They read it in the evening.");
        bet::end::end(tx, later, who, self.team, bet, said).await
    }

    async fn challenge(&self, tx: &mut PeopleTx, i: usize, n: usize) -> Result<()> {
        let (then, later) = self.days.of(i, n);
        let (team, lead, who) = (self.team, self.lead(), self.owner(i));
        let wording = challenge::Wording {
            target: Target::Procedure,
            title: title("Two people sign for each", i),
            why: WHY.to_owned(),
            instead: "let one person sign below 500".to_owned(),
        };
        let raised = challenge::raise(tx, then, who, team, wording).await?;
        let answer = match i % FATES {
            0..=3 => return Ok(()),
            4 => Answer::Try,
            5 => Answer::Do,
            6 => Answer::NotNow,
            _ => Answer::No,
        };
        let again_on = (answer == Answer::NotNow).then(|| day(later, lead, 30));
        let reply = Reply { answer, reason: "The order is the cheaper risk.".to_owned(), again_on };
        challenge::answer(tx, later, lead, team, &raised, reply).await?;
        if i % FATES == 9 {
            let closed: Challenge = challenge::find(tx, team, raised.id).await?.expect("one");
            challenge::put_away(tx, later, lead, team, &closed, true).await?;
        }
        Ok(())
    }

    /// An experiment; its id where it runs.
    async fn experiment(
        &self,
        tx: &mut PeopleTx,
        i: usize,
        n: usize,
    ) -> Result<Option<ExperimentId>> {
        let (then, later) = self.days.of(i, n);
        let (team, owner, fate) = (self.team, self.member(i), i % FATES);
        let wording = experiment::Wording {
            owner: Some(owner.person_id),
            if_we: title("let one person sign for each", i),
            then_see: "parts come a day sooner".to_owned(),
            because: WHY.to_owned(),
            measure: "days from order to part".to_owned(),
            baseline: "4 days".to_owned(),
            adopt_if: "3 days or fewer".to_owned(),
            guardrail: "one wrong order".to_owned(),
            starts_on: None,
            ends_on: Some(day(then, owner, 20 + i64::try_from(i % 200).expect("days"))),
        };
        let draft = experiment::write(tx, then, owner, team, wording).await?;
        let reached = affected::Wording {
            who: "the stores".to_owned(),
            what_changes: "they lose a check".to_owned(),
            told_on: i.is_multiple_of(2).then(|| day(then, owner, 0)),
            ..affected::Wording::default()
        };
        affected::write(tx, then, owner, team, &draft, reached).await?;
        if fate < 2 {
            return Ok(None);
        }
        experiment::take(tx, then, owner, team, &draft, Step::Start).await?;
        if fate < 5 {
            return Ok(Some(draft.id));
        }
        let running = self.now(tx, &draft).await?;
        let seen = Step::End("2.6 days in place of 4.".to_owned());
        experiment::take(tx, later, owner, team, &running, seen).await?;
        if fate > 5 {
            self.decide(tx, later, (owner, fate), &draft).await?;
        }
        Ok(None)
    }

    async fn decide(
        &self,
        tx: &mut PeopleTx,
        later: &Hone,
        (owner, fate): (&Viewer, usize),
        draft: &Experiment,
    ) -> Result<()> {
        let ended = self.now(tx, draft).await?;
        let verdict = if fate == 6 { Verdict::Adopt } else { Verdict::Drop };
        let said = (verdict, "It is faster.", "One name is enough.");
        experiment::decide(tx, later, owner, self.team, &ended, said).await?;
        if fate == 9 {
            let decided = self.now(tx, draft).await?;
            experiment::put_away(tx, later, owner, self.team, &decided, true).await?;
        }
        Ok(())
    }

    async fn now(&self, tx: &mut PeopleTx, draft: &Experiment) -> Result<Experiment> {
        Ok(experiment::find(tx, self.team, draft.id).await?.expect("an experiment"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::viewer_of;
    use crate::rhythm;
    use crate::team::search;
    use crate::testing::each_engine;
    use crate::vision;

    #[tokio::test]
    async fn each_team_has_things_that_wait_that_are_over_and_that_are_put_away() {
        for fresh in each_engine().await {
            let hone = &fresh.hone;
            let size = Size { n_teams: 2, n_things: 60, n_largest: 40 };

            let all = practising(hone, size).await;

            assert_eq!(all.len(), 2 * PER_TEAM);
            let (part, n) = (team::Part { from: 0, most: 99 }, [40, 20]);
            for (member, n) in all.iter().step_by(PER_TEAM).zip(n) {
                let viewer = viewer_of(hone, &member.token).await.unwrap().unwrap();
                let mut tx = hone.people.read().await.unwrap();
                let team = team::find(&mut tx, &viewer, member.team).await.unwrap().unwrap();
                let open = crate::delegation::board(&mut tx, hone, &viewer, &team).await.unwrap();
                let over = area::list_over(&mut tx, &team, part).await.unwrap();
                let away = area::list_away(&mut tx, &viewer, &team, part).await.unwrap();
                let of_areas = (open.rows.len(), over.len(), away.len());
                assert_eq!(of_areas, (n * 7 / 10, n * 2 / 10, n / 10), "on {}", fresh.engine);
                let open = bet::list_open(&mut tx, &viewer, &team).await.unwrap();
                let over = bet::list_over(&mut tx, &team, part).await.unwrap();
                let away = bet::list_away(&mut tx, &team, part).await.unwrap();
                let of_bets = (open.len(), over.len(), away.len());
                assert_eq!(of_bets, (n * 6 / 10, n * 3 / 10, n / 10), "on {}", fresh.engine);
                let tree = vision::tree(&mut tx, &team).await.unwrap();
                let of_objectives = (tree.n_open(), tree.over.len(), tree.away.len());
                assert_eq!(of_objectives, (n * 7 / 10, n * 2 / 10, n / 10), "on {}", fresh.engine);
                assert!(!rhythm::list(&mut tx, hone, &viewer).await.unwrap().is_empty());
                assert!(!search::find(&mut tx, &team, "depot").await.unwrap().is_empty());
            }
        }
    }
}
