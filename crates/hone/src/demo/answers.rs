//! What the people of the demonstration answer: drawn from a stated model, always the same.
//!
//! An answer is the leader's level on the scale, plus how mild the rater is, plus chance, cut to
//! the five points.

use std::collections::BTreeMap;

use hone_core::ballot::Sheet;
use hone_core::category::Category;
use hone_model::{Model, Pole};

/// Dice that fall the same way at each start.
pub(super) struct Dice(u64);

/// A rater's own manner of answering.
pub(super) struct Rater {
    mildness: f64,
    writes: bool,
}

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next of a sequence without visible pattern (`SplitMix64`; Steele, Lea and Flood 2014).
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from 0 to 1.
    pub(super) fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Nearly normal: mean 0, standard deviation 1.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.share()).sum::<f64>() - 6.0
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        let share = self.share();
        let at = (1..of.len()).take_while(|n| share * of.len() as f64 >= *n as f64).count();
        of.get(at).copied().unwrap_or_default()
    }

    pub(super) fn rater(&mut self) -> Rater {
        Rater { mildness: self.normal() * 0.3, writes: self.share() < 0.6 }
    }
}

/// Managing and leading on each contrast, in the model's order.
type Levels = [(f64, f64); 5];

/// As colleagues see it.
fn levels(leader: &str) -> Levels {
    match leader {
        "Ines Okafor" => [(4.0, 2.3), (2.6, 4.3), (1.9, 3.1), (2.9, 2.6), (3.0, 3.0)],
        "Marek Duval" => [(3.2, 3.3), (3.9, 2.4), (3.0, 2.8), (3.8, 2.2), (3.9, 2.3)],
        "Petra Lindholm" => [(2.2, 4.2), (3.0, 3.6), (2.4, 4.0), (2.8, 3.4), (3.1, 3.0)],
        "Leila Santos" => [(3.4, 3.0), (2.7, 3.4), (2.5, 3.2), (2.3, 3.9), (2.4, 3.8)],
        "Joon-ho Park" => [(3.6, 2.7), (3.3, 2.9), (3.4, 2.6), (3.5, 2.7), (4.0, 2.0)],
        _ => [(2.6, 3.5), (2.9, 3.2), (2.8, 3.3), (2.6, 3.6), (2.5, 3.3)],
    }
}

/// As leaders see themselves: most a little better than others see them.
fn own_levels(leader: &str) -> Levels {
    match leader {
        "Ines Okafor" => [(3.0, 3.6), (3.4, 3.9), (1.8, 2.9), (3.3, 2.9), (3.0, 3.3)],
        _ => levels(leader).map(|(managing, leading)| (managing - 0.3, leading + 0.5)),
    }
}

/// One rater's answers about a leader.
pub(super) fn sheet(
    model: &Model,
    leader: &str,
    category: Category,
    rater: &Rater,
    dice: &mut Dice,
) -> Sheet {
    let is_own = category == Category::Own;
    let levels = if is_own { own_levels(leader) } else { levels(leader) };
    let shift = if category == Category::Reports { 0.15 } else { 0.0 };
    let (spread, mildness) = if is_own { (0.4, 0.0) } else { (0.75, rater.mildness) };
    let mut answers = BTreeMap::new();
    for (contrast, (managing, leading)) in model.contrasts().iter().zip(levels) {
        let unseen = if is_own { 0.0 } else { unseen(leader, &contrast.id) };
        for item in model.items_of(model.full(), &contrast.id) {
            let level = match item.pole {
                Pole::Managing => managing + shift,
                Pole::Leading => leading - shift,
                Pole::Outcome => f64::midpoint(leading, 3.2),
            };
            let points = point(level + mildness + spread * dice.normal());
            let answer = if dice.share() < unseen { 0 } else { points };
            answers.insert(item.id.clone(), answer);
        }
    }
    Sheet { answers, comments: comments(leader, category, rater, dice) }
}

/// The nearest of the five points.
fn point(level: f64) -> u8 {
    [1.5, 2.5, 3.5, 4.5].iter().fold(1, |point, edge| point + u8::from(level >= *edge))
}

/// How often something cannot be seen: few see Ines decide under risk.
fn unseen(leader: &str, contrast: &str) -> f64 {
    if leader == "Ines Okafor" && contrast == "risk" { 0.8 } else { 0.06 }
}

fn comments(
    leader: &str,
    category: Category,
    rater: &Rater,
    dice: &mut Dice,
) -> BTreeMap<String, String> {
    if category.is_identified() || !rater.writes {
        return BTreeMap::new();
    }
    let [keep, start, help] = said_of(leader);
    [("keep", keep), ("start", start), ("help", help)]
        .into_iter()
        .map(|(question, said)| (question.to_owned(), dice.pick(said).to_owned()))
        .collect()
}

fn said_of(leader: &str) -> [&'static [&'static str]; 3] {
    match leader {
        "Ines Okafor" => [
            &[
                "You tell us why before you tell us when.",
                "Being straight with the depots when a date slips.",
                "The picture of the dry summer. I still use it.",
                "You know what the next five years should bring.",
            ],
            &[
                "Let us sign for overtime up to a limit and look at it once a month.",
                "Ask what I would do before you answer.",
                "Leave a decision with the person who has to live with it.",
                "Let the crews choose the order of jobs.",
            ],
            &[
                "Knowing which decisions are really mine.",
                "A talk about where I could go from here, not about tickets.",
                "A yes or no within a day when work waits.",
            ],
        ],
        _ => [
            &[
                "You listen to the end.",
                "Short meetings with a clear end.",
                "You stand up for the team when it counts.",
            ],
            &[
                "Say earlier what is changing, and for whom.",
                "Try one thing a month that may not work.",
                "Tell us what you learned when something failed.",
            ],
            &[
                "Knowing what matters most this quarter.",
                "More time with you when a job is new.",
                "Hearing what other teams are planning.",
            ],
        ],
    }
}
