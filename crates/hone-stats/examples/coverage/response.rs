//! Item response: slopes and locations with their errors, scores with theirs, and fit.

use hone_stats::numeric::{normal, normal_below, stream};
use hone_stats::response::{
    Information, Item, ItemErrors, ItemResponse, Model, Options, Scoring, item_errors, item_fit,
    item_response, person_fit, trait_scores,
};
use hone_stats::{Categories, Scores};
use rand::RngExt;

use crate::study::{Study, Told};

const SLOPES: [f64; 8] = [0.8, 1.0, 1.2, 1.4, 1.6, 1.8, 2.0, 2.2];
const LOCATIONS: [f64; 4] = [-1.8, -0.7, 0.4, 1.3];

const LENIENT_FIT: &str = "The score is estimated from the same few answers, which makes them look more \
     fitting than they are: fewer are flagged than 5 in 100. A flag is a reason to look, no more.";

pub(crate) fn studies() -> Vec<Study> {
    let mut studies = Vec::new();
    for model in [Model::Graded, Model::PartialCredit] {
        let named = |graded: &'static str, credit: &'static str| match model {
            Model::Graded => graded,
            Model::PartialCredit => credit,
        };
        for n in [500, 2_000] {
            let what = |method, runs| (method, format!("{n} rows, 8 items"), runs);
            let slopes = named("graded model, slopes", "partial credit model, slopes");
            let locations = named("graded model, locations", "partial credit model, locations");
            let eap = named("graded model, EAP scores", "partial credit model, EAP scores");
            let of_round = move |told: fn(&Round) -> Vec<Told>| {
                move |seed| round(model, n, seed).map_or(vec![], |round| told(&round))
            };
            studies.push(Study::interval(what(slopes, 200), of_round(Round::slopes)));
            studies.push(Study::interval(what(locations, 200), of_round(Round::locations)));
            studies.push(Study::interval(what(eap, 60), of_round(|r| r.scores(Scoring::Eap))));
            let fit = named("graded model, S-X2 of items", "partial credit model, S-X2 of items");
            studies.push(Study::level(what(fit, 200), of_round(Round::item_fit)));
        }
    }
    let size = "2000 rows, 8 items".to_owned();
    studies.push(Study::interval(("graded model, MAP scores", size.clone(), 60), |seed| {
        round(Model::Graded, 2_000, seed).map_or(vec![], |round| round.scores(Scoring::Map))
    }));
    studies.push(
        Study::level(("person fit Zh, two-sided", size, 60), |seed| {
            round(Model::Graded, 2_000, seed).map_or(vec![], |round| round.person_fit())
        })
        .except(LENIENT_FIT),
    );
    studies
}

struct Round {
    theta: Vec<f64>,
    answers: Categories,
    fitted: ItemResponse,
}

/// The items that rounds are drawn from.
fn items(model: Model) -> Vec<Item> {
    let intercepts = |slope: f64| match model {
        Model::Graded => LOCATIONS.iter().map(|b| -slope * b).collect(),
        Model::PartialCredit => LOCATIONS
            .iter()
            .scan(0.0, |sum, b| {
                *sum -= slope * b;
                Some(*sum)
            })
            .collect(),
    };
    SLOPES.iter().map(|slope| Item { slope: *slope, intercepts: intercepts(*slope) }).collect()
}

/// One row of answers at a level of the trait.
pub(crate) fn answer(model: Model, item: &Item, theta: f64, uniform: f64) -> f64 {
    let mut sum = 0.0;
    let chances = item.probabilities(model, theta);
    let below = chances.iter().take_while(|p| {
        sum += *p;
        uniform > sum
    });
    (below.count().min(chances.len() - 1)) as f64
}

fn round(model: Model, n: usize, seed: u64) -> Option<Round> {
    let mut rng = stream(seed, 77);
    let items = items(model);
    let mut columns = vec![Vec::new(); items.len()];
    let mut theta = Vec::new();
    for _ in 0..n {
        let level = normal(&mut rng);
        theta.push(level);
        for (item, column) in items.iter().zip(&mut columns) {
            column.push(answer(model, item, level, rng.random::<f64>()));
        }
    }
    let answers = Categories::of(&Scores::new(columns).ok()?).ok()?;
    let options = Options { nodes: Some(61), ..Options::default() };
    let fitted =
        item_response(&answers, model, &options).ok().filter(|found| found.fit.converged)?;
    Some(Round { theta, answers, fitted })
}

impl Round {
    fn errors(&self) -> Vec<ItemErrors> {
        item_errors(&self.answers, &self.fitted, Information::Observed).unwrap_or_default()
    }

    fn slopes(&self) -> Vec<Told> {
        let found = self.fitted.items.iter().zip(self.errors()).zip(&SLOPES);
        found
            .map(|((item, error), truth)| Told::with_error(item.slope, error.slope, *truth))
            .collect()
    }

    fn locations(&self) -> Vec<Told> {
        let told = |(item, error): (&Item, ItemErrors)| {
            let found = item.locations(self.fitted.model).into_iter().zip(error.locations);
            let told =
                |((value, se), truth): ((f64, f64), &f64)| Told::with_error(value, se, *truth);
            found.zip(&LOCATIONS).map(told).collect::<Vec<_>>()
        };
        self.fitted.items.iter().zip(self.errors()).flat_map(told).collect()
    }

    fn scores(&self, scoring: Scoring) -> Vec<Told> {
        let Ok(found) = trait_scores(&self.answers, &self.fitted, scoring) else {
            return vec![];
        };
        let rows = found.theta.iter().zip(&found.se).zip(&self.theta);
        rows.map(|((value, se), truth)| Told::with_error(*value, *se, *truth)).collect()
    }

    fn item_fit(&self) -> Vec<Told> {
        let found = item_fit(&self.answers, &self.fitted).unwrap_or_default();
        found.iter().map(|fit| Told::chance(fit.p)).collect()
    }

    fn person_fit(&self) -> Vec<Told> {
        let Ok(found) = person_fit(&self.answers, &self.fitted) else { return vec![] };
        found.zh.iter().map(|z| Told::chance(2.0 * normal_below(-z.abs()))).collect()
    }
}
