//! What the team of the demonstration bets on.

use anyhow::Context;
use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::bet::reason::{self, Handling};
use hone_core::bet::{self, Bet, End, Wording, end, odds};
use hone_core::clock::{Moment, days_after};
use hone_core::db::PeopleTx;
use hone_core::ids::BetId;
use hone_core::team::{self, Team};

use super::{DAY, Stage, cast, put_clock};

/// Who owns it and who judges, by their place among the members.
type Two = (usize, usize);

/// What is tried, when it came true, what it can cost and how much that is, what it can win, and where it
/// is stopped.
type Words = (&'static str, &'static str, (&'static str, i64), &'static str, &'static str);

const LOST: Words = (
    "Leave the valve lists in the vans",
    "no crew drives back for a list in a month",
    ("a month of lists in two places", 1),
    "forty minutes a day",
    "two valves that nobody has seen",
);
const WON: Words = (
    "Text people before we shut the water",
    "calls on such days fall by a fifth",
    ("two weeks of Aiko’s time", 2),
    "quieter mornings for the call centre",
    "three complaints about the texts",
);
const RUNNING: Words = (
    "Mend leaks by night in the two main streets",
    "both streets are closed for half the days of last year",
    ("night pay for six weeks", 4),
    "shops that can open",
    "a second night without enough people",
);
const ASKED: Words = (
    "Let the north crew order its own parts",
    "no job waits more than a day for a part until autumn",
    ("up to 2,000 of parts that nobody needs", 2),
    "a day for each job that waits today",
    "500 of parts that lie there",
);

/// The team while it is played.
struct Ground<'a> {
    hone: &'a Hone,
    lead: Viewer,
    members: Vec<Viewer>,
    team: Team,
    tx: PeopleTx,
}

impl Stage {
    /// A bet that was lost at fair odds, one that was won, one that is on with doubts beside it, and one
    /// that waits for odds; the lead has not given theirs.
    pub(super) async fn play_bets(&self, hone: &Hone, today: Moment) -> anyhow::Result<()> {
        let lead = self.viewer(cast::LEADERS[0])?;
        let members: Vec<Viewer> = cast::MEMBERS
            .into_iter()
            .map(|name| self.viewer(name))
            .collect::<anyhow::Result<_>>()?;
        let mut tx = hone.people.write().await?;
        let teams = team::list(&mut tx, &lead).await?;
        let team = teams.into_iter().next().context("the team of the demonstration")?;
        let mut ground = Ground { hone, lead, members, team, tx };
        put_clock(hone, today.plus(-70 * DAY));
        let lost = ground.place(LOST, (0, 3), 30, &[(0, 60), (1, 40), (4, 30)]).await?;
        let won = ground.place(WON, (1, 0), 45, &[(1, 70), (0, 60), (2, 80)]).await?;
        put_clock(hone, today.plus(-39 * DAY));
        ground.end(lost, 3, End::No, "A list that nobody updates is two lists.").await?;
        put_clock(hone, today.plus(-24 * DAY));
        ground.end(won, 0, End::Yes, "Those without a phone need a note on the door.").await?;
        put_clock(hone, today.plus(-13 * DAY));
        let running =
            ground.place(RUNNING, (4, 1), 48, &[(4, 70), (1, 50), (2, 40), (3, 40)]).await?;
        ground.doubt(running).await?;
        put_clock(hone, today.plus(-3 * DAY));
        ground.write(ASKED, (0, 2), 60, &[(0, 60), (2, 80)]).await?;
        Ok(ground.tx.commit().await?)
    }
}

impl Ground<'_> {
    /// A bet that is looked at after some days, with the odds of some of the members.
    async fn write(
        &mut self,
        words: Words,
        (owner, judge): Two,
        days: i64,
        given: &[(usize, i64)],
    ) -> anyhow::Result<BetId> {
        let (we_try, true_if, (stake, stake_class), upside, stop_at) = words;
        let today = self.hone.clock.now().date(&self.lead.zone());
        let wording = Wording {
            judge: self.members[judge].person_id,
            problem: String::new(),
            we_try: we_try.to_owned(),
            true_if: true_if.to_owned(),
            stake: stake.to_owned(),
            stake_class,
            upside: upside.to_owned(),
            stop_at: stop_at.to_owned(),
            review_on: Some(days_after(today, days)),
            change_our_mind_if: String::new(),
        };
        let (tx, hone, team) = (&mut self.tx, self.hone, &self.team);
        let bet = bet::write(tx, hone, &self.members[owner], team, wording).await?;
        for (member, value) in given {
            let bet = self.bet(bet.id).await?;
            let (tx, hone, team) = (&mut self.tx, self.hone, &self.team);
            odds::give(tx, hone, &self.members[*member], team, (&bet, bet.asked), *value).await?;
        }
        Ok(bet.id)
    }

    async fn place(
        &mut self,
        words: Words,
        two: Two,
        days: i64,
        given: &[(usize, i64)],
    ) -> anyhow::Result<BetId> {
        let id = self.write(words, two, days, given).await?;
        let bet = self.bet(id).await?;
        let (tx, hone, team) = (&mut self.tx, self.hone, &self.team);
        end::place(tx, hone, &self.members[two.0], team, (&bet, bet.version)).await?;
        Ok(id)
    }

    async fn bet(&mut self, id: BetId) -> anyhow::Result<Bet> {
        let found = bet::find(&mut self.tx, &self.team, id).await?;
        found.context("a bet of the demonstration")
    }

    async fn end(
        &mut self,
        id: BetId,
        judge: usize,
        how: End,
        learned: &str,
    ) -> anyhow::Result<()> {
        let bet = self.bet(id).await?;
        let (tx, hone, team) = (&mut self.tx, self.hone, &self.team);
        Ok(end::end(tx, hone, &self.members[judge], team, &bet, (how, "", learned)).await?)
    }

    /// Why it failed, told before it could.
    async fn doubt(&mut self, id: BetId) -> anyhow::Result<()> {
        let bet = self.bet(id).await?;
        for (text, handling, sign) in [
            ("Nobody could sleep by day, and two fell ill", Handling::Prevent, ""),
            ("The shops had not been told", Handling::Watch, "a call from a shop on the first day"),
            ("It rained for a fortnight", Handling::Accept, ""),
        ] {
            let (tx, hone, team) = (&mut self.tx, self.hone, &self.team);
            reason::add(tx, hone, &self.members[3], team, &bet, (text, handling, sign)).await?;
        }
        Ok(())
    }
}
