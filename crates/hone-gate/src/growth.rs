//! Whether a scale or a contrast has changed from one release to a later one, or whether it is noise.
//!
//! Made of two releases with numbers and of nothing else, so it tells nothing that they did not
//! tell already (`docs/method/change.md`, 'In a report').

use std::collections::{BTreeMap, BTreeSet};

use hone_stats::{error_of_mean, error_of_weighted_mean, interval, reach_of_difference};

use crate::figure::Tenths;
use crate::{Bound, Category, Class, LEVEL, Line, Release, Sd, Shown, is_near};

/// How all colleagues together see one scale or contrast in two releases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Growth {
    /// The change, which may well be noise.
    Told(Change),
    /// The two cannot be compared.
    Untold(Incomparable),
}

/// Why two releases cannot be compared in a scale or contrast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Incomparable {
    /// They are too near each other for numbers in both, or one does not say its day.
    TooNear,
    /// One of the two has no number.
    NotInBoth,
    /// The numbers rest on different categories of raters, so their difference would compare people.
    OtherGroups,
    /// More than one in four of the questions behind the numbers of a group are not behind both.
    OtherQuestions,
}

/// The later number less the earlier one, in steps of 0.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    value: Tenths,
    noise: Tenths,
}

impl Change {
    /// Above zero where the later number is the higher.
    pub fn value(&self) -> f64 {
        self.value.to_f64()
    }

    /// The lower end of its interval.
    pub fn low(&self) -> f64 {
        Tenths(self.value.0 - self.noise.0).to_f64()
    }

    /// The upper end of its interval.
    pub fn high(&self) -> f64 {
        Tenths(self.value.0 + self.noise.0).to_f64()
    }

    /// How far two such numbers lie apart at most, in 95 of 100 cases in which nothing has changed.
    pub fn noise(&self) -> f64 {
        self.noise.to_f64()
    }

    /// The noise floor: the least change that would be told from noise.
    pub fn noise_floor(&self) -> f64 {
        Tenths(self.noise.0 + 1).to_f64()
    }

    /// Whether it is told from noise, so that a word such as 'more' is in place.
    pub fn is_beyond_noise(&self) -> bool {
        self.value.0.abs() > self.noise.0
    }
}

/// The change of a scale; `items` are all that may count for it in either release.
///
/// The noise is `sqrt(a^2 + b^2)`, where `a` and `b` are how far the intervals of the two numbers
/// reach, or up to the published end where a bound went in. It is rounded up to a step, and only what
/// is above it is beyond noise. Ballots have no name, so nobody knows who answered both times:
/// everybody is taken for somebody else, and the noise is overstated where the same people answered
/// again.
///
/// Checked by hand and by simulation: with no true change, at most 5 in 100 scales are said to have
/// changed (`docs/method/change-figures.md`).
pub fn growth_of_scale(then: &Release, now: &Release, scale: &str, items: &[&str]) -> Growth {
    let side = |release| Side::scale(release, scale, items);
    growth(side(then), side(now))
}

/// The same for leading less managing; `items` are those of both ends.
pub fn growth_of_contrast(then: &Release, now: &Release, contrast: &str, items: &[&str]) -> Growth {
    let side = |release| Side::contrast(release, contrast, items);
    growth(side(then), side(now))
}

fn growth(then: Option<Side>, now: Option<Side>) -> Growth {
    let numbers = then.zip(now).and_then(|(then, now)| {
        let shown = (*then.line.overall().shown()?, *now.line.overall().shown()?);
        Some((then, now, shown))
    });
    let Some((then, now, (before, after))) = numbers else {
        return Growth::Untold(Incomparable::NotInBoth);
    };
    if !is_far(then.release, now.release) {
        return Growth::Untold(Incomparable::TooNear);
    }
    let (earlier, later) = (then.evidence(), now.evidence());
    if !earlier.keys().eq(later.keys()) {
        return Growth::Untold(Incomparable::OtherGroups);
    }
    if !earlier.values().zip(later.values()).all(|(then, now)| is_alike(then, now)) {
        return Growth::Untold(Incomparable::OtherQuestions);
    }
    let noise = reach_of_difference(then.reach(&before), now.reach(&after));
    Growth::Told(Change {
        value: Tenths(after.value.0 - before.value.0),
        noise: Tenths::above(noise),
    })
}

fn is_far(then: &Release, now: &Release) -> bool {
    then.day.zip(now.day).is_some_and(|(then, now)| !is_near(then, now))
}

/// Whether at least three in four of the questions of either number are those of both.
///
/// In a small group a single 'I could not see this' takes a question away; were one enough to forbid
/// the comparison, hardly any scale of such a group could be compared.
fn is_alike(then: &BTreeSet<&str>, now: &BTreeSet<&str>) -> bool {
    4 * then.intersection(now).count() >= 3 * then.len().max(now.len())
}

/// One of the two numbers, with what it rests on.
struct Side<'a> {
    release: &'a Release,
    line: &'a Line,
    sd: Sd,
    items: &'a [&'a str],
}

impl<'a> Side<'a> {
    fn scale(release: &'a Release, id: &str, items: &'a [&'a str]) -> Option<Self> {
        let (line, sd) = (release.scales.get(id)?, release.spread.scale(id));
        Some(Self { release, line, sd, items })
    }

    fn contrast(release: &'a Release, id: &str, items: &'a [&'a str]) -> Option<Self> {
        let (line, sd) = (release.contrasts.get(id)?, release.spread.contrast(id));
        Some(Self { release, line, sd, items })
    }

    /// The classes whose number is in the total.
    fn classes(&self) -> impl Iterator<Item = &'a Class> + Clone + '_ {
        let is_told = |class: &&Class| self.line.class(&class.id).is_some_and(is_shown);
        self.release.classes.iter().filter(is_told)
    }

    /// Which questions were told, by each category whose raters are in the number.
    fn evidence(&self) -> BTreeMap<Category, BTreeSet<&'a str>> {
        let told = |class: &Class| -> BTreeSet<&'a str> {
            let items = self.items.iter().copied();
            let figure = |item: &str| self.release.items.get(item)?.class(&class.id);
            items.filter(|item| figure(item).is_some_and(is_shown)).collect()
        };
        let categories =
            |class: &'a Class| class.categories.iter().map(move |one| (*one, told(class)));
        self.classes().flat_map(categories).collect()
    }

    /// How far the interval reaches from the number to either side, the ends of the scale aside.
    fn reach(&self, shown: &Shown) -> f64 {
        let k = self.release.stamp.k;
        let error = error_of_weighted_mean(self.classes().map(|class| {
            (class.n as f64, error_of_mean(self.sd.value(), class.answers_needed(k)))
        }));
        let around = interval(0.0, error, LEVEL)
            .expect("an error is made of spreads, and the level is a constant");
        if shown.bound == Bound::None && !shown.is_coded {
            return around.high;
        }
        let value = shown.value();
        around.high.max(value - shown.low()).max(shown.high() - value)
    }
}

fn is_shown(figure: &crate::Figure) -> bool {
    figure.shown().is_some()
}
