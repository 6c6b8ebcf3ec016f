use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::bet::{self, Bet, State as Stage, odds};
use hone_core::db::PeopleTx;
use hone_core::ids::BetId;
use hone_core::team::{self, Team};
use jiff::civil::Date;
use uuid::Uuid;

use super::{address, day, grid, lost_at, page_of};
use crate::fault::Fault;
use crate::frame::{self, Frame};
use crate::guard::Asking;
use crate::input::At;
use crate::teams::{self, Names};
use crate::words::{capital, number};

/// A bet on the page.
struct Line {
    href: String,
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
    lines: Vec<Line>,
    grid: Vec<(String, String)>,
    over: Vec<Item>,
    away: Vec<Item>,
}

impl Page {
    fn heading(&self) -> String {
        let n_mine = self.lines.iter().filter(|line| line.wants != Want::Nothing).count();
        let bets = match self.lines.len() {
            0 if self.over.is_empty() => return "What would you bet on?".to_owned(),
            0 => return "No bet is open.".to_owned(),
            1 => "One bet is open.".to_owned(),
            n => format!("{} bets are open.", capital(&number(n))),
        };
        match n_mine {
            0 => format!("{bets} None waits for you."),
            1 if self.lines.len() == 1 => format!("{bets} It waits for you."),
            1 => format!("{bets} One waits for you."),
            m => format!("{bets} {} wait for you.", capital(&number(m))),
        }
    }
}

/// The bets of a team that are open, and what each wants of a viewer.
struct Open {
    all: Vec<Bet>,
    given: Vec<(BetId, i64)>,
    today: Date,
}

impl Open {
    async fn of(
        tx: &mut PeopleTx,
        hone: &Hone,
        viewer: &Viewer,
        team: &Team,
    ) -> Result<Self, Fault> {
        Ok(Self {
            all: bet::list(tx, team).await?,
            given: odds::given(tx, viewer, team).await?,
            today: hone.clock.now().date(&viewer.zone()),
        })
    }

    fn open(&self) -> impl Iterator<Item = &Bet> {
        self.all.iter().filter(|bet| bet.archived_at.is_none() && !bet.state.is_over())
    }

    fn wants(&self, viewer: &Viewer, bet: &Bet) -> Want {
        let is_asked = bet.state == Stage::Draft && bet.revealed_at.is_none();
        if bet.is_due(self.today) && bet.judge_id == viewer.person_id {
            Want::Word
        } else if is_asked && !self.given.contains(&(bet.id, bet.asked)) {
            Want::Odds
        } else {
            Want::Nothing
        }
    }

    fn n_wanted(&self, viewer: &Viewer) -> usize {
        self.open().filter(|bet| self.wants(viewer, bet) != Want::Nothing).count()
    }
}

/// How the bets stand, in a few words.
pub(crate) async fn standing(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
) -> Result<String, Fault> {
    let open = Open::of(tx, hone, viewer, team).await?;
    let bets = match open.open().count() {
        0 => return Ok("Try something that may fail, with odds and a day".to_owned()),
        1 => "One open".to_owned(),
        n => format!("{} open", capital(&number(n))),
    };
    Ok(match open.n_wanted(viewer) {
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
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = teams::find(&mut tx, &viewer, id).await?;
    let open = Open::of(&mut tx, &hone, &viewer, &team).await?;
    let names = Names::of(&mut tx, &team).await?;
    let members = team::members(&mut tx, &team).await?;
    let owners = odds::owners(&mut tx, &team, &open.all).await?;
    let mut lines: Vec<Line> =
        open.open().map(|bet| line(&viewer, &team, &names, &open, bet)).collect();
    lines.sort_by_key(|line| line.wants == Want::Nothing);
    let (away, here): (Vec<&Bet>, Vec<&Bet>) =
        open.all.iter().partition(|bet| bet.archived_at.is_some());
    let over = here.into_iter().rev().filter(|bet| bet.state.is_over());
    frame::html(&Page {
        frame: teams::around(&viewer, &headers),
        base: address(&team),
        is_alone: members.len() == 1,
        lines,
        grid: grid(),
        over: over.map(|bet| item(&team, &owners, bet)).collect(),
        away: away.into_iter().map(|bet| item(&team, &owners, bet)).collect(),
        team,
    })
}

fn line(viewer: &Viewer, team: &Team, names: &Names, open: &Open, bet: &Bet) -> Line {
    let wants = open.wants(viewer, bet);
    let true_if =
        if bet.true_if.is_empty() { String::new() } else { format!(" · true if {}", bet.true_if) };
    Line {
        href: page_of(team, bet),
        title: bet.we_try.clone(),
        says: format!("{}{true_if}", names.name(bet.owner_id)),
        turn: turn(viewer, names, open, bet),
        wants,
    }
}

fn turn(viewer: &Viewer, names: &Names, open: &Open, bet: &Bet) -> (String, &'static str) {
    let is_own = bet.owner_id == viewer.person_id;
    let text = match open.wants(viewer, bet) {
        Want::Word => return ("Your turn: how did it go?".to_owned(), "you"),
        Want::Odds => return ("Your odds, before you see the others’".to_owned(), "you"),
        Want::Nothing if bet.is_due(open.today) => {
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

fn item(team: &Team, owners: &BTreeMap<BetId, i64>, bet: &Bet) -> Item {
    let odds = owners.get(&bet.id).copied();
    let more = match (bet.state, odds) {
        (Stage::No, Some(odds)) => format!("Lost. {}", lost_at(bet, odds)),
        (Stage::Stopped, Some(odds)) => format!("Stopped. {}", lost_at(bet, odds)),
        (Stage::Yes, Some(odds)) => format!("Won, at {odds} %."),
        (Stage::Void, _) => format!("Void. {}", bet.reason),
        _ => capital(bet.state.word()),
    };
    Item { href: page_of(team, bet), text: bet.we_try.clone(), more }
}
