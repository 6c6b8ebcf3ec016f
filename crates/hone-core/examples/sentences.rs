//! How often the sentences of a report are right and wrong, on made-up leaders whose truth is known.
//!
//! `cargo run --release -p hone-core --features testing --example sentences [-- --quick] [--write]`
//!
//! Prints a page; with `--write` it becomes `docs/method/sentences.md`. Ends with an error if a sentence
//! is said of more than 5 of 100 of which it is not so.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it is a command")]

use std::fmt::Write;
use std::process::ExitCode;

use hone_core::testing::truth::{Tally, World, told};
use hone_model::{RuleId, Sentences};

const RATERS: [usize; 5] = [3, 4, 6, 8, 16];
/// Of 100 of which it is not so, a sentence may be said of this many.
const MOST_WRONG: f64 = 5.0;

/// The rules whose truth is known, in the order of the report.
const RULES: [RuleId; 7] = [
    RuleId::Keep,
    RuleId::Outweighed,
    RuleId::Low,
    RuleId::BlindSpot,
    RuleId::HiddenStrength,
    RuleId::Question,
    RuleId::OwnAverage,
];

const HEAD: &str = "# When a report says what, and how often that is right

Made by `cargo run --release -p hone-core --features testing --example sentences -- --write` (with `--quick` for a short run; the foot says how many rounds it was); do not edit it by hand.

A report says 'a strength to keep', 'a blind spot' and the like by fixed rules.
They stand in `model/sentences.toml` with their thresholds, and a leader finds them under 'Why do I see this?' with the numbers that they looked at and what would have changed the sentence.
No model of language writes a sentence, and none is about what kind of person somebody is.

## The rules
";

const FILE: &str = "
## The file
`hone model check FILE` takes a file for rules when it has a line `[[rule]]`.
It has `id`, `version`, `language` and `licence` as the other files of `model/`, and five thresholds: `middle` and `seldom` in points of the answers (`seldom` below `middle`), `question_times`, from 1 to below 3, `as_now`, the point of a wish that asks for no change, and `unchanged`, the answer about a change that means none.
Each has one decimal at most, since that is what a report shows.
Each rule stands there once, with its `id`, the `name` by which the report calls it, and what it `says` in plain sentences.
A mark such as `{middle}` stands for the number, and a rule has to name the numbers on which it turns, so that words and numbers do not part.
The thresholds decide, and the words are shown; which figures a rule looks at is code (`crates/hone-core/src/result`), with a test on both sides of each threshold.

## What 'more answers' means
Where neither leading nor managing is higher for certain, the report says how many more answers would tell.
It takes the difference and the mix of groups to stay as they are, and counts answers as the range does: the fewest that can be behind a number, `max(k, n / 2)` of a group of `n`.
So the first few answers more may change nothing, and halving a range takes four times as many.

## Height and shape
A colleague who is kinder throughout moves all numbers of a report alike.
A scale less the mean of all scales holds none of that (an ipsatized profile).
It is made of published numbers, needs four scales that every group told, and its noise comes from how far raters differ in leading less managing:

    sd about the own mean = sd of the difference * sqrt((1 - 1 / scales) / 2)

It has lost the height, so it says nothing about how a leader stands to others.

## How often they are right
Rounds of 40 leaders are drawn with their truth, as `hone simulate` draws them: ten scales of four questions, one group of colleagues, the leader's own view kinder by 0.4 and half as keen.
Their answers go through the disclosure gate, and the very code of the report reads the releases.

- **Said**: of 100 contrasts, scales or questions of which it could be said, how many it was said of.
- **Right**: of 100 said, how many are so: what endlessly many such colleagues would say lies on that side.
- **Found**: of 100 of which it is plainly so, by half a point and more, how many it was said of.
- **Wrong**: of 100 of which it is not so, how many it was said of.

With three colleagues the floor is 3, otherwise 4. A dash is where there is nothing to count.
'To keep' and 'to hone' are named once in a report, so few of what could be named is.
";

const WORLDS: [(World, &str); 3] = [
    (
        World::Flat,
        "### Leaders who differ in nothing
Every scale is 3.0 in truth, leading and managing alike, and every leader knows it. Whatever is said is wrong, and nothing can be wrong more often.",
    ),
    (
        World::Usual,
        "### Leaders who differ as little as is usual
Colleagues answer kindly, mostly 4, and most of what they differ in is their own (the values of `hone simulate`).",
    ),
    (
        World::Plain,
        "### Leaders who differ plainly
The same colleagues, about the middle of the answers, and leaders who are strong in some scales and weak in others.",
    ),
];

const TAIL: &str = "
## What this says
- Hardly anything is said that is not so; most of what is so is not said, and with few colleagues little is. The report prefers silence to a wrong word.
- From four to eight colleagues only little more is found, since a range counts no more than four answers for up to eight colleagues of one group, so that its width does not tell how many answered.
- Where leaders differ little, 'the one to hone' is seldom named. That is what such a round can tell.

## What is not in it
Colleagues whom the leader chose, or who talked to each other; questions that could not be seen for a reason; several groups, which make ranges shorter; an own answer that would be another tomorrow, which no range of a report holds either.
Nor is the word on agreement, whose line at half a point squared is a convention, nor what colleagues wish for, which is read as the range of a single question is, nor change between two rounds.
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let n_rounds = if has("--quick") { 5 } else { 100 };
    let mut page = HEAD.to_owned();
    let rules = Sentences::builtin();
    for id in RuleId::ALL {
        let _ = writeln!(page, "- **{}**: {}", rules.name(id), rules.says(id));
    }
    page.push_str(FILE);
    let mut is_fine = true;
    for (world, about) in WORLDS {
        let _ = writeln!(
            page,
            "\n{about}\n\n| Sentence | Colleagues | Said | Right | Found | Wrong |\n|---|---|---|---|---|---|"
        );
        let tallies = RATERS.map(|n_raters| told(world, n_raters, n_rounds));
        for id in RULES {
            for (n_raters, tallies) in RATERS.iter().zip(&tallies) {
                let tally = tallies.get(&id).copied().unwrap_or_default();
                is_fine &= tally.wrong().is_none_or(|wrong| wrong <= MOST_WRONG);
                let _ = writeln!(page, "{}", line(rules.name(id), *n_raters, &tally));
            }
        }
    }
    let _ = writeln!(
        page,
        "\nMade of {n_rounds} rounds for each number of colleagues and kind of leader: {} leaders each, five times as many contrasts and forty times as many questions.",
        40 * n_rounds
    );
    page.push_str(TAIL);
    println!("{page}");
    if has("--write")
        && let Err(error) = std::fs::write("docs/method/sentences.md", &page)
    {
        eprintln!("docs/method/sentences.md: {error}");
        return ExitCode::FAILURE;
    }
    if is_fine { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn line(name: &str, n_raters: usize, tally: &Tally) -> String {
    let written =
        |share: Option<f64>| share.map_or("–".to_owned(), |share| format!("{share:.1}"));
    let [said, right, found, wrong] =
        [tally.said(), tally.right(), tally.found(), tally.wrong()].map(written);
    format!("| {name} | {n_raters} | {said} | {right} | {found} | {wrong} |")
}
