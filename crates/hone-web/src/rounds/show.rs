use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hone_core::account::Viewer;
use hone_core::clock::Moment;
use hone_core::leader::Nominations;
use hone_core::round::{self, GroupPlan, LeaderPlan, Phase, Plan, Reminder, Round};
use hone_core::{Hone, ballot};
use jiff::civil::Date;
use uuid::Uuid;

use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::At;
use crate::words::{number, reliability};

#[derive(Template)]
#[template(path = "rounds/show.html")]
struct Page {
    frame: Frame,
    organisation: String,
    round: Round,
    stages: Vec<Stage>,
    leaders: Vec<Row>,
    plan: Plan,
    terms: Vec<(&'static str, String)>,
    reminders: Vec<(&'static str, String)>,
    turnout_percent: Option<i64>,
    /// Whether some group had more ballots than people of it had fetched the right to one.
    has_aborted: bool,
    /// The day of the standing; nothing before the first morning.
    as_of: Option<String>,
    closes: String,
}

/// One step of the round's course, as drawn above the page.
struct Stage {
    name: &'static str,
    when: String,
    class: String,
}

/// One leader of the round.
struct Row {
    name: String,
    href: String,
    nominations: &'static str,
    is_approved: bool,
    is_enough: Option<bool>,
    groups: Vec<Cell>,
    reliability: Option<(String, String)>,
    svg: String,
    n_more: usize,
    has_result: Option<bool>,
}

/// How many raters of a category are asked, and what that will give.
struct Cell {
    label: &'static str,
    n: usize,
    chance: &'static str,
}

/// A round in whatever phase it is.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let round = super::find(&hone, &viewer, id).await?;
    let mut tx = hone.people.read().await?;
    let plan = round::plan(&mut tx, &round).await?;
    drop(tx);
    let now = hone.clock.now();
    let standing = match round.phase {
        Phase::Open => Some(ballot::standing(&hone, round.round_ref).await?),
        _ => None,
    };
    let has_aborted = match round.phase {
        Phase::Closed | Phase::Released => {
            !ballot::list_aborted(&hone, round.round_ref).await?.is_empty()
        }
        Phase::Draft | Phase::Open => false,
    };
    let is_enough = |plan: &LeaderPlan| {
        let standing = standing.as_ref()?;
        Some(standing.is_enough.get(&plan.leader.leader_ref).copied().unwrap_or(false))
    };
    frame::html(&Page {
        frame: Frame::of(&viewer, Section::Rounds).with_notice(&headers),
        organisation: viewer.organisation.clone(),
        stages: stages(&round, &viewer, now),
        leaders: plan.leaders.iter().map(|plan| row(plan, is_enough(plan))).collect(),
        terms: terms(&hone, &round, &viewer),
        reminders: reminders(&round, &viewer, now),
        has_aborted,
        turnout_percent: standing.as_ref().and_then(|standing| standing.turnout_percent),
        as_of: standing
            .as_ref()
            .and_then(|standing| standing.day)
            .map(|day| day.strftime("%-d %B").to_string()),
        closes: round.closes_at.text(&viewer.zone()),
        plan,
        round,
    })
}

/// How many of several, as a heading says it.
fn part(n: usize) -> String {
    if n == 0 { "none".to_owned() } else { number(n) }
}

impl Page {
    fn heading(&self) -> String {
        let name = &self.round.name;
        let n = self.leaders.len();
        match self.round.phase {
            Phase::Draft if n == 0 => format!("{name}: choose the leaders first."),
            Phase::Draft => {
                let approved = self.leaders.iter().filter(|row| row.is_approved).count();
                format!("{name}: {} of {} lists of raters approved.", part(approved), number(n))
            }
            Phase::Open => {
                let enough = self.leaders.iter().filter(|r| r.is_enough == Some(true)).count();
                format!("{name}: {} of {} leaders have enough answers.", part(enough), number(n))
            }
            Phase::Closed => format!("{name} is closed. Results wait for their day."),
            Phase::Released => format!("{name} is released."),
        }
    }

    fn is_draft(&self) -> bool {
        self.round.phase == Phase::Draft
    }

    fn is_open(&self) -> bool {
        self.round.phase == Phase::Open
    }

    fn is_closed(&self) -> bool {
        self.round.phase == Phase::Closed
    }

    fn is_released(&self) -> bool {
        self.round.phase == Phase::Released
    }

    fn is_over(&self) -> bool {
        matches!(self.round.phase, Phase::Closed | Phase::Released)
    }

    fn can_launch(&self) -> bool {
        self.is_draft() && self.plan.obstacles.is_empty()
    }

    fn n_to_ask(&self) -> usize {
        self.plan.leaders.iter().filter(|plan| plan.leader.is_to_ask()).count()
    }

    fn weak(&self) -> Vec<&Row> {
        self.leaders.iter().filter(|row| row.n_more > 0).collect()
    }

    fn base(&self) -> String {
        format!("/rounds/{}", self.round.id)
    }

    /// Everyone who is asked about several leaders: name, number, and whether it is too much.
    fn loads(&self) -> Vec<(&str, usize, bool)> {
        let cap = usize::try_from(self.round.load_cap).unwrap_or(usize::MAX);
        self.plan.loads.iter().map(|(name, n)| (name.as_str(), *n, *n > cap)).collect()
    }
}

fn row(plan: &LeaderPlan, is_enough: Option<bool>) -> Row {
    let is_shown = |group: &&GroupPlan| !group.category.is_identified();
    let cell = |group: &GroupPlan| Cell {
        label: crate::words::category(group.category),
        n: group.n,
        chance: group.chance.filter(|_| group.n > 0).map_or("", crate::words::chance),
    };
    Row {
        name: plan.leader.name.clone(),
        href: format!("/leaders/{}", plan.leader.id),
        nominations: match plan.leader.nominations {
            Nominations::Open if plan.leader.asked_at.is_some() => "asked, choosing",
            Nominations::Open => "not asked yet",
            Nominations::Proposed => "to approve",
            Nominations::Approved => "approved",
        },
        is_approved: plan.leader.nominations == Nominations::Approved,
        is_enough,
        groups: plan.groups.iter().filter(is_shown).map(cell).collect(),
        reliability: plan.forecast.map(reliability),
        svg: plan
            .forecast
            .map_or(String::new(), |f| hone_chart::reliability(f.value, f.low, f.high)),
        n_more: plan.n_more,
        has_result: plan.leader.has_result,
    }
}

const COURSE: [Phase; 4] = [Phase::Draft, Phase::Open, Phase::Closed, Phase::Released];

fn stages(round: &Round, viewer: &Viewer, now: Moment) -> Vec<Stage> {
    let zone = viewer.zone();
    let at = COURSE.iter().position(|phase| *phase == round.phase).unwrap_or_default();
    let day = |at: Moment| at.date(&zone).strftime("%-d %b").to_string();
    let when = |phase: Phase| match phase {
        Phase::Draft => format!("from {}", day(round.created_at)),
        Phase::Open => match round.launched_at {
            Some(at) => format!("{} to {}", day(at), day(round.closes_at)),
            None => "from the launch".to_owned(),
        },
        Phase::Closed => day(round.closed_at.unwrap_or(round.closes_at)),
        Phase::Released => day(round.released_at.unwrap_or(round.releases_at)),
    };
    let class = |i: usize| match i.cmp(&at) {
        std::cmp::Ordering::Less => "done".to_owned(),
        std::cmp::Ordering::Equal if i + 1 == COURSE.len() => "done".to_owned(),
        std::cmp::Ordering::Equal => format!("now p{}", tenths(round, now)),
        std::cmp::Ordering::Greater => String::new(),
    };
    let stage = |(i, phase): (usize, Phase)| Stage {
        name: super::phase_name(phase),
        when: when(phase),
        class: class(i),
    };
    COURSE.into_iter().enumerate().map(stage).collect()
}

/// How much of the open time has passed, in tenths from 1 to 9; half for the other phases.
fn tenths(round: &Round, now: Moment) -> i64 {
    let Some(start) = round.launched_at.filter(|_| round.phase == Phase::Open) else { return 5 };
    let whole = (round.closes_at.0 - start.0).max(1);
    ((now.0 - start.0) * 10 / whole).clamp(1, 9)
}

fn terms(hone: &Hone, round: &Round, viewer: &Viewer) -> Vec<(&'static str, String)> {
    let zone = viewer.zone();
    let model = &hone.model.model;
    let form = model.form(&round.form).map_or(round.form.clone(), |form| {
        let wishes = match model.wishes_in(form).len() {
            0 => String::new(),
            n => format!(", {n} on what would help"),
        };
        format!("{}, {} questions{wishes} and three open ones", form.name, form.items.len())
    });
    // In which contrast is for the leader to tell.
    let form =
        if round.looks_back() { "whether people have seen a change".to_owned() } else { form };
    vec![
        ("Form", form),
        ("Disclosure floor", format!("{} raters in a group", round.k)),
        ("Load", format!("at most {} leaders per rater", round.load_cap)),
        ("Closes", round.closes_at.text(&zone)),
        ("Leaders read", round.releases_at.text(&zone)),
        ("As a whole", "by department, where five leaders and twenty raters are enough".to_owned()),
    ]
}

fn reminders(round: &Round, viewer: &Viewer, now: Moment) -> Vec<(&'static str, String)> {
    let today = now.date(&viewer.zone());
    let line = |(day, reminder): (Date, Reminder)| {
        let day = day.strftime("%-d %B").to_string();
        match reminder {
            Reminder::NotBegun => {
                ("Next reminder", format!("{day}, to everyone who has not begun"))
            }
            Reminder::Last => ("Last one", format!("{day}, neutral, to all who did not stop it")),
        }
    };
    let days = round::reminders(round, &viewer.zone());
    days.into_iter().filter(|(day, _)| *day >= today).map(line).collect()
}
