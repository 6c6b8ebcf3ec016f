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

/// The first prompt of each contrast, then the second of each, and so on.
fn taking_turns(prompts: &[Prompt]) -> Vec<&Prompt> {
    let mut n_before: BTreeMap<&str, usize> = BTreeMap::new();
    let mut placed: Vec<(usize, &Prompt)> = Vec::new();
    for prompt in prompts {
        let n = n_before.entry(&prompt.contrast).or_default();
        placed.push((*n, prompt));
        *n += 1;
    }
    placed.sort_by_key(|(turn, _)| *turn);
    placed.into_iter().map(|(_, prompt)| prompt).collect()
}

/// The prompt after another one, around the end; the first one where there is no such prompt.
pub fn after<'a>(order: &[&'a Prompt], id: &str) -> Option<&'a Prompt> {
    let place = order.iter().position(|prompt| prompt.id == id).map_or(0, |place| place + 1);
    order.get(place).or(order.first()).copied()
}
