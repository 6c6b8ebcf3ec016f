use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::db::PeopleTx;
use hone_core::experiment::challenge::{self as challenges, Answer};
use hone_core::experiment::flow::{self, Flow};
use hone_core::experiment::{
    self as experiments, Asked, Board, Challenge, Experiment, Tried, Turn, Verdict,
};
use hone_core::ids::PersonId;
use hone_core::team::Team;
use jiff::civil::Date;
use uuid::Uuid;

use super::nameless::{self, Token};
use super::{address, challenge_page, day, page_of};
use crate::fault::Fault;
use crate::frame::{self, Frame};
use crate::guard::Asking;
use crate::input::{self, At};
use crate::teams::{self, Figures, From, MOST_OPEN, MOST_PAST, Names, Pages, Words};
use crate::words::{capital, number};

/// A challenge or an experiment on the board.
struct Line {
    href: String,
    title: String,
    says: String,
    /// Whose turn it is, with the class of its look.
    turn: (String, &'static str),
    more: String,
}

/// Something that is over or put away.
struct Item {
    href: String,
    text: String,
    more: String,
}

#[derive(Template)]
#[template(path = "experiments/board.html")]
struct Page {
    frame: Frame,
    team: Team,
    base: String,
    is_lead: bool,
    answer_days: i64,
    /// How many challenges and experiments are not over, and how many of both are the viewer's turn.
    n_open: (usize, usize),
    n_mine: usize,
    challenges: Vec<Line>,
    experiments: Vec<Line>,
    over: Vec<Item>,
    away: Vec<Item>,
    /// Where the others of each list are.
    pages: [Pages; 4],
    /// What the viewer's device needs to be able to write without a name.
    token: Option<Token>,
    flow: Option<Figures>,
}

impl Page {
    fn is_empty(&self) -> bool {
        self.n_open == (0, 0)
    }

    fn heading(&self) -> String {
        if self.is_empty() {
            return "What do you challenge, and what do you try?".to_owned();
        }
        let waits = match self.n_mine {
            0 => "Nothing waits for you.".to_owned(),
            1 => "One waits for you.".to_owned(),
            n => format!("{} wait for you.", capital(&number(n))),
        };
        format!("{}. {waits}", capital(&counted(self.n_open.0, self.n_open.1)))
    }
}

/// So many challenges and experiments, within a sentence.
fn counted(n_challenges: usize, n_experiments: usize) -> String {
    let some = |n: usize, one: &str, more: &str| match n {
        0 => None,
        1 => Some(format!("one {one}")),
        n => Some(format!("{} {more}", number(n))),
    };
    let parts = [
        some(n_challenges, "challenge", "challenges"),
        some(n_experiments, "experiment", "experiments"),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" and ")
}

/// How the board stands, in a few words.
pub(crate) async fn standing(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
) -> Result<String, Fault> {
    let (n_challenges, n_experiments) = experiments::n_open(tx, team).await?;
    let all = capital(&counted(n_challenges, n_experiments));
    let today = hone.clock.now().date(&viewer.zone());
    let lines = experiments::due(tx, hone, viewer, team).await?;
    Ok(match lines.iter().filter(|line| line.is_on(today)).count() {
        _ if all.is_empty() => "Challenge how things are done, and try something else".to_owned(),
        0 => all,
        1 => format!("{all}, one waits for you"),
        n => format!("{all}, {} wait for you", number(n)),
    })
}

/// How much is the viewer's turn.
fn n_mine(board: &Board, viewer: &Viewer) -> usize {
    let challenges = board.challenges.iter().map(|one| one.turn);
    let turns = challenges.chain(board.experiments.iter().map(|one| one.turn));
    turns.filter(|turn| turn.whose() == Some(viewer.person_id)).count()
}

/// The board.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    input::Asked(from): input::Asked<From>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = teams::find(&mut tx, &viewer, id).await?;
    let now = hone.clock.now();
    let board = experiments::board(&mut tx, &viewer, &team, now).await?;
    let names = Names::of(&mut tx, &team).await?;
    let answer_days = challenges::terms(&mut tx, &team).await?.answer_days;
    let token = nameless::token(&mut tx, &viewer, &team).await?;
    let view =
        View { viewer: &viewer, team: &team, names: &names, today: now.date(&viewer.zone()) };
    let flow = flow::flow(&mut tx, &hone, &viewer, &team).await?;
    let mut pages = [
        Pages::of("open", "challenges", from.open, MOST_OPEN),
        Pages::of("tried", "experiments", from.tried, MOST_OPEN),
        Pages::of("over", "what is over", from.over, MOST_PAST),
        Pages::of("away", "what is put away", from.away, MOST_PAST),
    ];
    let past = experiments::past(&mut tx, &team, pages[2].part(), pages[3].part()).await?;
    let (closed, over) = (pages[2].cut(past.closed), pages[2].cut(past.over));
    let (dropped, ended) =
        (pages[3].cut(past.away_challenges), pages[3].cut(past.away_experiments));
    let over =
        closed.iter().map(|one| view.closed(one)).chain(over.iter().map(|one| view.over(one)));
    let away = dropped.iter().map(|one| view.away_challenge(one));
    let away = away.chain(ended.iter().map(|one| view.away(one)));
    frame::html(&Page {
        frame: teams::around(&viewer, &headers),
        base: address(&team),
        is_lead: team.is_led_by(&viewer),
        answer_days,
        n_open: (board.challenges.len(), board.experiments.len()),
        n_mine: n_mine(&board, &viewer),
        challenges: pages[0].slice(&board.challenges).iter().map(|one| view.asked(one)).collect(),
        experiments: pages[1].slice(&board.experiments).iter().map(|one| view.tried(one)).collect(),
        over: over.collect(),
        away: away.collect(),
        pages,
        token,
        flow: figures(&flow),
        team: team.clone(),
    })
}

/// How challenges and experiments go through; nothing before any did.
fn figures(flow: &Flow) -> Option<Figures> {
    let is_none =
        flow.late.n_due == 0 && flow.course.n_finished == 0 && flow.course.open_days.is_empty();
    let words = Words { one: "experiment", many: "experiments", due: "answers to challenges" };
    let figures = || Figures::of(words, None, (&flow.late, &flow.course), |_| String::new());
    (!is_none).then(figures)
}

/// What the lines of the board are made with.
struct View<'a> {
    viewer: &'a Viewer,
    team: &'a Team,
    names: &'a Names,
    today: Date,
}

impl View<'_> {
    fn asked(&self, one: &Asked) -> Line {
        let challenge = &one.challenge;
        let who = challenge.raised_by.map_or("Somebody", |person| self.names.name(person));
        Line {
            href: challenge_page(self.team, challenge),
            title: challenge.title.clone(),
            says: format!("{who} challenges {}", challenge.target.word()),
            turn: self.turn(one.turn, "looked at again on"),
            more: late(challenge, self.today).unwrap_or_default(),
        }
    }

    fn tried(&self, one: &Tried) -> Line {
        let experiment = &one.experiment;
        let owner = experiment.owner_id.map_or("Nobody yet", |person| self.names.name(person));
        let until = match (experiment.state, experiment.last_day()) {
            (experiments::State::Draft, _) => "a draft".to_owned(),
            (experiments::State::Running, Some(last)) => format!("runs to {}", day(last)),
            (experiments::State::Decided, _) => "adopted".to_owned(),
            _ => experiment.word().to_owned(),
        };
        let is_on = experiment.state == experiments::State::Running;
        let quiet = if is_on { "ends on" } else { "looked at again on" };
        Line {
            href: page_of(self.team, experiment),
            title: format!("If we {}", experiment.if_we),
            says: format!("{owner}; {until}"),
            turn: self.turn(one.turn, quiet),
            more: waves(one),
        }
    }

    fn whose(&self, person: PersonId) -> (String, &'static str) {
        if person == self.viewer.person_id {
            ("Your turn".to_owned(), "you")
        } else {
            (self.names.name(person).to_owned(), "")
        }
    }

    /// Whose turn it is and what for; where it is nobody's, `quiet` says what is to come on its day.
    fn turn(&self, turn: Turn, quiet: &str) -> (String, &'static str) {
        let Some(person) = turn.whose() else {
            let Turn::Nobody(Some(on)) = turn else { return (String::new(), "none") };
            return (capital(&format!("{quiet} {}", day(on))), "none");
        };
        let (who, class) = self.whose(person);
        let what = match turn {
            Turn::Answer(_, due) => format!("answer by {}", day(due)),
            Turn::Again(_, since) | Turn::Check(_, since) => {
                format!("look again, since {}", day(since))
            }
            Turn::Make(_) => "make it an experiment".to_owned(),
            Turn::Do(_) => "do it".to_owned(),
            Turn::Start(_, Some(on)) => format!("start on {}", day(on)),
            Turn::Start(_, None) => "start it".to_owned(),
            Turn::End(_, since) => format!("it ended on {}", day(since)),
            Turn::Decide(_) => "decide".to_owned(),
            Turn::Nobody(_) => String::new(),
        };
        (format!("{who}: {what}"), class)
    }

    fn closed(&self, challenge: &Challenge) -> Item {
        let said = match challenge.answer {
            _ if challenge.state == challenges::State::Experiment => "became an experiment",
            Some(Answer::Do) => "done",
            Some(answer) => answer.word(),
            None => challenge.state.word(),
        };
        let late = late(challenge, self.today).map_or(String::new(), |late| format!("; {late}"));
        Item {
            href: challenge_page(self.team, challenge),
            text: challenge.title.clone(),
            more: format!("Challenge: {said}{late}"),
        }
    }

    fn over(&self, experiment: &Experiment) -> Item {
        let became = match (experiment.verdict, experiment.is_kept) {
            (Some(Verdict::Adopt), Some(false)) => "adopted, and no longer in use",
            (Some(Verdict::Adopt), _) => "adopted, and still in use",
            (Some(Verdict::Adapt), _) => "to be adapted",
            _ => "dropped",
        };
        Item {
            href: page_of(self.team, experiment),
            text: format!("If we {}", experiment.if_we),
            more: format!("Experiment: {became}. {}", experiment.learned),
        }
    }

    fn away_challenge(&self, challenge: &Challenge) -> Item {
        let is_shown = challenge.can_be_put_away_by(self.team, self.viewer);
        let more = if is_shown { "return" } else { "" };
        Item {
            href: challenge_page(self.team, challenge),
            text: challenge.title.clone(),
            more: more.to_owned(),
        }
    }

    fn away(&self, experiment: &Experiment) -> Item {
        let more = if experiment.is_of(self.team, self.viewer) { "return" } else { "" };
        Item {
            href: page_of(self.team, experiment),
            text: format!("If we {}", experiment.if_we),
            more: more.to_owned(),
        }
    }
}

/// That an answer is or was late, by how many days.
pub(super) fn late(challenge: &Challenge, today: Date) -> Option<String> {
    let n = challenge.days_late(today)?;
    let days = match n {
        1 => "one day".to_owned(),
        n => format!("{} days", number(usize::try_from(n).unwrap_or_default())),
    };
    let is = if challenge.answered_on.is_some() { "Answered" } else { "The answer is" };
    Some(format!("{is} {days} late"))
}

/// Whom an experiment reaches, in a few words.
fn waves(one: &Tried) -> String {
    match (one.n_groups, one.n_untold) {
        (0, _) => "Whom it reaches is not written yet".to_owned(),
        (1, 0) => "Reaches one group, which was told".to_owned(),
        (1, _) => "Reaches one group, not told yet".to_owned(),
        (n, 0) => format!("Reaches {} groups, all told", number(n)),
        (n, 1) => format!("Reaches {} groups, one not told yet", number(n)),
        (n, m) => format!("Reaches {} groups, {} not told yet", number(n), number(m)),
    }
}
