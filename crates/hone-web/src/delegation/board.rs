use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::db::PeopleTx;
use hone_core::delegation::area::{self, Looks, State as Stage};
use hone_core::delegation::flow::{self, Case, Flow};
use hone_core::delegation::{self, Board, Level, Row, Turn, lesson, record};
use hone_core::due::Rank;
use hone_core::ids::PersonId;
use hone_core::team::{self, Team};
use jiff::civil::Date;
use uuid::Uuid;

use super::rail::Rail;
use super::{address, day, page_of};
use crate::fault::Fault;
use crate::frame::{self, Frame};
use crate::guard::Asking;
use crate::input::{Asked, At};
use crate::teams::{self, Figures, From, MOST_OPEN, MOST_PAST, Names, Pages, Words};
use crate::words::{capital, number};

/// An area on the board.
struct Line {
    href: String,
    title: String,
    says: String,
    rail: Rail,
    is_mine: bool,
    is_paused: bool,
    /// Whose turn it is, with the class of its look.
    turn: (String, &'static str),
    more: String,
    act: Act,
    hint: Option<(String, String)>,
}

/// What the viewer can do about an area at once.
enum Act {
    Nothing,
    /// Say yes to the offer, in the version that is read.
    Offer(i64),
    /// Say yes to another level: which, what is to be seen, and the id of the proposal.
    Level(String, String, String),
    /// Answer a question: what it says, and its id.
    Question(String, String),
}

/// A thing of the team with its place, and when or who.
struct Item {
    href: String,
    text: String,
    more: String,
}

#[derive(Template)]
#[template(path = "delegation/board.html")]
struct Page {
    frame: Frame,
    team: Team,
    base: String,
    is_lead: bool,
    is_alone: bool,
    /// How many areas are not over, and in how many of them it is the viewer's turn.
    n_open: usize,
    n_mine: usize,
    lines: Vec<Line>,
    over: Vec<Item>,
    away: Vec<Item>,
    flow: Figures,
    own: Vec<Item>,
    beyond: Vec<Item>,
    lessons: Vec<Item>,
    people: Vec<Item>,
    /// Where the others of each long list are.
    pages: [Pages; 3],
}

impl Page {
    fn heading(&self) -> String {
        let n = self.n_open;
        let areas = match n {
            0 => return "Who may decide what?".to_owned(),
            1 => "One area.".to_owned(),
            n => format!("{} areas.", capital(&number(n))),
        };
        match self.n_mine {
            0 => format!("{areas} None waits for you."),
            1 if n == 1 => format!("{areas} It waits for you."),
            1 => format!("{areas} One waits for you."),
            m => format!("{areas} {} wait for you.", capital(&number(m))),
        }
    }
}

/// How the board stands, in a few words.
pub(crate) async fn standing(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
) -> Result<String, Fault> {
    let n_open = area::n_open(tx, viewer, team).await?;
    let lines = delegation::due(tx, hone, viewer, team).await?;
    let n_mine = lines.iter().filter(|line| line.rank == Rank::Waits).count();
    Ok(match (n_open, n_mine) {
        (0, _) => "Hand something over, and agree who may decide what".to_owned(),
        (1, 0) => "One area".to_owned(),
        (n, 0) => format!("{} areas", capital(&number(n))),
        (1, _) => "One area, it waits for you".to_owned(),
        (n, 1) => format!("{} areas, one waits for you", capital(&number(n))),
        (n, m) => format!("{} areas, {} wait for you", capital(&number(n)), number(m)),
    })
}

fn mine<'a>(board: &'a Board, viewer: &Viewer) -> impl Iterator<Item = &'a Row> {
    let me = viewer.person_id;
    board.rows.iter().filter(move |row| row.turn.whose() == Some(me))
}

/// The board.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    Asked(from): Asked<From>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = teams::find(&mut tx, &viewer, id).await?;
    let board = delegation::board(&mut tx, &hone, &viewer, &team).await?;
    let names = Names::of(&mut tx, &team).await?;
    let members = team::members(&mut tx, &team).await?;
    let flow = flow::flow(&mut tx, &hone, &viewer, &team).await?;
    let frame = teams::around(&viewer, &headers);
    let is_lead = team.is_led_by(&viewer);
    let today = hone.clock.now().date(&viewer.zone());
    let view = View { viewer: &viewer, team: &team, names: &names, today };
    let item = |area: &delegation::Area| Item {
        href: page_of(&team, area),
        text: area.title.clone(),
        more: capital(area.state.word()),
    };
    let mut pages = [
        Pages::of("open", "areas", from.open, MOST_OPEN),
        Pages::of("over", "areas that are over", from.over, MOST_PAST),
        Pages::of("away", "areas that are put away", from.away, MOST_PAST),
    ];
    let over = area::list_over(&mut tx, &team, pages[1].part()).await?;
    let away = area::list_away(&mut tx, &viewer, &team, pages[2].part()).await?;
    let page = Page {
        frame,
        base: address(&team),
        is_lead,
        is_alone: members.len() == 1,
        n_open: board.rows.len(),
        n_mine: mine(&board, &viewer).count(),
        lines: pages[0].slice(&board.rows).iter().map(|row| view.line(row)).collect(),
        over: pages[1].cut(over).iter().map(item).collect(),
        away: pages[2].cut(away).iter().map(item).collect(),
        flow: figures(&team, &flow),
        own: view.own(&mut tx).await?,
        beyond: view.beyond(&mut tx).await?,
        lessons: view.lessons(&mut tx).await?,
        people: view.people(&members),
        pages,
        team: team.clone(),
    };
    frame::html(&page)
}

fn figures(team: &Team, flow: &Flow) -> Figures {
    let words = Words { one: "question", many: "questions", due: "answers" };
    let page = |case: &Case| format!("{}/{}#asked", address(team), case.area_id);
    Figures::of(words, flow.waiting.as_ref(), (&flow.late, &flow.course), page)
}

/// A board as somebody looks at it on a day.
struct View<'a> {
    viewer: &'a Viewer,
    team: &'a Team,
    names: &'a Names,
    today: Date,
}

impl View<'_> {
    fn line(&self, row: &Row) -> Line {
        let area = &row.area;
        let proposed = row.proposal.as_ref().map(|open| open.to_level);
        let is_mine = row.turn.whose() == Some(self.viewer.person_id);
        let hint = row.hint.filter(|_| {
            area.side_of(self.team, self.viewer) != delegation::Side::Other && !is_mine
        });
        Line {
            href: page_of(self.team, area),
            title: area.title.clone(),
            says: self.says(row),
            rail: Rail::of(area.level, proposed),
            is_mine,
            is_paused: area.is_paused(self.today),
            turn: self.turn(row),
            more: self.more(row),
            act: if is_mine { act(row) } else { Act::Nothing },
            hint: hint.map(|hint| hint_text(&hint)),
        }
    }

    fn says(&self, row: &Row) -> String {
        let area = &row.area;
        let mut says = self.names.name(area.owner_id).to_owned();
        if area.done_when.is_empty() {
            says.push_str(match area.check_in {
                Looks::None => " · no look agreed",
                Looks::Days => " · looked at in a rhythm",
                Looks::Milestones => " · looked at on agreed days",
            });
        } else {
            says = format!("{says} · done when {}", area.done_when);
        }
        match area.trial(self.today) {
            Some(ends) => format!("{says} · on trial to {}", self.day(ends)),
            None => says,
        }
    }

    fn turn(&self, row: &Row) -> (String, &'static str) {
        if let Some(person) = row.turn.whose() {
            return if person == self.viewer.person_id {
                ("Your turn".to_owned(), "you")
            } else {
                let name = self.names.name(person);
                (format!("{}’s turn", name.split(' ').next().unwrap_or(name)), "")
            };
        }
        let text = match &row.turn {
            Turn::GoesAhead(on) if *on < self.today => format!("Went ahead on {}", self.day(*on)),
            Turn::GoesAhead(on) => format!("Goes ahead on {}", self.day(*on)),
            Turn::Look(on) if *on == self.today => "A look is due today".to_owned(),
            Turn::Look(on) => format!("A look was due on {}", self.day(*on)),
            Turn::Nobody(Some(next)) => format!("Next look {}", self.day(*next)),
            Turn::Paused(Some(until)) => format!("Paused to {}", self.day(*until)),
            Turn::Paused(None) => "Paused".to_owned(),
            _ if row.area.state == Stage::Draft => "A draft, read by you alone".to_owned(),
            _ => "Nothing due".to_owned(),
        };
        (text, "none")
    }

    fn more(&self, row: &Row) -> String {
        match (&row.turn, &row.proposal) {
            (Turn::Offer(_), _) => "to say yes or no to the offer".to_owned(),
            (Turn::Proposal(_), Some(open)) => {
                let own = if open.proposed_by == self.viewer.person_id { "your" } else { "the" };
                let until = open.trial_ends.as_deref().and_then(|day| day.parse().ok());
                match until {
                    Some(ends) => format!("{own} proposal, on trial to {}", self.day(ends)),
                    None => format!("{own} proposal"),
                }
            }
            (Turn::Question(_, _, Some(by)), _) => format!("an answer by {}", self.day(*by)),
            (Turn::Question(_, since, None), _) => {
                format!("since {}", self.day(since.date(&self.viewer.zone())))
            }
            (Turn::GoesAhead(on), _) if *on >= self.today => {
                if self.team.is_led_by(self.viewer) {
                    "unless you object".to_owned()
                } else {
                    format!("unless {} objects", self.team.lead)
                }
            }
            _ => String::new(),
        }
    }

    fn day(&self, date: Date) -> String {
        day(date, self.today)
    }

    fn me(&self) -> PersonId {
        self.viewer.person_id
    }

    async fn own(&self, tx: &mut PeopleTx) -> Result<Vec<Item>, Fault> {
        let decisions = record::without_lead(tx, self.team).await?;
        let item = |record::Of { one, title }: record::Of<record::Decision>| {
            let href = format!("{}/{}", address(self.team), one.area_id);
            let on = self.day(one.made_at.date(&self.viewer.zone()));
            let more = format!("{}, {title}, {on}", self.names.name(one.taken_by));
            Item { href, text: one.summary, more }
        };
        Ok(decisions.into_iter().map(item).collect())
    }

    async fn beyond(&self, tx: &mut PeopleTx) -> Result<Vec<Item>, Fault> {
        let looks = record::beyond(tx, self.team).await?;
        let item = |record::Of { one, title }: record::Of<record::CheckIn>| {
            let href = format!("{}/{}", address(self.team), one.area_id);
            let text = format!("{}, {title}", self.day(one.made_at.date(&self.viewer.zone())));
            Item { href, text, more: one.note }
        };
        Ok(looks.into_iter().take(3).map(item).collect())
    }

    async fn lessons(&self, tx: &mut PeopleTx) -> Result<Vec<Item>, Fault> {
        let latest = (false, team::Part { from: 0, most: 3 });
        let shown = lesson::list_part(tx, self.viewer, self.team, latest).await?;
        let item = |one: lesson::Lesson| Item {
            href: format!("{}/lessons/{}", address(self.team), one.id),
            text: one.title,
            more: one.learned,
        };
        Ok(shown.into_iter().map(item).collect())
    }

    /// With whom the viewer shares what is next: everybody for the lead, themself for a member.
    fn people(&self, members: &[team::Member]) -> Vec<Item> {
        let is_lead = self.team.is_led_by(self.viewer);
        let is_shown = |member: &&team::Member| {
            let id = member.person_id;
            id != self.team.lead_id && (is_lead || id == self.me())
        };
        let item = |member: &team::Member| Item {
            href: format!("{}/people/{}", teams::address(self.team), member.person_id),
            text: if is_lead { member.name.clone() } else { "You".to_owned() },
            more: String::new(),
        };
        members.iter().filter(is_shown).map(item).collect()
    }
}

/// What whoever's turn it is can do about an area at once.
fn act(row: &Row) -> Act {
    match (&row.turn, &row.proposal, &row.request) {
        (Turn::Offer(_), ..) => Act::Offer(row.area.version),
        (Turn::Proposal(_), Some(open), _) => {
            let name = open.to_level.name().to_owned();
            Act::Level(name, open.want_to_see.clone(), open.id.to_string())
        }
        (Turn::Question(..), _, Some(open)) => {
            let says = format!("{} {}", open.question, open.own_proposal);
            Act::Question(says.trim().to_owned(), open.id.to_string())
        }
        _ => Act::Nothing,
    }
}

/// The question whether an area could go a level up, and why.
fn hint_text(hint: &delegation::Hint) -> (String, String) {
    let number = |n: i64| number(usize::try_from(n).unwrap_or_default());
    let decisions = match hint.n_decisions {
        0 => None,
        1 => Some("one decision, not undone".to_owned()),
        n => Some(format!("{} decisions, none undone", number(n))),
    };
    let weeks = match hint.n_weeks {
        0 => None,
        1 => Some("one week".to_owned()),
        n => Some(format!("{} weeks", number(n))),
    };
    let questions =
        (hint.n_questions > 0).then(|| format!("{} questions waited", number(hint.n_questions)));
    let why = [decisions, weeks, questions].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let question = format!("Could this be {}?", hint.to.name());
    (question, capital(&format!("{why} at this level.")))
}
