//! How far methods are from what one core of this machine can do.
//!
//! ```sh
//! cargo run --release -p hone-analysis --example limits -- [METHOD …]
//! perf record -g target/release/examples/limits METHOD
//! ```
//!
//! Measures the core first: bytes read from memory and from the cache, products of matrices,
//! multiplications and additions of a plain loop, exponentials. Then runs each method on one thread
//! and sets the work that its formula needs against what the core could do of it. The second command
//! shows where the time goes; the program has to be linked with its symbols for that
//! (`cargo rustc --release -p hone-analysis --example limits -- -C strip=none`).
#![allow(clippy::print_stdout, reason = "it prints a table")]

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;

use hone_analysis::table::{Choice, Data, Reading};
use hone_stats::agreement::{AnswerScale, Null, rwg};
use hone_stats::reliability::alpha;
use hone_stats::response::{Model, Options as ResponseOptions, item_response};
use hone_stats::structure::cfa::{Estimator, Options, Sampled, cfa};
use hone_stats::structure::parameters::Equality;
use hone_stats::structure::{EmptyCells, polychoric};
use hone_stats::variance::{Criterion, crossed, mixed};
use hone_stats::{Categories, Groups, Scores};
use nalgebra::DMatrix;

/// What one core can do in a second.
struct Core {
    from_memory: f64,
    from_cache: f64,
    products: f64,
    plain: f64,
    exponentials: f64,
}

/// What a method needs of it.
enum Work {
    Bytes(f64),
    Products(f64),
    Plain(f64),
    Exponentials(f64),
    /// Not counted.
    Unknown,
}

/// A method by name: how long it took, and what it needs.
type Method = (&'static str, fn() -> (f64, Work));

fn main() {
    let chosen: Vec<String> = std::env::args().skip(1).collect();
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    one.install(|| {
        let core = Core::measured();
        println!(
            "one core: {:.1} GB/s from memory, {:.1} GB/s from the cache, {:.1} Gflop/s in products \
             of matrices, {:.1} Gflop/s in a plain loop, {:.0} million exponentials/s",
            core.from_memory / 1e9,
            core.from_cache / 1e9,
            core.products / 1e9,
            core.plain / 1e9,
            core.exponentials / 1e6
        );
        let methods: [Method; 6] = [
            ("alpha", of_alpha),
            ("rwgj", of_rwgj),
            ("polychoric", of_polychoric),
            ("wlsmv", of_wlsmv),
            ("grm", of_grm),
            ("reml", of_reml),
        ];
        for (name, run) in methods {
            if chosen.is_empty() || chosen.iter().any(|method| method == name) {
                let (seconds, work) = run();
                println!("{name}: {:.2} ms, {}", 1e3 * seconds, core.share(&work, seconds));
            }
        }
    });
}

impl Core {
    fn measured() -> Self {
        let large = vec![1.0_f64; 1 << 25];
        let small = vec![1.0_f64; 1 << 11];
        let sum = |values: &[f64]| {
            let mut lanes = [0.0_f64; 16];
            for chunk in values.as_chunks::<16>().0 {
                for lane in 0..16 {
                    lanes[lane] += chunk[lane];
                }
            }
            black_box(lanes);
        };
        let n = 512;
        let matrix = DMatrix::from_fn(n, n, |a, b| (a + 2 * b) as f64);
        let mut product = DMatrix::zeros(n, n);
        let mut lanes = [1.0_f64; 16];
        let mut numbers: Vec<f64> = (0..2048).map(|i| f64::from(i) * 1e-3).collect();
        Self {
            from_memory: (8 * large.len()) as f64 / fastest(|| sum(black_box(&large))),
            from_cache: (800 * small.len()) as f64
                / fastest(|| (0..100).for_each(|_| sum(black_box(&small)))),
            products: (2 * n * n * n) as f64
                / fastest(|| product.gemm(1.0, black_box(&matrix), &matrix, 0.0)),
            plain: 32e5
                / fastest(|| {
                    for _ in 0..100_000 {
                        for lane in &mut lanes {
                            *lane = *lane * 0.999 + 0.001;
                        }
                        black_box(&mut lanes);
                    }
                }),
            exponentials: numbers.len() as f64
                / fastest(|| {
                    for number in black_box(&mut numbers) {
                        *number = (-number.abs()).exp();
                    }
                }),
        }
    }

    fn share(&self, work: &Work, seconds: f64) -> String {
        let (amount, unit, limit) = match work {
            Work::Bytes(n) => (n / 1e9, "GB/s", self.from_memory / 1e9),
            Work::Products(n) => (n / 1e9, "Gflop/s in products", self.products / 1e9),
            Work::Plain(n) => (n / 1e9, "Gflop/s in plain loops", self.plain / 1e9),
            Work::Exponentials(n) => (n / 1e6, "million exponentials/s", self.exponentials / 1e6),
            Work::Unknown => return "work not counted".to_owned(),
        };
        let rate = amount / seconds;
        format!("{rate:.1} {unit}, {:.0} % of the limit", 100.0 * rate / limit)
    }
}

/// Seconds of the fastest of several runs: what disturbs only adds.
fn fastest(mut run: impl FnMut()) -> f64 {
    let begin = Instant::now();
    let mut best = f64::INFINITY;
    while begin.elapsed().as_secs_f64() < 2.0 {
        let start = Instant::now();
        run();
        best = best.min(start.elapsed().as_secs_f64());
    }
    best
}

fn read(data: &str, items: &str, labels: &[&str]) -> Data {
    let file: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../reference/data")
        .join(format!("{data}.csv.gz"));
    let choice: Choice = items.parse().expect("the items are a list");
    let reading = Reading::default();
    let ask = reading.ask(&file).expect("the data are there").items(&choice);
    let ask = labels.iter().fold(ask, |ask, label| ask.label(label));
    ask.read().expect("the data can be read")
}

fn ratings() -> Scores {
    read("sim360", "i01..i30", &[]).scores().expect("the items are numbers")
}

/// Each pair of items is multiplied once.
fn of_alpha() -> (f64, Work) {
    let scores = ratings();
    let (n, k) = (scores.n_rows() as f64, scores.n_items() as f64);
    let seconds = fastest(|| drop(black_box(alpha(&scores))));
    (seconds, Work::Products(n * k * (k + 1.0)))
}

/// Each answer is read once.
fn of_rwgj() -> (f64, Work) {
    let data = read("sim360", "i01..i30", &["ratee"]);
    let scores = data.scores().expect("the items are numbers");
    let leaders = data.labels[0].groups().expect("each row has a leader");
    let scale = AnswerScale::new(1, 5).expect("five answers");
    let seconds = fastest(|| drop(black_box(rwg(&scores, &leaders, scale, Null::Uniform))));
    (seconds, Work::Bytes((8 * scores.n_rows() * scores.n_items()) as f64))
}

/// For each step of each pair an exponential per corner of its table and point of the rule.
fn of_polychoric() -> (f64, Work) {
    let codes = Categories::of(&ratings()).expect("answers are ordinal");
    let run = || polychoric(&codes, EmptyCells::KeepMargins).expect("pairs have correlations");
    let found = run();
    let of_pair = |pair: &hone_stats::structure::PairCorrelation| {
        let corners = found.thresholds[pair.first].len() * found.thresholds[pair.second].len();
        let points = match pair.correlation.value.abs() {
            rho if rho < 0.3 => 6,
            rho if rho < 0.75 => 12,
            _ => 20,
        };
        (corners * (points + 1) * (pair.fit.iterations + 1)) as f64
    };
    let work = found.pairs.iter().map(of_pair).sum();
    (fastest(|| drop(black_box(run()))), Work::Exponentials(work))
}

/// The covariance of all statistics: each pair of them is multiplied once.
fn of_wlsmv() -> (f64, Work) {
    let data = read("bfi", "A1..O5", &[]).complete().expect("some rows are complete");
    let scores = data.scores().expect("the items are numbers");
    let names = data.names();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let factor = |of: &[&str]| format!("{} =~ {}", &of[0][..1], of.join(" + "));
    let model = names.chunks(5).map(factor).collect::<Vec<_>>().join("; ");
    let sampled = Sampled { names: &names, scores: &scores, groups: None, clusters: None };
    let options = Options {
        estimator: Estimator::WeightedLeastSquares,
        has_unit_factors: true,
        equal: Equality::default(),
    };
    let k = names.len();
    let n_statistics = (5 * k + k * (k - 1) / 2) as f64;
    let seconds = fastest(|| drop(black_box(cfa(&model, &sampled, &options))));
    (seconds, Work::Products(scores.n_rows() as f64 * n_statistics * (n_statistics + 1.0)))
}

/// Each answer of each row multiplies the chances at each node, and is added to the counts there.
fn of_grm() -> (f64, Work) {
    let codes = Categories::of(&ratings()).expect("answers are ordinal");
    let options = ResponseOptions { nodes: Some(61), ..ResponseOptions::default() };
    let run = || item_response(&codes, Model::Graded, &options).expect("the model can be fitted");
    let steps = run().fit.iterations as f64;
    let answers = (codes.n_rows() * codes.n_items()) as f64;
    (fastest(|| drop(black_box(run()))), Work::Plain(2.0 * answers * 61.0 * steps))
}

/// 480,000 answers: leaders, raters, items, ballots, and what leaders are particular in.
fn of_reml() -> (f64, Work) {
    let data = read("sim360", "i01..i30", &["ratee", "rater"]);
    let n = data.n();
    let values: Vec<f64> = data.items.iter().flat_map(|item| item.values.clone()).collect();
    let by = |of: Vec<u32>| Groups::by_label(&of).expect("there are rows").0;
    let repeated = |of: &[u32]| by(of.iter().copied().cycle().take(n * 30).collect());
    let of_item =
        |each: u32| by((0_u32..30).flat_map(|k| std::iter::repeat_n(k / each, n)).collect());
    let codes = |label: usize| data.labels[label].codes().to_vec();
    let (leaders, raters) = (repeated(&codes(0)), repeated(&codes(1)));
    let ballots = repeated(&(0_u32..).take(n).collect::<Vec<_>>());
    let views = crossed(&[&leaders, &of_item(5)]).expect("there are rows");
    let items = of_item(1);
    let terms = [&leaders, &raters, &items, &ballots, &views];
    let run = || drop(black_box(mixed(&values, &terms, None, Criterion::Reml)));
    (fastest(run), Work::Unknown)
}
