//! How often the ranges of what a round shows of the questionnaire hold the truth, by drawing rounds
//! whose truth is known.
//!
//! `cargo run --release -p hone-gate --example quality [-- --quick] [--write]`
//!
//! Prints a page; with `--write` it becomes `docs/method/questionnaire-figures.md`. Ends with an error if
//! in a round of twenty leaders or more a range holds the truth in fewer than 90 of 100 cases.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it is a command")]

mod rounds;

use std::fmt::Write;
use std::process::ExitCode;

use rounds::{N_SCALES, Plan, Tally, Truth};

const HEAD: &str = "# How often the ranges of the technical manual hold the truth

Made by `cargo run --release -p hone-gate --example quality -- --write` (with `--quick` for a short run; the foot says how many rounds it was); do not edit it by hand.
The page is `/model/quality`, and [questionnaire](questionnaire.md) says how its numbers are made.

Each line draws rounds whose truth is known, and lets the very code of the close make the document of each: what is told in steps of a twentieth, and the ranges that are worked out from it.
An answer is the leader's level, how the rater sees the leader on the scale, and how the question came out, to the nearest of five points; one question in each scale is a weaker one.
Raters' means of a scale differ by about 0.8 points. 'One colleague' is how alike raters of a leader are in truth: 0.05 is hardly at all, 0.20 as is commonly found, 0.40 very much.
The truth of each coefficient is what the same functions make of very many leaders (the foot says how many).

- **Alpha**, **One colleague**, **Question**: of 100 ranges, how many hold the truth; the aim is 95. The ranges of the mean of four and of eight colleagues are those of one colleague, turned by a formula, and hold as often.
- **Wide**: how wide they are on average.

";

const TABLE: &str = "| Questions | Leaders | Raters of each | One colleague, truth | Alpha | Wide | One colleague | Wide | Question | Wide |
|---|---|---|---|---|---|---|---|---|---|
";

const TAIL: &str = "
## What is not in it
Raters who rate several leaders, or who talked to each other; questions that could not be seen; leaders with very different numbers of raters; answers that lie close to an end.
The truth is that of leaders and raters like those of the round: another department is another truth.
";

/// Leaders, and raters of each.
const SIZES: [(usize, usize); 6] = [(5, 8), (8, 6), (12, 8), (20, 8), (40, 6), (40, 12)];
const ALIKE: [f64; 3] = [0.05, 0.20, 0.40];
/// Questions of a scale in the full form, and in the short one.
const QUESTIONS: [usize; 2] = [4, 2];
/// From so many leaders on, so many of 100 ranges have to hold the truth.
const MANY_LEADERS: usize = 20;
const LEAST: f64 = 90.0;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let (n_rounds, n_of_truth) = if has("--quick") { (40, 20_000) } else { (1_000, 200_000) };
    let mut page = format!("{HEAD}{TABLE}");
    let mut is_fine = true;
    for n_items in QUESTIONS {
        for alike in ALIKE {
            let truth = Truth::of(n_items, alike, n_of_truth);
            for (n_leaders, n_raters) in SIZES {
                let plan = Plan { n_items, alike, n_leaders, n_raters };
                let tally = Tally::of(&plan, &truth, n_rounds);
                is_fine &= n_leaders < MANY_LEADERS || tally.least() >= LEAST;
                let _ = writeln!(page, "{}", line(&plan, &truth, &tally));
            }
        }
    }
    let _ = writeln!(
        page,
        "\nMade of {n_rounds} rounds for each line, {} scales each, and of {n_of_truth} leaders for the truth.{}",
        N_SCALES,
        if has("--quick") {
            " This was a short run: each share is off by up to 2 of 100."
        } else {
            ""
        },
    );
    page.push_str(TAIL);
    println!("{page}");
    if has("--write")
        && let Err(error) = std::fs::write("docs/method/questionnaire-figures.md", &page)
    {
        eprintln!("docs/method/questionnaire-figures.md: {error}");
        return ExitCode::FAILURE;
    }
    if is_fine { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn line(plan: &Plan, truth: &Truth, tally: &Tally) -> String {
    let Plan { n_items, n_leaders, n_raters, .. } = plan;
    let told = tally.all().map(|held| format!("{:.1} | {:.2}", held.share(), held.width()));
    format!(
        "| {n_items} | {n_leaders} | {n_raters} | {:.2} | {} |",
        truth.one_rater,
        told.join(" | ")
    )
}
