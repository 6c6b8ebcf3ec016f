//! What the people of the demonstration answer: drawn from a stated model, always the same.
//!
//! An answer is the leader's level on the scale, plus how mild the rater is, plus chance, cut to
//! the five points.

use std::collections::BTreeMap;

use hone_core::ballot::Sheet;
use hone_core::category::Category;
use hone_model::{Form, Item, Model, Pole};

/// Dice that fall the same way at each start, and what was said already about whom.
pub(super) struct Dice {
    state: u64,
    n_said: BTreeMap<String, usize>,
}

/// A rater's own manner of answering.
pub(super) struct Rater {
    mildness: f64,
    writes: bool,
}

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self { state: seed, n_said: BTreeMap::new() }
    }

    /// Other dice, which fall the same way each time these lie as they do now.
    pub(super) fn aside(&self) -> Self {
        Self::new(!self.state)
    }

    /// The next of a sequence without visible pattern (`SplitMix64`; Steele, Lea and Flood 2014).
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from 0 to 1.
    pub(super) fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Nearly normal: mean 0, standard deviation 1.
    pub(super) fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.share()).sum::<f64>() - 6.0
    }

    /// The next remark about a leader that nobody has made yet.
    fn remark(&mut self, leader: &str, of: &[[&'static str; 3]]) -> Option<[&'static str; 3]> {
        let n_said = self.n_said.entry(leader.to_owned()).or_default();
        *n_said += 1;
        of.get(*n_said - 1).copied()
    }

    /// Lets everyone speak anew, for another round.
    pub(super) fn begin_round(&mut self) {
        self.n_said.clear();
    }

    pub(super) fn rater(&mut self) -> Rater {
        Rater { mildness: self.normal() * 0.3, writes: self.share() < 0.5 }
    }
}

/// Managing and leading on each contrast, in the model's order.
type Levels = [(f64, f64); 5];

/// Which of the rounds is answered.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Time {
    /// The first, some months before the others.
    First,
    /// A later one.
    Later,
}

/// As colleagues see it: since the first round, Ines has learned to set a direction.
fn levels(leader: &str, time: Time) -> Levels {
    match leader {
        "Ines Okafor" if time == Time::First => {
            [(4.1, 2.2), (3.2, 2.9), (2.0, 3.0), (2.9, 2.7), (3.1, 3.0)]
        }
        "Ines Okafor" => [(4.0, 2.3), (2.6, 4.3), (1.9, 3.1), (2.9, 2.6), (3.0, 3.0)],
        "Marek Duval" => [(3.2, 3.3), (3.9, 2.4), (3.0, 2.8), (3.8, 2.2), (3.9, 2.3)],
        "Petra Lindholm" => [(2.2, 4.2), (3.0, 3.6), (2.4, 4.0), (2.8, 3.4), (3.1, 3.0)],
        "Leila Santos" => [(3.4, 3.0), (2.7, 3.4), (2.5, 3.2), (2.3, 3.9), (2.4, 3.8)],
        "Joon-ho Park" => [(3.6, 2.7), (3.3, 2.9), (3.4, 2.6), (3.5, 2.7), (4.0, 2.0)],
        _ => [(2.6, 3.5), (2.9, 3.2), (2.8, 3.3), (2.6, 3.6), (2.5, 3.3)],
    }
}

/// As leaders see themselves: most a little better than others see them.
fn own_levels(leader: &str, time: Time) -> Levels {
    match leader {
        "Ines Okafor" => [(3.0, 3.6), (3.4, 3.9), (1.8, 2.9), (3.3, 2.9), (3.0, 3.3)],
        _ => levels(leader, time).map(|(managing, leading)| (managing - 0.3, leading + 0.5)),
    }
}

/// One rater's answers about a leader.
pub(super) fn sheet(
    model: &Model,
    time: Time,
    leader: &str,
    category: Category,
    rater: &Rater,
    dice: &mut Dice,
) -> Sheet {
    let is_own = category == Category::Own;
    let levels = if is_own { own_levels(leader, time) } else { levels(leader, time) };
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
    Sheet { answers, comments: comments(leader, category, rater, dice), ..Sheet::default() }
}

/// One rater's answers about a change: somewhat more leading than before, and managing about the same.
pub(super) fn about_change(model: &Model, form: &Form, rater: &Rater, dice: &mut Dice) -> Sheet {
    let mut answer = |item: &Item| {
        let level = if item.pole == Pole::Leading { 4.3 } else { 2.8 };
        (item.id.clone(), point(level + rater.mildness + 0.75 * dice.normal()))
    };
    Sheet { answers: model.items_in(form).map(&mut answer).collect(), ..Sheet::default() }
}

/// The nearest of the five points.
pub(super) fn point(level: f64) -> u8 {
    [1.5, 2.5, 3.5, 4.5].iter().fold(1, |point, edge| point + u8::from(level >= *edge))
}

/// How often something cannot be seen: few see Ines decide under risk.
fn unseen(leader: &str, contrast: &str) -> f64 {
    if leader == "Ines Okafor" && contrast == "risk" { 0.8 } else { 0.02 }
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
    let Some(said) = dice.remark(leader, said_of(leader)) else { return BTreeMap::new() };
    let questions = ["keep", "start", "help"].map(str::to_owned);
    questions.into_iter().zip(said.map(str::to_owned)).collect()
}

/// What colleagues write: what to keep, what to start, what would help them most.
fn said_of(leader: &str) -> &'static [[&'static str; 3]] {
    match leader {
        "Ines Okafor" => &[
            [
                "You tell us why before you tell us when.",
                "Let us sign for overtime up to a limit and look at it once a month.",
                "Knowing which decisions are really mine.",
            ],
            [
                "Being straight with the depots when a date slips.",
                "Ask what I would do before you answer.",
                "A talk about where I could go from here, not about tickets.",
            ],
            [
                "The picture of the dry summer. I still use it.",
                "Leave a decision with the person who has to live with it.",
                "A yes or no within a day when work waits.",
            ],
            [
                "You know what the next five years should bring.",
                "Let the crews choose the order of jobs.",
                "One page that says what I may decide.",
            ],
        ],
        _ => &[
            [
                "You listen to the end.",
                "Say earlier what is changing, and for whom.",
                "Knowing what matters most this quarter.",
            ],
            [
                "Short meetings with a clear end.",
                "Try one thing a month that may not work.",
                "More time with you when a job is new.",
            ],
            [
                "You stand up for the team when it counts.",
                "Tell us what you learned when something failed.",
                "Hearing what other teams are planning.",
            ],
        ],
    }
}
