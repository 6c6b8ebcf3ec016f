//! Which words the people of the demonstration choose: mostly those that go with how somebody works.

use hone_core::ballot::{Sheet, WORDS_CHOSEN};
use hone_core::category::Category;

use super::answers::Dice;

/// The words that come to most, and those that come to some.
fn words(leader: &str) -> [&'static str; 6] {
    match leader {
        "Ines Okafor" => ["clear", "far-sighted", "thorough", "reliable", "listening", "careful"],
        "Marek Duval" => ["quick", "practical", "direct", "steady", "decisive", "reliable"],
        "Joon-ho Park" => ["bold", "inventive", "curious", "open", "quick", "encouraging"],
        _ => ["fair", "calm", "open", "patient", "practical", "trusting"],
    }
}

/// Adds what a rater chooses to a sheet. The dice lie aside, so that nothing else falls otherwise for it.
pub(super) fn add(sheet: &mut Sheet, leader: &str, category: Category, dice: &mut Dice) {
    // Leaders choose words that they would like as much as those that come to others.
    let odds = match category {
        Category::Own => [0.0, 1.0, 0.0, 0.0, 1.0, 1.0],
        _ => [0.75, 0.6, 0.4, 0.2, 0.15, 0.1],
    };
    let chosen = words(leader).into_iter().zip(odds).filter(|(_, odds)| dice.share() < *odds);
    sheet.words = chosen.take(WORDS_CHOSEN).map(|(word, _)| word.to_owned()).collect();
}
