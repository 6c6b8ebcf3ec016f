use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::bet::{self, Bet, Open, Past, State as Stage};
use hone_core::db::PeopleTx;
use hone_core::team::{self, Team};
use jiff::civil::Date;
use uuid::Uuid;

use super::{address, day, grid, lost_at, page_of};
use crate::fault::Fault;
use crate::frame::{self, Frame};
use crate::guard::Asking;
use crate::input::{Asked, At};
use crate::teams::{self, From, MOST_OPEN, MOST_PAST, Names, Pages};
use crate::words::{capital, number};

/// A bet on the page.
struct Line {
    href: String,
    /// On which words odds are given.
    asked: i64,
    title: String,
    says: String,
    /// Whose turn it is, with the class of its look.
    turn: (String, &'static str),
    wants: Want,
}

/// What a bet wants of the viewer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Want {
    Nothing,
    /// Odds, before those of the others are shown.
    Odds,
    /// To say how it went.
    Word,
    /// To choose a judge who is there.
    Judge,
    /// To place it: all odds are shown.
    Placing,
}

/// A bet that is over or put away.
struct Item {
    href: String,
    text: String,
    more: String,
}

#[derive(Template)]
#[template(path = "bets/board.html")]
struct Page {
    frame: Frame,
    team: Team,
    base: String,
    is_alone: bool,
    /// How many are open, and how many of them want something of the viewer.
    n_open: usize,
    n_mine: usize,
    lines: Vec<Line>,
    grid: Vec<(String, String)>,
    over: Vec<Item>,
    away: Vec<Item>,
    /// Where the others of each list are.
    more: [Pages; 3],
}

impl Page {
    fn heading(&self) -> String {
        let bets = match self.n_open {
            0 if self.over.is_empty() => return "What would you bet on?".to_owned(),
            0 => return "No bet is open.".to_owned(),
            1 => "One bet is open.".to_owned(),
            n => format!("{} bets are open.", capital(&number(n))),
        };
        match self.n_mine {
            0 => format!("{bets} None waits for you."),
            1 if self.n_open == 1 => format!("{bets} It waits for you."),
            1 => format!("{bets} One waits for you."),
            m => format!("{bets} {} wait for you.", capital(&number(m))),
        }
    }
}

/// What a bet that is open wants of a viewer on a day.
fn wants(viewer: &Viewer, team: &Team, today: Date, open: &Open) -> Want {
    let Open { bet, is_given, .. } = open;
    let is_asked = bet.state == Stage::Draft && bet.revealed_at.is_none();
    if open.is_without_judge_for(viewer, team) {
        Want::Judge
    } else if open.is_ready_for(viewer) {
        Want::Placing
    } else if bet.is_due(today) && bet.judge_id == viewer.person_id {
        Want::Word
    } else if is_asked && !is_given {
        Want::Odds
    } else {
        Want::Nothing
    }
}

/// The bets of a team that are open, with what each wants of a viewer; first those that want something.
async fn open(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    team: &Team,
    today: Date,
) -> Result<Vec<(Want, Open)>, Fault> {
    let all = bet::list_open(tx, viewer, team).await?;
    let mut all: Vec<_> =
        all.into_iter().map(|one| (wants(viewer, team, today, &one), one)).collect();
    all.sort_by_key(|(want, _)| *want == Want::Nothing);
    Ok(all)
}

fn n_wanted(open: &[(Want, Open)]) -> usize {
    open.iter().filter(|(want, _)| *want != Want::Nothing).count()
}

/// How the bets stand, in a few words.
pub(crate) async fn standing(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
) -> Result<String, Fault> {
    let bets = match bet::n_open(tx, team).await? {
        0 => return Ok("Try something that may fail, with odds and a day".to_owned()),
        1 => "One open".to_owned(),
        n => format!("{} open", capital(&number(n))),
    };
    let today = hone.clock.now().date(&viewer.zone());
    let lines = bet::due(tx, hone, viewer, team).await?;
    Ok(match lines.iter().filter(|line| line.is_on(today)).count() {
        0 => bets,
        1 => format!("{bets}, one waits for you"),
        n => format!("{bets}, {} wait for you", number(n)),
    })
}

/// The bets of a team.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    Asked(from): Asked<From>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = teams::find(&mut tx, &viewer, id).await?;
    let today = hone.clock.now().date(&viewer.zone());
    let open = open(&mut tx, &viewer, &team, today).await?;
    let names = Names::of(&mut tx, &team).await?;
    let members = team::members(&mut tx, &team).await?;
    let mut more = [
        Pages::of("open", "open bets", from.open, MOST_OPEN),
        Pages::of("over", "bets that are over", from.over, MOST_PAST),
        Pages::of("away", "bets that are put away", from.away, MOST_PAST),
    ];
    let over = bet::list_over(&mut tx, &team, more[1].part()).await?;
    let away = bet::list_away(&mut tx, &team, more[2].part()).await?;
    let line = |(want, one): &(Want, Open)| line(&viewer, &team, &names, today, (*want, &one.bet));
    let items = |past: Vec<Past>| past.iter().map(|one| item(&team, one)).collect::<Vec<_>>();
    frame::html(&Page {
        frame: teams::around(&viewer, &headers),
        base: address(&team),
        is_alone: members.len() == 1,
        n_open: open.len(),
        n_mine: n_wanted(&open),
        lines: more[0].slice(&open).iter().map(line).collect(),
        grid: grid(),
        over: items(more[1].cut(over)),
        away: items(more[2].cut(away)),
        more,
        team: team.clone(),
    })
}

fn line(
    viewer: &Viewer,
    team: &Team,
    names: &Names,
    today: Date,
    (wants, bet): (Want, &Bet),
) -> Line {
    let true_if =
        if bet.true_if.is_empty() { String::new() } else { format!(" · true if {}", bet.true_if) };
    Line {
        href: page_of(team, bet),
        asked: bet.asked,
        title: bet.we_try.clone(),
        says: format!("{}{true_if}", names.name(bet.owner_id)),
        turn: turn(viewer, names, today, (wants, bet)),
        wants,
    }
}

fn turn(
    viewer: &Viewer,
    names: &Names,
    today: Date,
    (wants, bet): (Want, &Bet),
) -> (String, &'static str) {
    let is_own = bet.owner_id == viewer.person_id;
    let text = match wants {
        Want::Word => return ("Your turn: how did it go?".to_owned(), "you"),
        Want::Odds => return ("Your odds, before you see the others’".to_owned(), "you"),
        Want::Judge => return ("Your turn: nobody is there to judge it".to_owned(), "you"),
        Want::Placing => return ("Your turn: all odds are in".to_owned(), "you"),
        Want::Nothing if bet.is_due(today) => {
            return (format!("{} says how it went", names.name(bet.judge_id)), "");
        }
        Want::Nothing if bet.state == Stage::Draft && is_own => "Yours to place".to_owned(),
        Want::Nothing if bet.state == Stage::Draft => {
            format!("{} places it", names.name(bet.owner_id))
        }
        Want::Nothing => {
            bet.review().map_or(String::new(), |on| format!("Looked at on {}", day(on)))
        }
    };
    (text, "none")
}

fn item(team: &Team, Past { bet, odds }: &Past) -> Item {
    let more = match (bet.state, *odds) {
        (Stage::No, Some(odds)) => format!("Lost. {}", lost_at(bet, odds)),
        (Stage::Stopped, Some(odds)) => format!("Stopped. {}", lost_at(bet, odds)),
        (Stage::Yes, Some(odds)) => format!("Won, at {odds} %."),
        (Stage::Void, _) => format!("Void. {}", bet.reason),
        _ => capital(bet.state.word()),
    };
    Item { href: page_of(team, bet), text: bet.we_try.clone(), more }
}
