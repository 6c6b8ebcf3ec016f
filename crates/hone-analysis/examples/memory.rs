//! The peak memory of `hone stats` beside R's, each command as a process of its own.
//!
//! ```sh
//! cargo run --release -p hone-analysis --example memory -- [--write] [JOB …]
//! ```
//!
//! `--write` keeps the table in `docs/method/memory.md`; words choose the jobs that contain them. Reads
//! peaks as Linux tells them. Ends with an error when a command takes more than a fifth of R's peak.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it prints a table")]

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use hone_analysis::{Screen, run};

/// With this as its first word the program is the command that is measured.
const MEASURED: &str = "--measured";

/// R's job, and the command that does the same; its file comes third.
const JOBS: &[(&str, &str)] = &[
    ("alpha_bhr2000", "stats alpha bhr2000 --items AF06..AS28"),
    ("alpha_sim360", "stats alpha sim360 --items i01..i30"),
    ("omega_cfa_bhr2000", "stats omega bhr2000 --items AF06..AS28"),
    ("omega_cat_bhr2000", "stats omega bhr2000 --items AF06..AS28 --ordinal"),
    ("icc12_bhr2000", "stats icc-groups bhr2000 --group GRP --items AF06..AS28"),
    ("icc12_sim360", "stats icc-groups sim360 --group ratee --items i01..i30"),
    ("icc6_shroutfleiss", "stats icc shrout_fleiss1979 --items J1..J4"),
    ("rwgj_bhr2000_uniform", "stats rwg bhr2000 --group GRP --items AF06..AS28"),
    ("rwgj_sim360_uniform", "stats rwg sim360 --group ratee --items i01..i30"),
    ("ad_bhr2000", "stats ad bhr2000 --group GRP --items AF06..AS28"),
    ("ad_sim360", "stats ad sim360 --group ratee --items i01..i30"),
    ("lavcor_bhr2000", "stats polychoric bhr2000 --items AF06..AS28"),
    ("lavcor_sim360", "stats polychoric sim360 --items i01..i30"),
    ("efa5_minres_bfi", "stats efa bfi --items A1..O5 --factors 5"),
    ("efa6_minres_sim360", "stats efa sim360 --items i01..i30 --factors 6"),
    ("parallel_sim360", "stats parallel sim360 --items i01..i30"),
    ("cfa1_ml_bhr2000", "stats cfa bhr2000 --estimator mlr --model f=~BHR"),
    ("cfa6_ml_sim360", "stats cfa sim360 --estimator mlr --model SIX"),
    ("cfa6_clusterrobust_sim360", "stats cfa sim360 --estimator mlr --cluster ratee --model SIX"),
    ("cfa1_wlsmv_bhr2000", "stats cfa bhr2000 --estimator wlsmv --model f=~BHR"),
    ("cfa5_wlsmv_bfi", "stats cfa bfi --estimator wlsmv --model FIVE"),
    ("cfa6_wlsmv_sim360", "stats cfa sim360 --estimator wlsmv --model SIX"),
    ("twolevel_omega_bhr2000", "stats omega-levels bhr2000 --ratee GRP --items AF06..AS28"),
    ("twolevel_omega_sim360c1", "stats omega-levels sim360 --ratee ratee --items i01..i05"),
    ("grm_bhr2000_tight", "stats grm bhr2000 --items AF06..AS28"),
    ("grm_sim360_tight", "stats grm sim360 --items i01..i30 --scores"),
    ("bifactor_sim360", "stats bifactor sim360 --items i01..i30 --factors SCALES"),
    ("personfit_bhr2000", "stats grm bhr2000 --items AF06..AS28 --person-fit"),
    ("mfr_ex10_fine", "stats facets tam_ex10 --person pid --rater rater --items I0001..I0005"),
    ("mfr_immer07_fine", "stats facets immer07 --person pid --rater rater --items I1..I4"),
    ("mfr_sim_fine", "stats facets sim_mfr --person ratee --rater rater --items c1..c6"),
    ("lmm_icc1_sim360", "stats variance sim360 --items i01..i30 --random ratee"),
    ("lmm_cross_sim360", "stats variance sim360 --items i01..i30 --random ratee,rater"),
    (
        "adjusted_sim360",
        "stats variance sim360 --items i01..i30 --random ratee,rater --fixed source --scores",
    ),
    ("Gqk_sim360", "stats dstudy sim360 --items i01..i30 --ratee ratee --rater rater"),
    (
        "gtheory_sim360_item",
        "stats variance sim360 --items i01..i30 --random ratee,rater,item,ratee:rater",
    ),
    ("lmm_insteval_reml", "stats variance InstEval --value y --random s,d"),
    ("lmm_insteval", "stats variance InstEval --value y --random s,d,dept --fixed service --ml"),
    ("Gqk_InstEval", "stats dstudy InstEval --value y --ratee d --rater s"),
    ("growth_univbct", "stats growth univbct --person SUBNUM --time TIME --value JSAT"),
    ("growth_tankdat", "stats growth tankdat --person ID --time TIME --value SCORE"),
    ("careless_bhr2000", "stats careless bhr2000 --items AF06..AS28"),
    ("careless_sim360", "stats careless sim360 --items i01..i30"),
    ("dif_polr_anxiety_age", "stats dif promis_anxiety --items R1..R29 --group age"),
    ("dif_lordif_anxiety_age", "stats dif promis_anxiety --items R1..R29 --group age --purify"),
];

const HEAD: &str = "\
# Memory beside R

Made by `cargo run --release -p hone-analysis --example memory -- --write`, on Linux; it fails when a command takes more than a fifth of R's peak.
Each command runs as a process of its own and reads its CSV file; its peak is what the system reports (`VmHWM`), in MB of 2^20 bytes, with the program itself.
R's peak is on record (`reference/timing.csv`), with R, the packages of the job and its data; it hardly depends on the machine.

| command | R job | MB R | MB ours | share |
|---|---|---:|---:|---:|
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if words.first().is_some_and(|word| word == MEASURED) {
        return measured(&words[1..]);
    }
    let chosen: Vec<&String> = words.iter().filter(|word| !word.starts_with("--")).collect();
    let (mut page, mut n_above) = (HEAD.to_owned(), 0);
    for (job, command) in JOBS {
        if !chosen.is_empty() && !chosen.iter().any(|part| job.contains(part.as_str())) {
            continue;
        }
        let theirs = recorded(job).expect("the peak of each job is on record");
        let ours = match peak(command) {
            Ok(peak) => peak,
            Err(told) => {
                eprintln!("{command}: {told}");
                return ExitCode::FAILURE;
            }
        };
        let share = ours / theirs;
        n_above += usize::from(share > 0.2);
        let mark = if share > 0.2 { " **above a fifth**" } else { "" };
        writeln!(page, "| `{command}` | {job} | {theirs:.0} | {ours:.1} | {share:.2}{mark} |")
            .expect("text can be written");
    }
    println!("{page}");
    if words.iter().any(|word| word == "--write") {
        std::fs::write(top().join("docs/method/memory.md"), &page)
            .expect("the documentation can be written");
    }
    if n_above == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// R's peak in MB.
fn recorded(job: &str) -> Option<f64> {
    let text = std::fs::read_to_string(top().join("reference/timing.csv")).ok()?;
    let line = text.lines().find(|line| line.starts_with(&format!("{job},")))?;
    line.rsplit(',').next()?.parse().ok()
}

/// Runs a command in a process of its own, and returns its peak in MB.
fn peak(command: &str) -> Result<f64, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new(program).arg(MEASURED).args(line(command)).output();
    let output = output.map_err(|error| error.to_string())?;
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    let kilobytes = told.lines().last().and_then(|line| line.parse::<f64>().ok());
    kilobytes.filter(|_| output.status.success()).map(|peak| peak / 1024.0).ok_or(told)
}

/// The words of a command, with its file and models in full.
fn line(command: &str) -> Vec<String> {
    let scale = |f: usize| (5 * f - 4..=5 * f).map(|item| format!("i{item:02}"));
    let of_trait = |of: char| (1..=5).map(move |item| format!("{of}{item}"));
    let measured_by = |of: String, items: Vec<String>| format!("{of}=~{}", items.join("+"));
    let word = |(place, word): (usize, &str)| match word {
        "f=~BHR" => "f=~AF06+AF07+AP12+AP17+AP33+AP34+AS14+AS15+AS16+AS17+AS28".to_owned(),
        "SIX" => {
            let scales = (1..=6).map(|f| measured_by(format!("C{f}"), scale(f).collect()));
            scales.collect::<Vec<_>>().join(";")
        }
        "SCALES" => {
            let scales =
                (1..=6).map(|f| format!("C{f}={}", scale(f).collect::<Vec<_>>().join(",")));
            scales.collect::<Vec<_>>().join(";")
        }
        "FIVE" => {
            let traits = "ACENO".chars();
            let traits = traits.map(|of| measured_by(of.to_string(), of_trait(of).collect()));
            traits.collect::<Vec<_>>().join(";")
        }
        name if place == 2 => {
            top().join(format!("reference/data/{name}.csv.gz")).display().to_string()
        }
        word => word.to_owned(),
    };
    command.split(' ').enumerate().map(word).chain(["--json".to_owned()]).collect()
}

/// Runs a command, and tells the peak of this process in kB as its last word.
fn measured(words: &[String]) -> ExitCode {
    let line = ["hone"].into_iter().chain(words.iter().map(String::as_str));
    let outcome = run(line, Screen { width: 100, has_colour: false, progress: None });
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak = peak.and_then(|line| line.split_whitespace().next()).unwrap_or_default();
    eprintln!("{}{peak}", outcome.stderr);
    ExitCode::from(outcome.status)
}
