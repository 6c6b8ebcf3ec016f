//! How much raters of the same leader differ, over a whole round.
//!
//! A class's own spread is never used: on a few answers it is mostly chance, and the width of an
//! interval made of it would tell what was answered.

use std::collections::BTreeMap;

use hone_stats::{Pooled, Pooling};

use crate::classes::classes;
use crate::form::items_needed;
use crate::{Floor, Form, Sheet, Sheets};

/// Points that raters of a scale mean are assumed to differ by, until a round has measured it.
pub const SCALE_SD: f64 = 0.80;
/// The same for a single item.
pub const ITEM_SD: f64 = 1.00;
/// The same for the difference of a leading and a managing scale.
pub const CONTRAST_SD: f64 = 0.90;
/// How many leaders a measured spread has to rest on.
pub const LEADERS_NEEDED: usize = 5;
/// How many raters (degrees of freedom) a measured spread has to rest on.
pub const RATERS_NEEDED: usize = 40;

/// A measured spread is rounded up to a step of this many hundredths of a point.
const STEP: f64 = 5.0;

/// Where a spread comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Planning value: the round was too small to measure it.
    Assumed,
    /// Pooled within the classes of the round.
    Measured,
}

/// A standard deviation between raters of the same leader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sd {
    pub(crate) hundredths: u16,
    pub(crate) source: Source,
}

impl Sd {
    /// In points of the answers.
    pub fn value(&self) -> f64 {
        f64::from(self.hundredths) / 100.0
    }

    /// Where it comes from.
    pub fn source(&self) -> Source {
        self.source
    }

    fn assumed(points: f64) -> Self {
        Self::stored(points, Source::Assumed).expect("a planning value is a whole step")
    }

    /// A spread from its written form, if it is one of the steps.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 4 points"
    )]
    pub(crate) fn stored(points: f64, source: Source) -> Option<Self> {
        let steps = (points * 100.0 / STEP).round();
        let is_step = (points * 100.0 - steps * STEP).abs() < 1e-6;
        (is_step && (0.0..=4.0).contains(&points))
            .then_some(Self { hundredths: (steps * STEP) as u16, source })
    }

    /// Rounded up, and never to zero, which would claim that nobody could answer otherwise.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "answers from 1 to 5 spread by at most 4 points"
    )]
    fn measured(pooled: &Pooled) -> Self {
        let steps = (pooled.sd() * 100.0 / STEP - 1e-6).ceil().max(1.0);
        Self { hundredths: (steps * STEP) as u16, source: Source::Measured }
    }
}

/// The spread of every item, scale and contrast of a form; a wish counts as an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spread {
    pub(crate) items: BTreeMap<String, Sd>,
    pub(crate) scales: BTreeMap<String, Sd>,
    pub(crate) contrasts: BTreeMap<String, Sd>,
}

impl Spread {
    /// The planning values throughout.
    pub fn assumed(form: &Form) -> Self {
        let all = |ids: Vec<String>, points| {
            ids.into_iter().map(|id| (id, Sd::assumed(points))).collect()
        };
        Self {
            items: all(item_ids(form).map(ToOwned::to_owned).collect(), ITEM_SD),
            scales: all(form.scales().iter().map(|scale| scale.id.clone()).collect(), SCALE_SD),
            contrasts: all(
                form.contrasts().into_keys().map(ToOwned::to_owned).collect(),
                CONTRAST_SD,
            ),
        }
    }

    /// The spread of an item.
    pub fn item(&self, id: &str) -> Sd {
        self.items.get(id).copied().unwrap_or(Sd::assumed(ITEM_SD))
    }

    /// The spread of raters' scale means.
    pub fn scale(&self, id: &str) -> Sd {
        self.scales.get(id).copied().unwrap_or(Sd::assumed(SCALE_SD))
    }

    /// The spread of raters' differences between the two ends.
    pub fn contrast(&self, id: &str) -> Sd {
        self.contrasts.get(id).copied().unwrap_or(Sd::assumed(CONTRAST_SD))
    }
}

/// Sums over a round from which a [`Spread`] is made. Fed one leader at a time, keeps no answer.
#[derive(Debug, Clone)]
pub struct SpreadBuilder {
    form: Form,
    k: Floor,
    items: BTreeMap<String, Sums>,
    scales: BTreeMap<String, Sums>,
    contrasts: BTreeMap<String, Sums>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    pooling: Pooling,
    n_leaders: usize,
}

impl Sums {
    fn add(&mut self, groups: &[Vec<f64>]) {
        for group in groups {
            self.pooling.add(group);
        }
        self.n_leaders += usize::from(!groups.is_empty());
    }

    fn sd(&self, planned: Sd) -> Sd {
        let Ok(pooled) = self.pooling.finish() else { return planned };
        let is_enough =
            self.n_leaders >= LEADERS_NEEDED && pooled.degrees_of_freedom >= RATERS_NEEDED;
        if is_enough { Sd::measured(&pooled) } else { planned }
    }
}

impl SpreadBuilder {
    /// Sums of zero.
    pub fn new(form: &Form, k: Floor) -> Self {
        Self {
            form: form.clone(),
            k,
            items: BTreeMap::new(),
            scales: BTreeMap::new(),
            contrasts: BTreeMap::new(),
        }
    }

    /// Adds the classes of one leader. What is not released is not added either.
    pub fn add(&mut self, sheets: &Sheets) {
        let groups_of = |number: &dyn Fn(&Sheet) -> Option<f64>| -> Vec<Vec<f64>> {
            classes(sheets, self.k)
                .iter()
                .map(|class| {
                    let group: Vec<f64> =
                        sheets.of(&class.categories).into_iter().filter_map(number).collect();
                    (group, class.answers_needed(self.k))
                })
                .filter(|(group, needed)| group.len() >= *needed)
                .map(|(group, _)| group)
                .collect()
        };
        for id in item_ids(&self.form) {
            let groups = groups_of(&|sheet| Some(sheet.answers.get(id)?.points() as f64));
            self.items.entry(id.to_owned()).or_default().add(&groups);
        }
        for scale in self.form.scales() {
            let groups = groups_of(&|sheet| scale_mean(&self.form, &scale.id, sheet));
            self.scales.entry(scale.id.clone()).or_default().add(&groups);
        }
        for (contrast, (leading, managing)) in self.form.contrasts() {
            let groups = groups_of(&|sheet| {
                let leading = scale_mean(&self.form, leading, sheet)?;
                Some(leading - scale_mean(&self.form, managing, sheet)?)
            });
            self.contrasts.entry(contrast.to_owned()).or_default().add(&groups);
        }
    }

    /// The spread of the round: measured where it rests on enough, else assumed.
    pub fn finish(&self) -> Spread {
        let measure = |planned: BTreeMap<String, Sd>, sums: &BTreeMap<String, Sums>| {
            planned
                .into_iter()
                .map(|(id, sd)| {
                    let sd = sums.get(&id).map_or(sd, |sums| sums.sd(sd));
                    (id, sd)
                })
                .collect()
        };
        let planned = Spread::assumed(&self.form);
        Spread {
            items: measure(planned.items, &self.items),
            scales: measure(planned.scales, &self.scales),
            contrasts: measure(planned.contrasts, &self.contrasts),
        }
    }
}

/// The ids of the items and the wishes.
fn item_ids(form: &Form) -> impl Iterator<Item = &str> {
    form.items().iter().map(|item| item.id.as_str()).chain(form.wishes().iter().map(String::as_str))
}

/// One rater's mean on a scale, if they answered enough of it.
fn scale_mean(form: &Form, scale: &str, sheet: &Sheet) -> Option<f64> {
    let items = form.items_of(scale);
    let points: Vec<i64> =
        items.iter().filter_map(|id| Some(sheet.answers.get(*id)?.points())).collect();
    (points.len() >= items_needed(items.len()))
        .then(|| points.iter().sum::<i64>() as f64 / points.len() as f64)
}
