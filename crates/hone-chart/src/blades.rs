//! One panel, a row for each voice: who sees what.

use crate::blade::{self, HALF_HEIGHT};
use crate::number::{aside, in_sentence, number};
use crate::scale::Scale;
use crate::span::Span;
use crate::svg::{Anchor, Head, coord, escape, path, picture, text};
use crate::text;
use crate::voice::Voice;

const WIDTH: f64 = 360.0;
const SCALE: Scale = Scale { from: 1.0, to: 5.0, start: 12.0, end: 348.0 };
const ROW: f64 = 54.0;
/// From the top of a row to the foot of its words, and to its rail.
const WORDS: f64 = 17.0;
const RAIL: f64 = 36.0;
const TOP: f64 = 4.0;
/// Room for the rule above all colleagues.
const RULE: f64 = 8.0;
const SIZE: f64 = 14.0;

/// A panel of rows. Its heading stands in the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Blades {
    /// Keeps the ids of several charts on a page apart.
    pub id_prefix: String,
    /// What the panel is about, for those who do not see it.
    pub title: String,
    /// Every value in words; where it is empty, [`describe_rows`] speaks.
    pub description: String,
    /// The rows. All colleagues are drawn last, wherever they stand here.
    pub rows: Vec<BladeRow>,
}

/// What one voice says.
#[derive(Debug, Clone, PartialEq)]
pub struct BladeRow {
    /// Who speaks.
    pub voice: Voice,
    /// The voice's name for the reader: "You", "Direct reports".
    pub name: String,
    /// What they say.
    pub figure: RowFigure,
}

/// What may be said of one voice.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RowFigure {
    /// An estimate with its interval.
    Told(Span),
    /// One person's answers; there is no interval.
    OneVoice(f64),
    /// Cannot tell yet: an empty, dashed place.
    Untold,
    /// Not shown: a hatched place.
    Hidden,
}

impl RowFigure {
    pub(crate) fn value(&self) -> Option<f64> {
        match self {
            RowFigure::Told(span) => Some(span.value),
            RowFigure::OneVoice(value) => Some(*value),
            RowFigure::Untold | RowFigure::Hidden => None,
        }
    }
}

/// What the ends and the middle of the answers mean.
const OFTEN: [&str; 3] = ["hardly ever", "half the time", "nearly always"];

/// A panel of blades by voice, from hardly ever to nearly always.
pub fn blades(panel: &Blades) -> String {
    blades_between(panel, OFTEN)
}

/// The same for other answers from 1 to 5, with words for the lowest, the middle and the highest.
pub fn blades_between(panel: &Blades, words: [&str; 3]) -> String {
    let rows = laid_out(&panel.rows);
    let foot = rows.last().map_or(TOP, |row| row.top + ROW);
    let drawn: String = rows.iter().map(draw).collect();
    let body = [axis(foot, words), own_line(&rows, foot), drawn].concat();
    let description = match panel.description.trim() {
        "" => describe(&panel.rows, words),
        description => description.into(),
    };
    let head = Head { id_prefix: &panel.id_prefix, title: &panel.title, description: &description };
    picture(&head, WIDTH, foot + 46.0, &body)
}

/// Every row in words.
pub fn describe_rows(rows: &[BladeRow]) -> String {
    describe(rows, OFTEN)
}

fn describe(rows: &[BladeRow], [lowest, _, highest]: [&str; 3]) -> String {
    let sentences: Vec<String> =
        rows.iter().map(|row| format!("{}: {}.", row.name, in_words(&row.figure))).collect();
    format!("From 1, {lowest}, to 5, {highest}. {}", sentences.join(" ")).trim_end().into()
}

fn in_words(figure: &RowFigure) -> String {
    match figure {
        RowFigure::Told(span) => in_sentence(span),
        RowFigure::OneVoice(value) => format!("{}, one voice", number(*value)),
        RowFigure::Untold => "cannot tell yet".into(),
        RowFigure::Hidden => "not shown".into(),
    }
}

struct Laid<'a> {
    row: &'a BladeRow,
    top: f64,
    name: String,
}

fn laid_out<'a>(rows: &'a [BladeRow]) -> Vec<Laid<'a>> {
    let (all, others): (Vec<&'a BladeRow>, Vec<&'a BladeRow>) =
        rows.iter().partition(|row| row.voice == Voice::All);
    let n_others = others.len();
    let top = |i: usize| {
        let rule = if i >= n_others && i > 0 { RULE } else { 0.0 };
        TOP + ROW * i as f64 + rule
    };
    let lay = |(i, row): (usize, &'a BladeRow)| {
        let room = value_start(&row.figure) - 10.0;
        Laid { row, top: top(i), name: text::fit(&row.name, SIZE, room) }
    };
    others.into_iter().chain(all).enumerate().map(lay).collect()
}

fn value_words(figure: &RowFigure) -> (String, String) {
    match figure {
        RowFigure::Told(span) => (number(span.value), aside(span)),
        RowFigure::OneVoice(value) => (number(*value), "one voice".into()),
        RowFigure::Untold => (String::new(), "cannot tell yet".into()),
        RowFigure::Hidden => ("–".into(), "not shown".into()),
    }
}

/// Where the words at the right start, so that names and lines keep off them.
fn value_start(figure: &RowFigure) -> f64 {
    let (bold, rest) = value_words(figure);
    WIDTH - text::width(&format!("{bold} {rest}"), 13.0) - 4.0
}

fn draw(laid: &Laid) -> String {
    let y = laid.top + RAIL;
    let name = text("big", 0.0, laid.top + WORDS, Anchor::Start, &laid.name);
    [rule(laid), place(&laid.row.figure, y), name, value(laid), mark(laid.row, y)].concat()
}

fn rule(laid: &Laid) -> String {
    if laid.row.voice != Voice::All || laid.top <= TOP {
        return String::new();
    }
    format!(r#"<path class="axis" d="M0 {}H{WIDTH}"/>"#, coord(laid.top - 2.0))
}

fn place(figure: &RowFigure, y: f64) -> String {
    match figure {
        RowFigure::Untold => blade::empty_place(&SCALE, y, HALF_HEIGHT),
        RowFigure::Hidden => blade::hatched_place(&SCALE, y, HALF_HEIGHT),
        RowFigure::Told(_) | RowFigure::OneVoice(_) => rail(y),
    }
}

fn rail(y: f64) -> String {
    let ticks = ticks().map(|(_, x)| format!("M{} {}v8", coord(x), coord(y - 4.0)));
    let line = format!("M12 {}H348", coord(y));
    path("grid", std::iter::once(line).chain(ticks))
}

fn ticks() -> impl Iterator<Item = (u8, f64)> {
    (1..=5).filter_map(|n| SCALE.place(f64::from(n)).map(|x| (n, x)))
}

fn value(laid: &Laid) -> String {
    let y = laid.top + WORDS;
    let (bold, rest) = value_words(&laid.row.figure);
    if bold.is_empty() {
        return text("word", WIDTH, y, Anchor::End, &rest);
    }
    format!(
        r#"<text x="{WIDTH}" y="{}" text-anchor="end"><tspan class="val">{}</tspan><tspan dx="7">{}</tspan></text>"#,
        coord(y),
        escape(&bold),
        escape(&rest)
    )
}

fn mark(row: &BladeRow, y: f64) -> String {
    let r = if row.voice == Voice::Own { 7.0 } else { 6.5 };
    let drawn = match &row.figure {
        RowFigure::Told(span) => SCALE.extent(span).map(|extent| {
            blade::lying(&extent, y, HALF_HEIGHT) + &row.voice.mark("m", extent.at, y, r)
        }),
        RowFigure::OneVoice(value) => SCALE.place(*value).map(|x| row.voice.mark("m", x, y, r)),
        RowFigure::Untold | RowFigure::Hidden => None,
    };
    drawn.map_or_else(String::new, |drawn| {
        format!(r#"<g class="{}">{drawn}</g>"#, row.voice.class())
    })
}

/// The leader's own value as a dashed line through all rows below, broken where words stand.
fn own_line(rows: &[Laid], foot: f64) -> String {
    let own = rows.iter().enumerate().find(|(_, laid)| laid.row.voice == Voice::Own);
    let Some((i, laid)) = own else { return String::new() };
    let Some(x) = laid.row.figure.value().and_then(|value| SCALE.place(value)) else {
        return String::new();
    };
    let start = format!("M{} {}", coord(x), coord(laid.top + RAIL));
    let breaks = rows[i + 1..].iter().filter(|below| has_words_at(below, x)).map(|below| {
        let (from, to) = (below.top + WORDS - 14.0, below.top + WORDS + 5.0);
        format!("V{}M{} {}", coord(from), coord(x), coord(to))
    });
    let end = format!("V{}", coord(foot));
    path("tie", std::iter::once(start).chain(breaks).chain([end]))
}

fn has_words_at(laid: &Laid, x: f64) -> bool {
    let name_end = text::width(&laid.name, SIZE) + 4.0;
    x < name_end || x > value_start(&laid.row.figure) - 4.0
}

fn axis(foot: f64, [lowest, middle, highest]: [&str; 3]) -> String {
    let numbers: String = ticks()
        .map(|(n, x)| {
            let tick = format!(r#"<path class="grid" d="M{} {}v5"/>"#, coord(x), coord(foot));
            tick + &text("", x, foot + 20.0, Anchor::Middle, &n.to_string())
        })
        .collect();
    let y = foot + 37.0;
    let words = [
        text("word", 4.0, y, Anchor::Start, lowest),
        text("word", WIDTH / 2.0, y, Anchor::Middle, middle),
        text("word", WIDTH - 4.0, y, Anchor::End, highest),
    ];
    numbers + &words.concat()
}
