//! Bets of a team: odds before they are placed, what came of them, and how one's own odds hold up.

mod board;
mod deeds;
mod edit;
mod fair;
mod mine;
mod show;

use hone_core::bet::{self, Bet};
use hone_core::db::PeopleTx;
use hone_core::ids::BetId;
use hone_core::team::Team;
use uuid::Uuid;

pub(crate) use board::standing;
pub(crate) use fair::Fair;

use crate::fault::Fault;
use crate::routes::{Routes, Who};
use crate::teams;
use crate::words::weekday as day;

/// The routes of this part.
pub(crate) fn routes(routes: Routes) -> Routes {
    use Who::Person;
    routes
        .get("/team/{team}/bets", Person, board::get)
        .get("/team/{team}/bets/new", Person, edit::get_new)
        .post("/team/{team}/bets/new", Person, edit::post_new)
        .get("/team/{team}/bets/mine", Person, mine::get)
        .get("/team/{team}/bets/{bet}", Person, show::get)
        .get("/team/{team}/bets/{bet}/change", Person, edit::get)
        .post("/team/{team}/bets/{bet}/change", Person, edit::post)
        .post("/team/{team}/bets/{bet}/odds", Person, deeds::post_odds)
        .post("/team/{team}/bets/{bet}/showing", Person, deeds::post_showing)
        .post("/team/{team}/bets/{bet}/placing", Person, deeds::post_placing)
        .post("/team/{team}/bets/{bet}/end", Person, deeds::post_end)
        .post("/team/{team}/bets/{bet}/reopening", Person, deeds::post_reopening)
        .post("/team/{team}/bets/{bet}/removal", Person, deeds::post_removal)
        .post("/team/{team}/bets/{bet}/return", Person, deeds::post_return)
        .post("/team/{team}/bets/{bet}/reasons", Person, deeds::post_reason)
        .post(
            "/team/{team}/bets/{bet}/reasons/{reason}/removal",
            Person,
            deeds::post_reason_removal,
        )
        .post("/team/{team}/bets/{bet}/reasons/{reason}/return", Person, deeds::post_reason_return)
}

/// A bet of a team.
async fn find(tx: &mut PeopleTx, team: &Team, id: Uuid) -> Result<Bet, Fault> {
    bet::find(tx, team, BetId(id)).await?.ok_or(Fault::NotFound)
}

/// Where the bets of a team are.
fn address(team: &Team) -> String {
    format!("{}/bets", teams::address(team))
}

/// Where the page of a bet is.
fn page_of(team: &Team, bet: &Bet) -> String {
    format!("{}/{}", address(team), bet.id)
}

/// What odds mean, as how many of such bets come true.
fn means(percent: i64) -> String {
    match percent {
        5 => "one of twenty comes true".to_owned(),
        95 => "nineteen of twenty come true".to_owned(),
        10 => "one of ten comes true".to_owned(),
        _ => format!("{} of ten come true", tenths(percent)),
    }
}

/// How many of ten, as a word.
fn tenths(percent: i64) -> String {
    crate::words::number(usize::try_from(percent / 10).unwrap_or_default())
}

/// The odds that can be given, each with what it means.
fn grid() -> Vec<(String, String)> {
    let label = |percent: i64| format!("{percent} %: {}", means(percent));
    bet::odds::GRID.iter().map(|percent| (percent.to_string(), label(*percent))).collect()
}

/// What there is to say of a lost bet and its odds, in percent: none is a fault.
fn lost_at(bet: &Bet, percent: i64) -> String {
    if bet::calibration::is_well_placed(bet, percent) {
        let lost = match percent {
            5 => "nineteen of twenty".to_owned(),
            _ => format!("{} of ten", tenths(100 - percent)),
        };
        return format!(
            "Well placed: at {percent} %, {lost} such bets are lost, and this was one."
        );
    }
    let all = if percent == 95 { "twenty" } else { "ten" };
    format!(
        "At {percent} %, one of {all} such bets is lost. One case does not tell whether this was that \
         one, or the odds were too high."
    )
}
