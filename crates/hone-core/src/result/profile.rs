//! The shape of a result beside its height: each scale against the mean of all of them.

use hone_gate::{Release, Shown, reach};
use hone_model::Pole;
use hone_stats::spread_about_own_mean;

use super::reading::{Reading, View};

/// With fewer scales there is no shape to speak of.
const FEWEST_SCALES: usize = 4;

/// Where a scale stands to the mean of all scales.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Above it, beyond the noise.
    Above,
    /// Below it, beyond the noise.
    Below,
    /// About where it is.
    About,
}

/// The scales of a result against their mean (ipsatized profile).
///
/// A colleague who rates kindly or strictly throughout moves all scales alike and nothing here. It is
/// made of published numbers. Its noise is that of a rater's scale about the mean of the rater's
/// scales, taken from how far raters differ in leading less managing
/// ([`hone_stats::spread_about_own_mean`]). It says nothing about how a leader stands to others.
#[derive(Clone, Copy, Debug)]
pub struct Profile {
    mean: f64,
    reach: f64,
}

impl Profile {
    /// The profile of a result; none where fewer than four scales were told by every group.
    pub fn of(reading: &Reading, release: &Release) -> Option<Self> {
        let told: Vec<f64> = reading
            .views
            .iter()
            .flat_map(|view| [view.leading, view.managing])
            .filter(|line| line.classes().values().all(|figure| figure.shown().is_some()))
            .filter_map(|line| line.overall().shown().map(Shown::value))
            .collect();
        if told.len() < FEWEST_SCALES {
            return None;
        }
        let of_contrast = |view: &View| release.spread().contrast(&view.contrast.id).value();
        let sd = reading.views.iter().map(of_contrast).fold(0.0, f64::max);
        let sizes: Vec<usize> = release.classes().iter().map(hone_gate::Class::n).collect();
        let sd = spread_about_own_mean(sd, told.len());
        Some(Self {
            mean: told.iter().sum::<f64>() / told.len() as f64,
            reach: reach(sd, &sizes, release.stamp().k),
        })
    }

    /// Where a scale stands; none where not every group told it.
    pub fn place(&self, view: &View, pole: Pole) -> Option<Place> {
        let line = match pole {
            Pole::Leading => view.leading,
            Pole::Managing => view.managing,
            Pole::Outcome => return None,
        };
        let is_told = line.classes().values().all(|figure| figure.shown().is_some());
        let value = line.overall().shown().filter(|_| is_told)?.value();
        Some(if value - self.mean > self.reach {
            Place::Above
        } else if self.mean - value > self.reach {
            Place::Below
        } else {
            Place::About
        })
    }
}
