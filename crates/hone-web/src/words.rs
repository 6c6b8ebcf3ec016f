//! What the terms of the domain are called on pages.

use hone_core::category::Category;
use hone_core::person::Person;
use hone_stats::{Forecast, LineChance};
use jiff::civil::Date;

/// A category of raters, as a group.
pub(crate) fn category(category: Category) -> &'static str {
    match category {
        Category::Own => "Self",
        Category::Manager => "Manager",
        Category::Reports => "Direct reports",
        Category::Peers => "Peers",
        Category::Others => "Others",
    }
}

/// Whether a category will have a line of its own.
pub(crate) fn chance(chance: LineChance) -> &'static str {
    match chance {
        LineChance::Safe => "safe",
        LineChance::Likely => "likely",
        LineChance::Open => "open",
        LineChance::Unlikely => "unlikely",
        LineChance::Joins => "joins",
    }
}

/// The same as a line below the group.
pub(crate) fn chance_line(chance: LineChance) -> &'static str {
    match chance {
        LineChance::Safe => "A line of its own is safe, if three in four answer.",
        LineChance::Likely => "A line of its own is likely, if three in four answer.",
        LineChance::Open => {
            "Whether it gets a line of its own is open, if three in four answer. Two more would help."
        }
        LineChance::Unlikely => {
            "A line of its own is unlikely, if three in four answer. Add some more."
        }
        LineChance::Joins => "Too few for a line of its own: they are counted with another group.",
    }
}

/// Where somebody works: team and department, as far as known.
pub(crate) fn place(person: &Person) -> String {
    let parts = [person.team.as_str(), person.department.as_str()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// A reliability that is expected, and its range.
pub(crate) fn reliability(forecast: Forecast) -> (String, String) {
    let Forecast { value, low, high } = forecast;
    (format!("{value:.2}"), format!("{low:.2} to {high:.2}"))
}

const SMALL: [&str; 13] = [
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
];

/// A number within a sentence: a word up to twelve, and digits from there on.
pub(crate) fn number(n: usize) -> String {
    SMALL.get(n).map_or_else(|| n.to_string(), |word| (*word).to_owned())
}

/// A word at the start of a sentence.
pub(crate) fn capital(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(char::to_uppercase);
    first.map_or(String::new(), |first| first.collect::<String>() + letters.as_str())
}

/// 'one, two and three'.
pub(crate) fn list<T: AsRef<str>>(parts: impl IntoIterator<Item = T>) -> String {
    let parts: Vec<T> = parts.into_iter().collect();
    let Some((last, before)) = parts.split_last() else { return String::new() };
    if before.is_empty() {
        return last.as_ref().to_owned();
    }
    let before: Vec<&str> = before.iter().map(AsRef::as_ref).collect();
    format!("{} and {}", before.join(", "), last.as_ref())
}

/// How long something takes: `a minute`, `8 minutes`.
pub(crate) fn minutes(n: u32) -> String {
    if n == 1 { "a minute".to_owned() } else { format!("{n} minutes") }
}

/// A day with its year: `29 June 2026`.
pub(crate) fn date(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// The same with its day of the week: `Mon 29 June 2026`.
pub(crate) fn weekday(day: Date) -> String {
    day.strftime("%a %-d %B %Y").to_string()
}
