//! What the people of the demonstration wish for: mostly more where they see little.

use hone_core::ballot::Sheet;
use hone_core::category::Category;
use hone_model::Model;

use super::answers::{Dice, point};

/// As much as now.
const AS_NOW: f64 = 3.0;

/// How much of the leading side of each contrast would help, in the model's order.
fn wishes(leader: &str) -> [f64; 5] {
    match leader {
        "Ines Okafor" => [4.5, 3.1, 3.4, 3.9, 3.2],
        "Marek Duval" => [3.0, 4.1, 3.2, 3.6, 2.6],
        "Joon-ho Park" => [3.6, 3.3, 3.5, 3.1, 4.2],
        _ => [3.1, 3.2, 3.3, 2.9, 3.0],
    }
}

/// Adds what a rater wishes to a sheet. The dice lie aside, so that nothing else falls otherwise for it.
pub(super) fn add(
    sheet: &mut Sheet,
    model: &Model,
    leader: &str,
    category: Category,
    dice: &mut Dice,
) {
    for (wish, level) in model.wishes_in(model.full()).iter().zip(wishes(leader)) {
        // Leaders want to change less than others would have them.
        let level = if category == Category::Own { f64::midpoint(level, AS_NOW) } else { level };
        let points = point(level + 0.6 * dice.normal());
        let answer = if dice.share() < 0.05 { 0 } else { points };
        sheet.answers.insert(wish.id.clone(), answer);
    }
}
