use rayon::prelude::*;

use super::adaptive::Questions;
use super::{AdaptiveStep, ItemResponse, Scoring, StoppingRule, trait_scores};
use crate::{Categories, Error, MISSING, Scores};

/// What short questionnaires would have told about people who answered all questions.
#[derive(Debug, Clone, PartialEq)]
pub struct Replay {
    /// What each item tells on average over the population.
    pub information: Vec<f64>,
    /// The items that tell most on average, the best first, as many as may be asked: the same
    /// questions for everybody.
    pub fixed: Vec<usize>,
    /// For each item the share of people of whom it would have been asked.
    pub asked: Vec<f64>,
    /// After one question, two, and so on.
    pub steps: Vec<ReplayStep>,
    /// How many people were asked again.
    pub n: usize,
}

/// How much is known after some questions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReplayStep {
    /// Mean standard error when the next question depends on the answers before.
    pub se: f64,
    /// Mean standard error with the same questions for everybody.
    pub fixed_se: f64,
    /// Correlation of the scores with those from all answers, questions depending on answers; `None`
    /// where scores do not differ.
    pub correlation: Option<f64>,
    /// The same with the same questions for everybody.
    pub fixed_correlation: Option<f64>,
}

/// Asks people again, who answered all items, by [`next_item`](super::next_item) and with the same
/// `most` questions for everybody, and takes their answers from the file.
///
/// At most `most_rows` of the rows without a gap are taken, evenly spread. The same questions for
/// everybody are those with the most information on average over the population: as information
/// adds up, no other choice of as many tells more on average. Correlations are with scores that
/// hold the same answers, so they are higher than with a second questionnaire; the model was fitted
/// to the same rows, so errors are somewhat too small.
pub fn replay(
    answers: &Categories,
    fitted: &ItemResponse,
    most: usize,
    most_rows: usize,
) -> Result<Replay, Error> {
    let n_items = fitted.items.len();
    let whole = trait_scores(answers, fitted, Scoring::Eap)?;
    let complete: Vec<usize> = (0..answers.n_rows())
        .filter(|row| (0..n_items).all(|item| answers.item(item)[*row] != MISSING))
        .collect();
    let rows: Vec<usize> = match complete.len() {
        n if n <= most_rows => complete,
        n => (0..most_rows).map(|place| complete[place * n / most_rows]).collect(),
    };
    if rows.len() < 3 {
        return Err(Error::TooFewRows { found: rows.len(), needed: 3 });
    }
    let questions = Questions::of(fitted);
    let information = questions.on_average();
    let most = most.min(n_items);
    let mut order: Vec<usize> = (0..n_items).collect();
    order.sort_by(|a, b| information[*b].total_cmp(&information[*a]));
    order.truncate(most);
    let paths: Result<Vec<Paths>, Error> = rows
        .par_iter()
        .map(|row| {
            let code = |item: usize| (item, usize::from(answers.item(item)[*row]));
            let adaptive = path(&questions, most, |step, _| step.next.map(code))?;
            let fixed = path(&questions, most, |_, k| order.get(k).map(|item| code(*item)))?;
            Ok(Paths { adaptive, fixed })
        })
        .collect();
    let paths = paths?;
    let mut asked = vec![0.0; n_items];
    for (item, _) in paths.iter().flat_map(|paths| &paths.adaptive.1) {
        asked[*item] += 1.0 / rows.len() as f64;
    }
    let theta: Vec<f64> = rows.iter().map(|row| whole.theta[*row]).collect();
    let step = |k: usize| {
        let of = |pick: fn(&Paths) -> &Path| -> Result<(f64, Option<f64>), Error> {
            let at = || paths.iter().map(|paths| pick(paths).0[k]);
            let se = at().map(|step| step.se).sum::<f64>() / rows.len() as f64;
            let scores = Scores::new(vec![at().map(|step| step.theta).collect(), theta.clone()])?;
            Ok((se, scores.pairwise_correlation().ok().map(|both| both[(0, 1)])))
        };
        let (se, correlation) = of(|paths| &paths.adaptive)?;
        let (fixed_se, fixed_correlation) = of(|paths| &paths.fixed)?;
        Ok(ReplayStep { se, fixed_se, correlation, fixed_correlation })
    };
    Ok(Replay {
        steps: (0..most).map(step).collect::<Result<_, Error>>()?,
        information,
        fixed: order,
        asked,
        n: rows.len(),
    })
}

/// What was known after each question, and the questions with their answers.
type Path = (Vec<AdaptiveStep>, Vec<(usize, usize)>);

/// One person's two questionnaires.
struct Paths {
    adaptive: Path,
    fixed: Path,
}

fn path(
    questions: &Questions,
    most: usize,
    answer: impl Fn(&AdaptiveStep, usize) -> Option<(usize, usize)>,
) -> Result<Path, Error> {
    let rule = StoppingRule { se: 0.0, most };
    let (mut steps, mut answered) = (vec![], vec![]);
    let mut step = questions.next(&answered, &rule)?;
    while let Some(next) = answer(&step, answered.len()) {
        answered.push(next);
        step = questions.next(&answered, &rule)?;
        steps.push(step);
    }
    Ok((steps, answered))
}
