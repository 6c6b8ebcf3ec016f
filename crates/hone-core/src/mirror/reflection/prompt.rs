//! Which prompt comes next: the contrasts take turns, and one that was answered comes last.

use std::collections::BTreeMap;

use hone_model::Prompt;
use jiff::civil::Date;

use super::Reflection;
use crate::clock::Moment;
use crate::ids::PersonId;

/// The prompts in the order in which a person gets them on a day: those never answered, then those whose
/// answer is oldest. Each day begins one further on, and each person somewhere else.
pub fn in_order<'a>(
    prompts: &'a [Prompt],
    answered: &[Reflection],
    person: PersonId,
    day: Date,
) -> Vec<&'a Prompt> {
    let mut order = taking_turns(prompts);
    if order.is_empty() {
        return order;
    }
    let own = usize::from(person.0.as_bytes()[0]);
    let today = usize::try_from(i32::from(day.year()) * 366 + i32::from(day.day_of_year()));
    let n = order.len();
    order.rotate_left((own + today.unwrap_or_default()) % n);
    let mut last: BTreeMap<&str, Moment> = BTreeMap::new();
    for reflection in answered {
        let at = last.entry(&reflection.prompt).or_insert(reflection.made_at);
        *at = reflection.made_at.max(*at);
    }
    order.sort_by_key(|prompt| last.get(prompt.id.as_str()));
    order
}

/// The prompts of each contrast spread evenly over the whole, so that a contrast with more prompts
/// than the others does not end up alone.
fn taking_turns(prompts: &[Prompt]) -> Vec<&Prompt> {
    let mut of_contrast: BTreeMap<&str, Vec<&Prompt>> = BTreeMap::new();
    for prompt in prompts {
        of_contrast.entry(&prompt.contrast).or_default().push(prompt);
    }
    let mut placed: Vec<(usize, usize, &Prompt)> = of_contrast
        .values()
        .flat_map(|own| own.iter().enumerate().map(|(k, prompt)| (k, own.len(), *prompt)))
        .collect();
    placed.sort_by(|(k, n, _), (l, m, _)| (k * m).cmp(&(l * n)));
    placed.into_iter().map(|(_, _, prompt)| prompt).collect()
}

/// The prompt after another one, around the end; the first one where there is no such prompt.
pub fn after<'a>(order: &[&'a Prompt], id: &str) -> Option<&'a Prompt> {
    let place = order.iter().position(|prompt| prompt.id == id).map_or(0, |place| place + 1);
    order.get(place).or(order.first()).copied()
}
