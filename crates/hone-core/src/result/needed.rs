//! What it would take to tell more: how many answers like those that were given.

use hone_gate::{Release, Shown, reach};

use super::reading::{Standing, View};

/// Nobody has more colleagues to ask than these.
const MOST: usize = 60;

/// Ranges end at steps of this many points, rounded outwards.
const STEP: f64 = 0.1;

/// What a sum of decimals may be off by.
const ROUNDING: f64 = 1e-9;

/// What would make more of a contrast of which neither end is higher for certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Needed {
    /// How many more answers would be enough to tell the difference from noise, if it stayed as it is;
    /// none where that would take more than anybody could ask.
    pub to_tell: Option<usize>,
    /// How many more would make its range half as wide.
    pub to_halve: Option<usize>,
}

/// What a contrast needs in which neither end is higher for certain; none for any other.
///
/// The answers are taken to come from the groups in the same mix. A range counts the fewest answers
/// that can be behind its number, so the first few more may not make it shorter.
pub fn needed(view: &View, release: &Release) -> Option<Needed> {
    let both = view.both.overall().shown().filter(|_| view.standing() == Standing::Alike)?;
    let told = release
        .classes()
        .iter()
        .filter(|class| view.both.class(class.id()).is_some_and(|figure| figure.shown().is_some()));
    let sizes: Vec<usize> = told.map(hone_gate::Class::n).collect();
    let sd = release.spread().contrast(&view.contrast.id).value();
    let reach_of = |sizes: &[usize]| reach(sd, sizes, release.stamp().k);
    let now = reach_of(&sizes);
    let more = |enough: &dyn Fn(f64) -> bool| {
        (1..=MOST).find(|more| enough(reach_of(&grown(&sizes, *more))))
    };
    Some(Needed {
        to_tell: more(&|reach| is_told(both, reach)),
        to_halve: more(&|reach| reach <= now / 2.0 + ROUNDING),
    })
}

/// Whether a range of this reach, rounded outwards, leaves zero out.
fn is_told(both: &Shown, reach: f64) -> bool {
    reach <= both.value().abs() - STEP + ROUNDING
}

/// The classes with so many raters more, in the mix that they have.
fn grown(sizes: &[usize], more: usize) -> Vec<usize> {
    let mut grown = sizes.to_vec();
    for _ in 0..more {
        let share = |place: &usize| grown[*place] as f64 / sizes[*place] as f64;
        let next = (0..grown.len()).min_by(|a, b| share(a).total_cmp(&share(b)));
        if let Some(place) = next {
            grown[place] += 1;
        }
    }
    grown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_grow_in_the_mix_that_they_have() {
        assert_eq!(grown(&[6, 3], 3), [8, 4]);
        assert_eq!(grown(&[4], 5), [9]);
    }
}
