//! Two releases about the same leader soon after each other.
//!
//! When hardly anybody changes their mind and one rater joins, the difference of two sums is that
//! rater's answer. So a release soon after another one has no numbers: it has directions, made of
//! what both would have published and of nothing else (`docs/adr/0009-waves.md`).
//!
//! That is so for two releases that ask the same. An answer to one item is no part of a sum over
//! another, so releases that have no item in common do not count for each other
//! (`docs/adr/0017-second-look.md`).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::document::write_directions;
use crate::figure::Tenths;
use crate::{Category, Class, Comments, Figure, Line, Published, Release, Stamp};

/// With fewer days than this between two releases about the same leader that have an item in common,
/// the later has no numbers.
pub const WAVE_DAYS: i64 = 90;

/// Up to half a point, in tenths, is about the same. Above it, two means lie at least half a point
/// apart however they were rounded.
const SAME: i64 = 5;

/// What was released about the same leader before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    pub(crate) today: Date,
    /// None for a document that cannot be read.
    earlier: Vec<Option<Published>>,
}

impl Past {
    /// Nothing was.
    pub fn none(today: Date) -> Self {
        Self { today, earlier: Vec::new() }
    }

    /// Every document that was released about the leader before, in any order.
    ///
    /// One that cannot be read counts as near, and so does one that does not say its day: too little
    /// is shown then, and not too much.
    pub fn new<'a>(today: Date, documents: impl IntoIterator<Item = &'a str>) -> Self {
        let read = |document| Published::parse(document).ok();
        Self { today, earlier: documents.into_iter().map(read).collect() }
    }

    /// What may leave of a release after this past: it itself, or its directions.
    pub(crate) fn admit(&self, release: Release) -> Published {
        let asks_the_same = |earlier: &&Published| earlier.has_item_of(&release);
        let same: Vec<&Published> = self.earlier.iter().flatten().filter(asks_the_same).collect();
        let is_near = |day: Option<Date>| day.is_none_or(|day| is_near(day, self.today));
        let is_unreadable = self.earlier.contains(&None);
        if !is_unreadable && !same.iter().any(|earlier| is_near(earlier.day())) {
            return Published::Numbers(Box::new(release));
        }
        let numbers = same.iter().filter_map(|earlier| earlier.numbers());
        let before = numbers.max_by_key(|earlier| earlier.day);
        Published::Directions(Box::new(Directions::of(release, self.today, before)))
    }
}

/// Whether releases about the same leader on these days are too near for numbers in both, whichever
/// day is the later: a clock that was put back gives nothing away.
pub fn is_near(day: Date, today: Date) -> bool {
    day.duration_until(today).as_hours().abs() < 24 * WAVE_DAYS
}

/// Where a figure has gone since the last release with numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trend {
    /// By more than half a point.
    Lower,
    /// By half a point or less.
    Same,
    /// By more than half a point.
    Higher,
    /// Cannot tell yet.
    Untold,
}

/// The directions of one item, scale or contrast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrendLine {
    pub(crate) classes: BTreeMap<String, Trend>,
    pub(crate) overall: Trend,
    pub(crate) own: Option<Trend>,
    pub(crate) manager: Option<Trend>,
}

impl TrendLine {
    /// The directions by class id.
    pub fn classes(&self) -> &BTreeMap<String, Trend> {
        &self.classes
    }

    /// All classes together.
    pub fn overall(&self) -> Trend {
        self.overall
    }

    /// The leader's own answer, if the leader answered at all.
    pub fn own(&self) -> Option<Trend> {
        self.own
    }

    /// The managers' answer, if one answered at all.
    pub fn manager(&self) -> Option<Trend> {
        self.manager
    }
}

/// Raters that were counted together, without their number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub(crate) id: String,
    pub(crate) categories: Vec<Category>,
}

impl Group {
    /// The categories joined by `+`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The categories it was made of.
    pub fn categories(&self) -> &[Category] {
        &self.categories
    }
}

/// A release without numbers: how the figures stand to those of an earlier one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directions {
    pub(crate) stamp: Stamp,
    pub(crate) day: Date,
    pub(crate) against: Option<Date>,
    pub(crate) classes: Vec<Group>,
    pub(crate) items: BTreeMap<String, TrendLine>,
    pub(crate) scales: BTreeMap<String, TrendLine>,
    pub(crate) contrasts: BTreeMap<String, TrendLine>,
    pub(crate) comments: Comments,
}

impl Directions {
    /// Takes whole releases, so that nothing but what would be published can go into it.
    fn of(now: Release, day: Date, before: Option<&Release>) -> Self {
        let lines = |now: &BTreeMap<String, Line>, before: Option<&BTreeMap<String, Line>>| {
            now.iter()
                .map(|(id, line)| {
                    let before = before.and_then(|lines| lines.get(id));
                    (id.clone(), trend_line(line, before))
                })
                .collect()
        };
        Self {
            day,
            against: before.and_then(Release::day),
            items: lines(&now.items, before.map(Release::items)),
            scales: lines(&now.scales, before.map(Release::scales)),
            contrasts: lines(&now.contrasts, before.map(Release::contrasts)),
            classes: now.classes.iter().map(Group::from).collect(),
            stamp: now.stamp,
            comments: now.comments,
        }
    }

    /// How it was made.
    pub fn stamp(&self) -> &Stamp {
        &self.stamp
    }

    /// The same for somebody who may read its directions and not its comments.
    #[must_use]
    pub fn without_comments(self) -> Self {
        Self { comments: Comments::default(), ..self }
    }

    /// The day on which it was made.
    pub fn day(&self) -> Date {
        self.day
    }

    /// The day of the release that it is held against; none where no earlier one has numbers.
    pub fn against(&self) -> Option<Date> {
        self.against
    }

    /// Who was counted together.
    pub fn classes(&self) -> &[Group] {
        &self.classes
    }

    /// The directions by item id.
    pub fn items(&self) -> &BTreeMap<String, TrendLine> {
        &self.items
    }

    /// The directions by scale id.
    pub fn scales(&self) -> &BTreeMap<String, TrendLine> {
        &self.scales
    }

    /// The directions of leading less managing, by contrast.
    pub fn contrasts(&self) -> &BTreeMap<String, TrendLine> {
        &self.contrasts
    }

    /// The comments, by the ordinary rule.
    pub fn comments(&self) -> &Comments {
        &self.comments
    }

    /// Its only written form: equal releases are equal bytes.
    pub fn to_json(&self) -> String {
        write_directions(self)
    }
}

impl From<&Class> for Group {
    fn from(class: &Class) -> Self {
        Self { id: class.id.clone(), categories: class.categories.clone() }
    }
}

fn trend_line(now: &Line, before: Option<&Line>) -> TrendLine {
    let earlier = |of: &dyn Fn(&Line) -> Option<Figure>| before.and_then(of);
    let is_same_people = before.is_some_and(|before| told(before) == told(now));
    TrendLine {
        classes: now
            .classes
            .iter()
            .map(|(id, figure)| {
                let before = earlier(&|line| line.class(id).cloned());
                (id.clone(), trend(figure, before.as_ref()))
            })
            .collect(),
        overall: trend(&now.overall, before.filter(|_| is_same_people).map(|line| &line.overall)),
        own: now.own().map(|own| trend(own, before.and_then(Line::own))),
        manager: now.manager().map(|boss| trend(boss, before.and_then(Line::manager))),
    }
}

/// The categories whose raters are in a total: two totals of different categories would compare
/// people.
fn told(line: &Line) -> BTreeSet<&str> {
    let shown = line.classes.iter().filter(|(_, figure)| figure.shown().is_some());
    shown.flat_map(|(id, _)| id.split('+')).collect()
}

/// A bound counts as the bound.
fn trend(now: &Figure, before: Option<&Figure>) -> Trend {
    let value = |figure: &Figure| match figure {
        Figure::Shown(shown) => Some(shown.value),
        Figure::OneVoice(voice) => Some(voice.value),
        Figure::Untold(_) | Figure::NotShown => None,
    };
    match (before.and_then(value), value(now)) {
        (Some(Tenths(before)), Some(Tenths(now))) if now - before > SAME => Trend::Higher,
        (Some(Tenths(before)), Some(Tenths(now))) if before - now > SAME => Trend::Lower,
        (Some(_), Some(_)) => Trend::Same,
        _ => Trend::Untold,
    }
}
