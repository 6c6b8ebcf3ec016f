//! What a round shows of the questionnaire itself: whether the questions of a scale go together, and
//! whether colleagues of one leader see that leader alike.
//!
//! Made of the sheets whose numbers were released, and of no others. A coefficient over a whole round
//! is told in coarse steps, and its interval is worked out from what is told, so that nothing finer
//! leaves (`docs/adr/0012-quality-of-the-questionnaire.md`).

use std::collections::BTreeMap;

use hone_stats::reliability::{alpha_interval, icc1_interval};
use hone_stats::stream::Stream;
use hone_stats::{Interval, interval_of_correlation, spearman_brown};
use jiff::civil::Date;

use crate::classes::classes;
use crate::document::{read_quality, write_quality};
use crate::overview::is_enough;
use crate::{Error, Floor, Form, LEADERS_NEEDED, RATERS_NEEDED, Sheet, Sheets, Stamp};

/// Coefficients are told in steps of this many hundredths.
pub(crate) const STEP: i32 = 5;

/// How many raters there were is told in steps of this many, rounded down.
pub(crate) const RATERS_STEP: usize = 10;

/// What a round shows of the questionnaire.
#[derive(Debug, Clone, PartialEq)]
pub struct Quality {
    pub(crate) stamp: Stamp,
    pub(crate) day: Date,
    pub(crate) n_leaders: usize,
    pub(crate) n_raters: usize,
    pub(crate) scales: BTreeMap<String, ScaleQuality>,
}

/// What it shows of a scale.
#[derive(Debug, Clone, PartialEq)]
pub struct ScaleQuality {
    pub(crate) alpha: Option<Coefficient>,
    pub(crate) one_rater: Option<Coefficient>,
    pub(crate) items: BTreeMap<String, Coefficient>,
}

/// A coefficient between -1 and 1, in steps of a twentieth, and where it likely lies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coefficient {
    pub(crate) hundredths: i32,
    low: f64,
    high: f64,
}

impl Coefficient {
    /// To the nearest twentieth.
    pub fn value(self) -> f64 {
        f64::from(self.hundredths) / 100.0
    }

    /// Lower end of the 95 % interval.
    pub fn low(self) -> f64 {
        self.low
    }

    /// Upper end.
    pub fn high(self) -> f64 {
        self.high
    }

    /// A value in hundredths with an interval that also covers what rounding took away; `None` for
    /// what is no step, or no coefficient.
    pub(crate) fn told(hundredths: i32, interval: Interval) -> Option<Self> {
        let is_step = hundredths % STEP == 0 && (-100..=100).contains(&hundredths);
        let rounding = f64::from(STEP) / 200.0;
        let (low, high) = (interval.low - rounding, interval.high + rounding);
        (is_step && low.is_finite() && high.is_finite()).then(|| Self {
            hundredths,
            low: low.max(-1.0),
            high: high.min(1.0),
        })
    }
}

/// To the nearest step; `None` where there is no number.
#[expect(clippy::cast_possible_truncation, reason = "a coefficient lies between -1 and 1")]
fn hundredths(value: f64) -> Option<i32> {
    let steps = (value * 100.0 / f64::from(STEP)).round();
    (steps.abs() <= f64::from(100 / STEP)).then(|| steps as i32 * STEP)
}

impl ScaleQuality {
    /// Cronbach's alpha of one rater's answers: whether the questions go together. `None` where it
    /// cannot be told.
    pub fn alpha(&self) -> Option<Coefficient> {
        self.alpha
    }

    /// `ICC(1)`: how reliable one colleague's view of a leader is. `None` where it cannot be told.
    pub fn one_rater(&self) -> Option<Coefficient> {
        self.one_rater
    }

    /// Correlation of each item with the sum of the other items of the scale, by item id.
    pub fn items(&self) -> &BTreeMap<String, Coefficient> {
        &self.items
    }

    /// How reliable the mean of `n` colleagues is, by Spearman and Brown's formula, with its range.
    pub fn of_raters(&self, n: usize) -> Option<[f64; 3]> {
        let one = self.one_rater?;
        let mean = |icc: f64| spearman_brown(n as f64, icc.clamp(0.0, 1.0)).ok().map(|of| of.value);
        Some([mean(one.value())?, mean(one.low)?, mean(one.high)?])
    }
}

/// What of a scale is told: its coefficients in hundredths.
pub(crate) struct ToldScale {
    pub(crate) alpha: Option<i32>,
    pub(crate) one_rater: Option<i32>,
    pub(crate) items: BTreeMap<String, i32>,
}

impl ToldScale {
    /// Adds intervals, which depend on nothing but what is told.
    pub(crate) fn with_intervals(self, n_leaders: usize, n_raters: usize) -> Option<ScaleQuality> {
        let size = n_raters as f64 / n_leaders as f64;
        let value = |told: i32| f64::from(told) / 100.0;
        let one_rater = match self.one_rater {
            Some(told) => {
                Some(Coefficient::told(told, icc1_interval(value(told), n_leaders, size).ok()?)?)
            }
            None => None,
        };
        let n = n_independent(n_raters, size, one_rater);
        let n_items = self.items.len();
        let alpha = match self.alpha {
            Some(told) => {
                Some(Coefficient::told(told, alpha_interval(value(told), n, n_items).ok()?)?)
            }
            None => None,
        };
        let item = |(id, told): (String, i32)| {
            Some((id, Coefficient::told(told, interval_of_correlation(value(told), n)?)?))
        };
        let items = self.items.into_iter().map(item).collect::<Option<_>>()?;
        Some(ScaleQuality { alpha, one_rater, items })
    }
}

/// How many independent raters tell as much of variances and covariances: raters of one leader are
/// alike, and the squares of normal values that correlate by `r` correlate by `r * r`, so that is
/// what the design effect (Kish 1965) takes.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 4 and n")]
fn n_independent(n_raters: usize, size: f64, one_rater: Option<Coefficient>) -> usize {
    let alike = one_rater.map_or(1.0, |one| one.value().clamp(0.0, 1.0));
    (n_raters as f64 / (1.0 + (size - 1.0).max(0.0) * alike * alike)).max(4.0) as usize
}

/// Sums over a round from which a [`Quality`] is made. Fed one leader at a time, keeps no answer.
#[derive(Debug, Clone)]
pub struct QualityBuilder {
    form: Form,
    k: Floor,
    sums: BTreeMap<String, Stream>,
    sizes: Vec<usize>,
}

impl QualityBuilder {
    /// Sums of zero.
    pub fn new(form: &Form, k: Floor) -> Self {
        let sums = form
            .scales()
            .iter()
            .map(|scale| (scale.id.clone(), Stream::new(form.items_of(&scale.id).len())))
            .collect();
        Self { form: form.clone(), k, sums, sizes: Vec::new() }
    }

    /// Adds the sheets about one leader whose numbers are released.
    pub fn add(&mut self, sheets: &Sheets) {
        let classes = classes(sheets, self.k);
        let all: Vec<&Sheet> =
            classes.iter().flat_map(|class| sheets.of(&class.categories)).collect();
        let Ok(leader) = u32::try_from(self.sizes.len()) else { return };
        if all.is_empty() {
            return;
        }
        self.sizes.push(all.len());
        let leaders = vec![leader; all.len()];
        for (scale, sums) in &mut self.sums {
            let column = |item: &&str| -> Vec<f64> {
                let points = |sheet: &&Sheet| {
                    sheet.answers.get(*item).map_or(f64::NAN, |answer| answer.points() as f64)
                };
                all.iter().map(points).collect()
            };
            let columns: Vec<Vec<f64>> = self.form.items_of(scale).iter().map(column).collect();
            let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
            sums.push_about(&columns, &leaders).expect("a column for each item of the scale");
        }
    }

    /// What the round shows; `None` where too few leaders or raters are in it, or one leader has too
    /// many of the raters.
    pub fn finish(&self, stamp: Stamp, day: Date) -> Option<Quality> {
        let n: usize = self.sizes.iter().sum();
        if n < RATERS_NEEDED || !is_enough(&self.sizes) {
            return None;
        }
        let (n_leaders, n_raters) = (self.sizes.len(), n / RATERS_STEP * RATERS_STEP);
        let scales = self
            .sums
            .iter()
            .filter_map(|(id, sums)| {
                let told = told(sums, &self.form.items_of(id));
                Some((id.clone(), told.with_intervals(n_leaders, n_raters)?))
            })
            .collect();
        Some(Quality { stamp, day, n_leaders, n_raters, scales })
    }
}

/// The coefficients that rest on enough complete sheets.
fn told(sums: &Stream, items: &[&str]) -> ToldScale {
    let alpha = sums.alpha().ok().filter(|alpha| alpha.n_complete >= RATERS_NEEDED);
    let icc = sums.icc().ok();
    let icc = icc.filter(|icc| icc.n >= RATERS_NEEDED && icc.n_groups >= LEADERS_NEEDED);
    let with_rest = |alpha: &hone_stats::reliability::Alpha| {
        let item = |(id, item): (&&str, &hone_stats::reliability::AlphaItem)| {
            Some(((*id).to_owned(), hundredths(item.r_drop?)?))
        };
        items.iter().zip(&alpha.items).filter_map(item).collect()
    };
    ToldScale {
        alpha: alpha.as_ref().and_then(|alpha| hundredths(alpha.raw.value)),
        one_rater: icc.and_then(|icc| hundredths(icc.icc1_n0)),
        items: alpha.as_ref().map(with_rest).unwrap_or_default(),
    }
}

impl Quality {
    /// How it was made.
    pub fn stamp(&self) -> &Stamp {
        &self.stamp
    }

    /// The day on which it was made.
    pub fn day(&self) -> Date {
        self.day
    }

    /// How many leaders' raters are in it.
    pub fn n_leaders(&self) -> usize {
        self.n_leaders
    }

    /// How many raters are in it at least, in tens.
    pub fn n_raters(&self) -> usize {
        self.n_raters
    }

    /// Each scale, by its id.
    pub fn scales(&self) -> &BTreeMap<String, ScaleQuality> {
        &self.scales
    }

    /// Its only written form.
    pub fn to_json(&self) -> String {
        write_quality(self)
    }

    /// Reads what [`Self::to_json`] wrote, and checks that it keeps its rule.
    pub fn parse(json: &str) -> Result<Self, Error> {
        let quality = read_quality(json)?;
        if quality.to_json() == json {
            Ok(quality)
        } else {
            Err(Error::BrokenRule("it is not written in the canonical way"))
        }
    }
}
