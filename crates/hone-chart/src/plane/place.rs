//! Where labels and corner words go, so that they can be read.
//!
//! Every label has the same list of places to choose from, near ones first. A place costs what it
//! would cover, and how far it is from its star. Labels choose in turn until none of them gains by
//! moving; as two labels cost each other the same, that ends. The outcome depends on the input only.

use super::Emphasis;
use super::draw::{DIAMOND, MARK, Placed};
use super::frame::SQUARE;
use super::rect::Rect;
use crate::svg::Anchor;
use crate::text;

const SIZE: f64 = 14.0;
const HEIGHT: f64 = 21.0;
/// Labels keep this far from the frame, and from each other.
const GAP: f64 = 2.0;

/// What covering something costs, by the square pixel of a box or the pixel of a line.
mod cost {
    pub(super) const LABEL: f64 = 1000.0;
    pub(super) const MARK: f64 = 3.0;
    pub(super) const WORD: f64 = 1.5;
    pub(super) const SPINE: f64 = 4.0;
    pub(super) const TIE: f64 = 1.0;
    pub(super) const LEADER: f64 = 4.0;
    pub(super) const DISTANCE: f64 = 1.2;
    pub(super) const DOUBT: f64 = 4.0;
    /// Among equals the earlier place wins, whatever rounding says.
    pub(super) const ORDER: f64 = 0.01;
}

/// A label in its place.
#[derive(Debug, Clone)]
pub(crate) struct Label {
    pub(crate) words: String,
    pub(crate) emphasis: Emphasis,
    pub(crate) star: (f64, f64),
    pub(crate) rect: Rect,
}

/// A corner described.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    pub(crate) words: &'static str,
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) anchor: Anchor,
}

impl Word {
    fn rect(&self) -> Rect {
        let width = text::width(self.words, 13.0);
        let left = if self.anchor == Anchor::Start { self.x } else { self.x - width };
        Rect { left, top: self.y - 12.0, right: left + width, bottom: self.y + 4.0 }
    }
}

/// The words of the four corners, each a line or two further in where marks lie in the corner.
pub(crate) fn corner_words(stars: &[Placed]) -> Vec<Word> {
    let (left, right) = (SQUARE.left + 8.0, SQUARE.right - 8.0);
    let (top, bottom) = (SQUARE.top + 18.0, SQUARE.bottom - 9.0);
    [
        ("leads more than manages", left, top, Anchor::Start, 1.0),
        ("much of both", right, top, Anchor::End, 1.0),
        ("little of either", left, bottom, Anchor::Start, -1.0),
        ("manages more than leads", right, bottom, Anchor::End, -1.0),
    ]
    .map(|(words, x, y, anchor, inwards)| {
        let lines = (0..4).map(|line| {
            let y = y + inwards * 17.0 * f64::from(line);
            (Word { words, x, y, anchor }, 4.0 * f64::from(line))
        });
        cheapest(lines.map(|(word, far)| {
            let rect = word.rect();
            let cost = far + stars.iter().map(|star| drawn_cost(&rect, star)).sum::<f64>();
            (word, cost)
        }))
        .expect("there are four lines to choose from")
    })
    .to_vec()
}

/// The labels of all stars, in the order of the stars.
pub(crate) fn labels(stars: &[Placed], words: &[Word]) -> Vec<Label> {
    let words: Vec<Rect> = words.iter().map(Word::rect).collect();
    let mut labels: Vec<Label> = stars.iter().map(unplaced).collect();
    let choices: Vec<Vec<(Rect, f64)>> =
        labels.iter().map(|label| priced(label, stars, &words)).collect();
    for round in 0..ROUNDS {
        let mut moved = false;
        for i in turn(&labels) {
            let placed = |j: &usize| *j != i && (round > 0 || comes_before(&labels, *j, i));
            let others: Vec<&Label> =
                (0..labels.len()).filter(placed).map(|j| &labels[j]).collect();
            let best = choose(labels[i].star, &choices[i], &others);
            moved |= best != labels[i].rect;
            labels[i].rect = best;
        }
        if !moved {
            break;
        }
    }
    labels
}

/// Far more than were ever needed; choosing in turn ends by itself.
const ROUNDS: u8 = 20;

/// The labels that the page speaks of choose first.
fn turn(labels: &[Label]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..labels.len()).collect();
    order.sort_by_key(|&i| rank(&labels[i]));
    order
}

fn comes_before(labels: &[Label], a: usize, b: usize) -> bool {
    (rank(&labels[a]), a) < (rank(&labels[b]), b)
}

fn rank(label: &Label) -> u8 {
    match label.emphasis {
        Emphasis::Hone => 0,
        Emphasis::Keep => 1,
        Emphasis::None => 2,
    }
}

/// A label in a box needs air; a bare one does not.
fn padding(emphasis: Emphasis) -> f64 {
    if emphasis == Emphasis::None { 2.0 } else { 6.0 }
}

fn unplaced(placed: &Placed) -> Label {
    let padding = padding(placed.star.emphasis);
    let room = SQUARE.width() - 2.0 * (GAP + padding);
    let words = text::fit(&placed.star.label, SIZE, room);
    let (x, y) = placed.at();
    let width = text::width(&words, SIZE) + 2.0 * padding;
    Label {
        words,
        emphasis: placed.star.emphasis,
        star: (x, y),
        rect: Rect::around(x, y, width, HEIGHT),
    }
}

fn choose(star: (f64, f64), choices: &[(Rect, f64)], others: &[&Label]) -> Rect {
    let priced = choices.iter().map(|(rect, cost)| {
        let clashes: f64 = others.iter().map(|other| clash(star, rect, other)).sum();
        (*rect, cost + clashes)
    });
    cheapest(priced).expect("every label has places to choose from")
}

/// What two labels cost each other, whichever of them is asked: covering one another, or lying on
/// the way from the other to its star.
fn clash(star: (f64, f64), rect: &Rect, other: &Label) -> f64 {
    let shared = rect.grown(GAP).overlap(&other.rect.grown(GAP));
    let crossed = other.rect.covers(star, rect.nearest(star))
        + rect.covers(other.star, other.rect.nearest(other.star));
    shared * cost::LABEL + crossed * cost::LEADER
}

/// The first of the cheapest.
fn cheapest<T>(choices: impl Iterator<Item = (T, f64)>) -> Option<T> {
    choices.reduce(|best, next| if next.1 < best.1 { next } else { best }).map(|(choice, _)| choice)
}

fn priced(label: &Label, stars: &[Placed], words: &[Rect]) -> Vec<(Rect, f64)> {
    let price = |(i, rect): (u16, Rect)| {
        let drawn: f64 = stars.iter().map(|star| drawn_cost(&rect, star)).sum();
        let end = rect.nearest(label.star);
        let words: f64 =
            words.iter().map(|word| rect.overlap(word) + word.covers(label.star, end)).sum();
        let far = (rect.distance(label.star) - MARK).max(0.0);
        let doubt = doubt(label.star, &rect, stars);
        let order = f64::from(i) * cost::ORDER;
        (rect, drawn + words * cost::WORD + far * cost::DISTANCE + doubt * cost::DOUBT + order)
    };
    (0..).zip(places(label)).map(price).collect()
}

/// By how much a label lies nearer to other stars than to its own, so that it seems to be theirs.
fn doubt(own: (f64, f64), rect: &Rect, stars: &[Placed]) -> f64 {
    let far = stars
        .iter()
        .filter(|star| star.at() == own)
        .map(|star| nearest(rect, star))
        .fold(rect.distance(own), f64::min);
    stars.iter().map(|star| (far - nearest(rect, star)).max(0.0)).sum()
}

/// How far a label is from a star, its tips included.
fn nearest(rect: &Rect, star: &Placed) -> f64 {
    let (x, y) = star.at();
    let tips = [(star.across.low, y), (star.across.high, y), (x, star.up.low), (x, star.up.high)];
    tips.into_iter().map(|tip| rect.distance(tip)).fold(rect.distance((x, y)), f64::min)
}

/// What it costs to cover a star and its own mark.
fn drawn_cost(rect: &Rect, star: &Placed) -> f64 {
    let (x, y) = star.at();
    let mark = rect.overlap(&Rect::around(x, y, 2.0 * MARK + 3.0, 2.0 * MARK + 3.0));
    let spines = rect.covers((star.across.low, y), (star.across.high, y))
        + rect.covers((x, star.up.low), (x, star.up.high));
    let own = star.own.map_or(0.0, |own| {
        let diamond = Rect::around(own.0, own.1, 2.0 * DIAMOND + 3.0, 2.0 * DIAMOND + 3.0);
        rect.overlap(&diamond) * cost::MARK + rect.covers((x, y), own) * cost::TIE
    });
    mark * cost::MARK + spines * cost::SPINE + own
}

/// All places for a label: beside its star, around it, and a coarse grid over the whole square.
///
/// The grid makes sure that there is always one free of the few other labels.
fn places(label: &Label) -> impl Iterator<Item = Rect> {
    let inside = SQUARE.grown(-GAP);
    let (width, height) = (label.rect.width(), label.rect.height());
    let (x, y) = label.star;
    let near = NEAR
        .into_iter()
        .map(move |(sx, sy, gap)| (x + sx * (width / 2.0 + gap), y + sy * (height / 2.0 + gap)));
    let grid = (0..16).flat_map(move |row| {
        (0..5).map(move |column| {
            let (dx, dy) = (f64::from(column) / 4.0, f64::from(row) / 15.0);
            (SQUARE.left + dx * SQUARE.width(), SQUARE.top + dy * SQUARE.height())
        })
    });
    near.chain(grid).map(move |(x, y)| Rect::around(x, y, width, height).within(&inside))
}

/// Directions from the star, each with the gap between the mark and the label's edge.
const NEAR: [(f64, f64, f64); 56] = around();

const fn around() -> [(f64, f64, f64); 56] {
    const WAYS: [(f64, f64); 14] = [
        (1.0, -1.0),
        (1.0, 1.0),
        (-1.0, -1.0),
        (-1.0, 1.0),
        (0.0, -1.0),
        (0.0, 1.0),
        (1.0, 0.0),
        (-1.0, 0.0),
        (1.0, -0.5),
        (1.0, 0.5),
        (-1.0, -0.5),
        (-1.0, 0.5),
        (0.5, -1.0),
        (-0.5, 1.0),
    ];
    const GAPS: [f64; 4] = [6.0, 10.0, 18.0, 34.0];
    let mut all = [(0.0, 0.0, 0.0); 56];
    let mut i = 0;
    while i < 56 {
        let (sx, sy) = WAYS[i % 14];
        all[i] = (sx, sy, GAPS[i / 14]);
        i += 1;
    }
    all
}
