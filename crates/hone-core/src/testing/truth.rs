//! Made-up leaders whose truth is known: how often a report's sentences are right and wrong.
//!
//! The answers are drawn as `hone simulate` draws them, go through the disclosure gate as those of a
//! round do, and are read by the very rules that a report is read by.

use std::collections::{BTreeMap, BTreeSet};

use hone_gate::{
    Answer, Category, Floor, Form, Item, Line, Outcome, Past, Published, Release, Scale, Sheet,
    Sheets, Spread, SpreadBuilder, Stamp, release,
};
use hone_model::{Model, Pole, RuleId, ScaleId, Sentences, Thresholds};
use hone_stats::simulate::{
    Carelessness, LeaderTruth, OwnView, Plan, Pool, Round, Source, Variances, simulate,
};
use jiff::civil::date;

use crate::result::apart::{Insight, aparts, insight, side_of_question};
use crate::result::profile::{Place, Profile};
use crate::result::reading::{Reading, Reason, View};

const LEADERS_PER_ROUND: usize = 40;
const ITEMS_PER_SCALE: usize = 4;
/// From half a point on, something is plainly so.
const PLAINLY: f64 = 0.5;
/// Up to here a difference of true levels is a rounding error of the machine.
const NOTHING: f64 = 1e-9;

/// How leaders differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum World {
    /// In nothing: every scale is 3, and everybody knows it of themselves. All that is said is wrong.
    Flat,
    /// As little as is usual, with kind answers.
    Usual,
    /// Plainly, about the middle of the answers.
    Plain,
}

/// How often a sentence was said, and of what.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    /// Of how many it could be said: contrasts, scales or questions.
    pub n: usize,
    /// Of how many it was.
    pub said: usize,
    /// Of how many it was said where it is so.
    pub right: usize,
    /// Of how many it is plainly so, by half a point and more.
    pub plain: usize,
    /// Of how many of those it was said.
    pub found: usize,
    /// Of how many it is not so.
    pub not_so: usize,
}

impl Tally {
    /// `margin` is above zero where it is so, in points.
    fn add(&mut self, is_said: bool, margin: f64) {
        self.n += 1;
        self.said += usize::from(is_said);
        self.right += usize::from(is_said && margin > NOTHING);
        self.plain += usize::from(margin >= PLAINLY);
        self.found += usize::from(is_said && margin >= PLAINLY);
        self.not_so += usize::from(margin <= NOTHING);
    }

    /// Of 100 of which it is not so, how many it was said of.
    pub fn wrong(&self) -> Option<f64> {
        share(self.said - self.right, self.not_so)
    }

    /// Of 100 said, how many are so.
    pub fn right(&self) -> Option<f64> {
        share(self.right, self.said)
    }

    /// Of 100 of which it is plainly so, how many it was said of.
    pub fn found(&self) -> Option<f64> {
        share(self.found, self.plain)
    }

    /// Of 100 of which it could be said, how many it was said of.
    pub fn said(&self) -> Option<f64> {
        share(self.said, self.n)
    }
}

fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| 100.0 * part as f64 / whole as f64)
}

/// What was said in so many rounds of 40 leaders with so many raters each.
pub fn told(world: World, n_raters: usize, n_rounds: u64) -> BTreeMap<RuleId, Tally> {
    let mut tallies = BTreeMap::new();
    for seed in 0..n_rounds {
        let plan = world.plan(n_raters);
        let round = simulate(&plan, seed).expect("a plan that can be drawn");
        let sheets = sheets(&round, world == World::Flat);
        let k = Floor::new(n_raters.min(Floor::DEFAULT.get())).expect("a floor");
        let mut spread = SpreadBuilder::new(&form(), k);
        for about in &sheets {
            spread.add(about);
        }
        let spread = spread.finish();
        for (about, truth) in sheets.iter().zip(&round.truth.leaders) {
            let release = released(about, &spread, k);
            tally(&release, truth, &mut tallies);
        }
    }
    tallies
}

impl World {
    fn plan(self, n_raters: usize) -> Plan {
        let usual = Plan::typical(LEADERS_PER_ROUND);
        let (general, specific) = match self {
            Self::Flat => (0.0, 0.0),
            Self::Usual => (usual.variances.general, usual.variances.specific),
            Self::Plain => (usual.variances.general, 1.2),
        };
        let thresholds = match self {
            Self::Usual => usual.thresholds.clone(),
            Self::Flat | Self::Plain => vec![-2.4, -0.8, 0.8, 2.4],
        };
        Plan {
            sources: vec![Source { name: "report".to_owned(), raters_per_leader: n_raters }],
            pool: Pool::Own,
            n_scales: scales().len(),
            items_per_scale: ITEMS_PER_SCALE,
            variances: Variances { general, specific, ..usual.variances },
            // All questions of a scale ask the same, so that the truth of each is that of its scale.
            difficulty_sd: 0.0,
            thresholds,
            missing: 0.0,
            careless: 0.0,
            carelessness: Carelessness::Random,
            own_view: Some(OwnView { leniency: 0.4, weight: 0.5, variance: 0.5 }),
            ..usual
        }
    }
}

/// The scales of the shipped model, leading before managing.
fn scales() -> Vec<ScaleId> {
    Model::builtin().scales().collect()
}

fn id(scale: &ScaleId, item: usize) -> String {
    format!("{scale}-{item}")
}

fn form() -> Form {
    let pole = |pole| match pole {
        Pole::Managing => hone_gate::Pole::Managing,
        Pole::Leading | Pole::Outcome => hone_gate::Pole::Leading,
    };
    let scales = scales();
    let items = scales.iter().flat_map(|scale| {
        let of_scale = |item| Item { id: id(scale, item), scale: Some(scale.to_string()) };
        (0..ITEMS_PER_SCALE).map(of_scale)
    });
    let asked = scales.iter().map(|scale| Scale {
        id: scale.to_string(),
        contrast: scale.contrast.clone(),
        pole: pole(scale.pole),
    });
    Form::new(items.collect(), asked.collect(), Vec::new()).expect("a form")
}

/// The sheets about each leader of a round.
fn sheets(round: &Round, is_flat: bool) -> Vec<Sheets> {
    let ids: Vec<String> = scales()
        .iter()
        .flat_map(|scale| (0..ITEMS_PER_SCALE).map(|item| id(scale, item)).collect::<Vec<_>>())
        .collect();
    let mut about = vec![Vec::new(); LEADERS_PER_ROUND];
    for (row, leader) in round.leaders.iter().enumerate() {
        let is_own = round.sources[row].is_none();
        let points =
            |item: usize| if is_own && is_flat { 3.0 } else { round.scores.item(item)[row] };
        let answers = ids.iter().enumerate().map(|(item, id)| (id.clone(), answer(points(item))));
        about[*leader as usize].push(Sheet {
            category: if is_own { Category::Own } else { Category::Reports },
            answers: answers.collect(),
            comments: BTreeMap::new(),
            themes: BTreeMap::new(),
            words: BTreeSet::new(),
        });
    }
    let invited = BTreeSet::from([Category::Reports]);
    about
        .into_iter()
        .map(|sheets| Sheets::new(invited.clone(), sheets).expect("sheets of those invited"))
        .collect()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 1 to 5")]
fn answer(points: f64) -> Answer {
    Answer::new(points as u8).expect("a point")
}

fn released(sheets: &Sheets, spread: &Spread, k: Floor) -> Release {
    let stamp = Stamp { k, model_version: "1".to_owned(), model_digest: "0".to_owned() };
    let past = Past::none(date(2026, 6, 12));
    match release(&form(), stamp, sheets, spread, &past, &mut || 0) {
        Outcome::Released(Published::Numbers(release)) => *release,
        outcome => panic!("as many raters as the floor, and {outcome:?}"),
    }
}

/// What the rules say of one leader beside what is so.
fn tally(release: &Release, truth: &LeaderTruth, tallies: &mut BTreeMap<RuleId, Tally>) {
    let rules = Sentences::builtin().thresholds();
    let reading = Reading::read(Model::builtin(), release, rules);
    let profile = Profile::of(&reading, release);
    let levels = &truth.expected[0];
    let mean = levels.iter().sum::<f64>() / levels.len() as f64;
    let mut add = |id, is_said, margin| tallies.entry(id).or_default().add(is_said, margin);
    for (place, view) in reading.views.iter().enumerate() {
        let (leading, managing) = (levels[2 * place], levels[2 * place + 1]);
        let kept = reading.keep.is_some_and(|keep| keep.is(view));
        let honed = reading.hone.filter(|(hone, _)| hone.is(view)).map(|(_, reason)| reason);
        add(RuleId::Keep, kept, leading - rules.middle);
        add(RuleId::Outweighed, honed == Some(Reason::Outweighs), managing - leading);
        add(RuleId::Low, honed == Some(Reason::LowLeading), rules.middle - leading);
        for (pole, level) in [(Pole::Leading, leading), (Pole::Managing, managing)] {
            of_scale(view, pole, level, &rules, &mut add);
            of_questions(release, view, pole, level, &rules, &mut add);
            let stands = profile.and_then(|profile| profile.place(view, pole));
            let margin = if stands == Some(Place::Below) { mean - level } else { level - mean };
            add(RuleId::OwnAverage, stands.is_some_and(|place| place != Place::About), margin);
        }
    }
}

type Add<'a> = &'a mut dyn FnMut(RuleId, bool, f64);

fn of_scale(view: &View, pole: Pole, level: f64, rules: &Thresholds, add: Add) {
    let line = if pole == Pole::Leading { view.leading } else { view.managing };
    let Some(told) = aparts(view).into_iter().find(|apart| apart.pole == pole) else { return };
    let found = insight(pole, told.side, line.overall(), rules);
    let (blind, hidden) = margins(pole, told.own, level, rules);
    add(RuleId::BlindSpot, found == Some(Insight::BlindSpot), blind);
    if pole == Pole::Leading {
        add(RuleId::HiddenStrength, found == Some(Insight::HiddenStrength), hidden);
    }
}

fn of_questions(
    release: &Release,
    view: &View,
    pole: Pole,
    level: f64,
    rules: &Thresholds,
    add: Add,
) {
    let scale = ScaleId::new(&view.contrast.id, pole);
    for item in 0..ITEMS_PER_SCALE {
        let line: &Line = &release.items()[&id(&scale, item)];
        let Some(own) = line.own().and_then(hone_gate::Figure::voice) else { continue };
        let found = insight(pole, side_of_question(line, rules), line.overall(), rules);
        let (blind, hidden) = margins(pole, own.value(), level, rules);
        let margin = if found == Some(Insight::HiddenStrength) { hidden } else { blind };
        add(RuleId::Question, found.is_some(), margin);
    }
}

/// By how much it is so that colleagues see less leading or more managing, and that they see more
/// leading than the leader and than half the time.
fn margins(pole: Pole, own: f64, level: f64, rules: &Thresholds) -> (f64, f64) {
    let blind = if pole == Pole::Leading { own - level } else { level - own };
    (blind, (level - own).min(level - rules.middle))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_nothing_is_so_hardly_anything_is_said() {
        for n_raters in [3, 4, 8] {
            for (id, tally) in told(World::Flat, n_raters, 5) {
                let most = if id == RuleId::OwnAverage { 5.0 } else { 2.5 };
                let wrong = tally.wrong().unwrap();
                assert_eq!(tally.right, 0);
                assert!(wrong <= most, "{id:?} at {n_raters}: {wrong} of 100, {tally:?}");
            }
        }
    }

    #[test]
    fn what_is_said_of_leaders_who_differ_is_so_and_more_raters_find_more() {
        let (few, many) = (told(World::Plain, 4, 5), told(World::Plain, 16, 5));

        for id in [RuleId::Keep, RuleId::Outweighed, RuleId::BlindSpot, RuleId::OwnAverage] {
            for tally in [&few[&id], &many[&id]] {
                assert!(tally.said > 20 && tally.right().unwrap() > 95.0, "{id:?}: {tally:?}");
            }
            let found = [&few[&id], &many[&id]].map(|tally| tally.found().unwrap());
            assert!(found[0] < found[1], "{id:?}: {found:?}");
        }
    }
}
