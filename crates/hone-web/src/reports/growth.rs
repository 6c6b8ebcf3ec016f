use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use hone_chart::{ChangeRow, Changes, RowChange, Strip, changes, strip};
use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::look::{self, Look};
use hone_core::plan;
use hone_core::result::reading::View;
use hone_core::result::{self, Report};
use hone_gate::{Change, Class, Figure, Growth, Incomparable, Line, Release};
use hone_model::{Contrast, Pole};
use uuid::Uuid;

use super::figures::{self, Written};
use super::practised;
use super::questions::Question;
use super::seen::Seen;
use super::since::{Grown, Pair, Since, Verdict};
use super::voices;
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::At;

/// A change that is told from noise.
struct Finding {
    name: String,
    is_more: bool,
    by: Written,
}

/// Scales that cannot be compared, for the same reason.
struct Gap {
    names: String,
    reason: &'static str,
}

/// The table of one contrast.
struct Part {
    name: String,
    rows: Vec<Row>,
}

/// A line in the table.
struct Row {
    name: &'static str,
    /// Then and now.
    told: [Written; 2],
    change: Written,
    floor: Option<String>,
    verdict: Verdict,
    own: [Written; 2],
}

/// A contrast from round to round.
struct Course {
    name: String,
    strips: Vec<Question>,
}

/// A group of raters, with how many answered in each round; nothing where it had no line.
struct Group {
    name: String,
    n: [Option<usize>; 2],
}

#[derive(Template)]
#[template(path = "reports/growth.html")]
struct Page {
    frame: Frame,
    base: String,
    round: String,
    before: String,
    then: String,
    now: String,
    heading: String,
    planned: Option<String>,
    /// What people said between the two rounds, where they were asked.
    seen: Option<Seen>,
    /// What was done between the two rounds.
    practised: Option<practised::Section>,
    picture: String,
    findings: Vec<Finding>,
    untold: Option<String>,
    needed: String,
    gaps: Vec<Gap>,
    parts: Vec<Part>,
    courses: Vec<Course>,
    n_rounds: usize,
    groups: Vec<Group>,
    n_raters: [usize; 2],
    has_own: bool,
    has_coded: bool,
}

/// What has changed since the report before.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
) -> Result<Response, Fault> {
    let (now, _) = super::find_numbers(&hone, &viewer, id).await?;
    let earlier = result::list_earlier(&hone, &viewer, &now).await?;
    let then = earlier.last().ok_or(Fault::NotFound)?;
    let since = Since::of(then, &now);
    let mut tx = hone.people.read().await?;
    let planned = plan::find(&mut tx, &viewer, then.leader.id).await?;
    drop(tx);
    let planned = planned.as_ref().and_then(|plan| sentence_on(&since, &plan.contrast));
    let mut page = page(&viewer, &since, &earlier, then, &now);
    page.planned = planned;
    page.practised = practised::find(&hone, &viewer, &now, None).await?;
    if let Some(Look::Told(told)) = look::find(&hone, &viewer, then.leader.id).await? {
        page.seen = Some(Seen::of(&viewer, &told));
    }
    frame::html(&page)
}

fn page(viewer: &Viewer, since: &Since, earlier: &[Report], then: &Report, now: &Report) -> Page {
    let (day, today) = (super::released_on(viewer, then), super::released_on(viewer, now));
    let parts: Vec<Part> = since.contrasts.iter().map(part).collect();
    let rounds: Vec<&Report> = earlier.iter().chain([now]).collect();
    Page {
        frame: Frame::of(viewer, Section::Reports),
        base: format!("/reports/{}", now.leader.id),
        round: now.round.name.clone(),
        before: format!("/reports/{}", then.leader.id),
        heading: since.headline(&day),
        planned: None,
        seen: None,
        practised: None,
        picture: picture(since),
        findings: since.scales().filter_map(finding).collect(),
        untold: untold(since),
        needed: needed(since),
        gaps: gaps(since),
        courses: since.contrasts.iter().map(|pair| course(pair.contrast, &rounds)).collect(),
        n_rounds: rounds.len(),
        groups: groups(&then.release, &now.release),
        n_raters: [then, now].map(|report| report.release.n_raters()),
        has_own: voices::has_own(&then.release) || voices::has_own(&now.release),
        has_coded: parts.iter().flat_map(|part| &part.rows).any(Row::is_coded),
        parts,
        then: day,
        now: today,
    }
}

/// What can be said of the contrast that the plan was about.
fn sentence_on(since: &Since, contrast: &str) -> Option<String> {
    let pair = since.contrasts.iter().find(|pair| pair.contrast.id == contrast)?;
    let told = |pole: &str, grown: &Grown| match (grown.verdict(), grown.change()) {
        (Verdict::More, _) => format!("more {pole} than before"),
        (Verdict::Less, _) => format!("less {pole} than before"),
        (Verdict::CannotTell, Some(change)) => format!(
            "for {pole} we cannot tell yet: it would take a change of {}",
            hone_chart::number(change.noise_floor())
        ),
        _ => format!("{pole} cannot be compared"),
    };
    Some(format!(
        "Your plan was about {}: {}; {}.",
        pair.contrast.name.to_lowercase(),
        told("leading", &pair.leading),
        told("managing", &pair.managing)
    ))
}

fn picture(since: &Since) -> String {
    let row = |(contrast, pole, grown): (&Contrast, Pole, Grown)| ChangeRow {
        name: contrast.short.clone(),
        part: pole.to_string(),
        change: grown.change().map(|change| RowChange {
            value: change.value(),
            noise: change.noise(),
            is_beyond_noise: change.is_beyond_noise(),
        }),
    };
    changes(&Changes {
        id_prefix: "changes".to_owned(),
        title: "Change from the report before, scale by scale".to_owned(),
        rows: since.scales().map(row).collect(),
    })
}

fn name_of(contrast: &Contrast, pole: Pole) -> String {
    format!("{}, {pole}", contrast.short)
}

fn finding((contrast, pole, grown): (&Contrast, Pole, Grown)) -> Option<Finding> {
    let change = grown.change().filter(Change::is_beyond_noise)?;
    let is_more = change.value() > 0.0;
    Some(Finding { name: name_of(contrast, pole), is_more, by: Written::size_of_change(&change) })
}

/// How many scales cannot be told yet, as in 'All ten scales'; nothing where there are none.
fn untold(since: &Since) -> Option<String> {
    let is_untold = |grown: &Grown| grown.verdict() == Verdict::CannotTell;
    let n = since.scales().filter(|(.., grown)| is_untold(grown)).count();
    let scales = if n == 1 { "scale" } else { "scales" };
    match n {
        0 => None,
        n if n == since.scales().count() => Some(format!("All {} {scales}", voices::count(n))),
        n => Some(format!("{} {scales}", voices::capital(&voices::count(n)))),
    }
}

/// How large a change would have to be where none is told: '0.9', or '0.9, on some scales 1.1'.
fn needed(since: &Since) -> String {
    let untold = since.scales().filter(|(.., grown)| grown.verdict() == Verdict::CannotTell);
    let mut floors: Vec<String> = untold
        .filter_map(|(.., grown)| Some(hone_chart::number(grown.change()?.noise_floor())))
        .collect();
    floors.sort();
    match (floors.first(), floors.last()) {
        (Some(least), Some(most)) if least != most => format!("{least}, on some scales {most}"),
        (Some(least), _) => least.clone(),
        _ => String::new(),
    }
}

/// The scales that cannot be compared, gathered by their reason.
fn gaps(since: &Since) -> Vec<Gap> {
    let mut gaps: Vec<(&'static str, Vec<String>)> = Vec::new();
    for (contrast, pole, grown) in since.scales() {
        let Growth::Untold(why) = grown.growth else { continue };
        let (reason, name) = (reason(why), name_of(contrast, pole));
        match gaps.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, names)) => names.push(name),
            None => gaps.push((reason, vec![name])),
        }
    }
    gaps.into_iter().map(|(reason, names)| Gap { names: names.join("; "), reason }).collect()
}

fn reason(why: Incomparable) -> &'static str {
    match why {
        Incomparable::TooNear => "The two rounds came too soon after each other.",
        Incomparable::NotInBoth => "One of the two reports has no number here.",
        Incomparable::OtherGroups => {
            "Other groups of colleagues answered, so a difference would compare people."
        }
        Incomparable::OtherQuestions => {
            "The numbers rest on different questions, so a difference would compare questions."
        }
    }
}

fn part(pair: &Pair) -> Part {
    let lines = [
        ("Leading", &pair.leading),
        ("Managing", &pair.managing),
        ("Leading less managing", &pair.both),
    ];
    Part {
        name: pair.contrast.name.clone(),
        rows: lines.into_iter().map(|(name, grown)| row(name, grown)).collect(),
    }
}

fn row(name: &'static str, grown: &Grown) -> Row {
    let own = |line: &Line| match line.own().and_then(Figure::voice) {
        Some(voice) => Written::Answer { value: hone_chart::number(voice.value()) },
        None => Written::Nothing,
    };
    let change = grown.change();
    Row {
        name,
        told: [grown.then, grown.now].map(|line| Written::of(line.overall())),
        change: change.map_or(Written::Nothing, |change| Written::change(&change)),
        floor: change.map(|change| hone_chart::number(change.noise_floor())),
        verdict: grown.verdict(),
        own: [own(grown.then), own(grown.now)],
    }
}

/// One contrast in every round, leading first.
fn course(contrast: &Contrast, rounds: &[&Report]) -> Course {
    let views: Vec<(&str, View)> = rounds
        .iter()
        .filter_map(|report| {
            Some((report.round.name.as_str(), View::of(contrast, &report.release)?))
        })
        .collect();
    let leading = views.iter().map(|(round, view)| in_round("Leading", round, view.leading));
    let managing = views.iter().map(|(round, view)| in_round("Managing", round, view.managing));
    Course { name: contrast.name.clone(), strips: leading.chain(managing).collect() }
}

fn in_round(pole: &str, round: &str, line: &Line) -> Question {
    let own = line.own().and_then(Figure::voice);
    Question {
        text: format!("{pole}, {round}"),
        svg: strip(&Strip {
            all: figures::drawn(line.overall()),
            own: own.map(hone_gate::Voice::value),
        }),
        all: Written::of(line.overall()),
        own: own.map_or(String::new(), |voice| format!("you {}", figures::points(voice))),
    }
}

/// Who answered then and now, in the order of voices.
fn groups(then: &Release, now: &Release) -> Vec<Group> {
    let n = |release: &Release, id: &str| {
        release.classes().iter().find(|class| class.id() == id).map(Class::n)
    };
    let mut names = BTreeMap::new();
    for class in [then, now].into_iter().flat_map(voices::classes) {
        let place = (class.categories().first().copied(), class.categories().len(), class.id());
        names.insert(place, voices::class_name(class));
    }
    let group =
        |((.., id), name): ((_, _, &str), String)| Group { name, n: [n(then, id), n(now, id)] };
    names.into_iter().map(group).collect()
}

impl Row {
    fn is_coded(&self) -> bool {
        self.told.iter().any(Written::is_coded)
    }

    fn in_words(&self) -> &'static str {
        match self.verdict {
            Verdict::More => "more than before",
            Verdict::Less => "less than before",
            Verdict::CannotTell => "cannot tell yet",
            Verdict::Incomparable => "cannot be compared",
        }
    }

    fn is_change(&self) -> bool {
        matches!(self.verdict, Verdict::More | Verdict::Less)
    }
}
