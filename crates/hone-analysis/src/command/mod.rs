//! What can be asked: a file per command.

mod ad;
mod adaptive;
mod agreement;
mod alpha;
mod bifactor;
mod brier;
mod careless;
mod cfa;
mod cfa_levels;
mod change;
mod describe;
mod design;
mod dif;
mod dif_lr;
mod dstudy;
mod dstudy_items;
mod efa;
mod facets;
mod fixed_effects;
mod grm;
mod grm_traits;
mod growth;
mod halo;
mod icc;
mod icc_groups;
mod krippendorff;
mod leniency;
mod omega;
mod omega_factors;
mod omega_levels;
mod ordinal;
mod parallel;
mod pass;
mod plan;
mod polychoric;
mod precision;
mod rci;
mod response;
mod rwg;
mod scale;
pub(crate) mod scales;
mod simulate;
mod spearman_brown;
mod variance;
mod within;

use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand};
use hone_stats::response::Model;

use crate::analyze::Analyze;
use crate::error::{Error, Kind};
use crate::report::{Chapter, Page, Report, Screen, document, error_document};
use crate::{FAILED, Outcome};

/// The tools for data of one's own.
#[derive(Debug, Subcommand)]
pub enum Tool {
    /// Statistics on ratings in a file: reliability, agreement, structure, raters, change
    Stats(Stats),
    /// How many raters give what precision
    Plan(Planning),
    /// Draw rounds of feedback from a stated model, with their truth
    Simulate(Simulation),
    /// Everything that a set of ratings can bear, in one report
    Analyze(Analyze),
}

/// Statistics on ratings in a file.
#[derive(Debug, Args)]
pub struct Stats {
    #[command(subcommand)]
    method: Method,
    #[command(flatten)]
    form: Form,
}

/// How many raters give what precision.
#[derive(Debug, Args)]
pub struct Planning {
    #[command(flatten)]
    plan: plan::Plan,
    #[command(flatten)]
    form: Form,
}

/// Draw rounds of feedback from a stated model, with their truth.
#[derive(Debug, Args)]
pub struct Simulation {
    #[command(flatten)]
    simulate: simulate::Simulate,
    #[command(flatten)]
    form: Form,
}

impl Simulation {
    /// Prints the ballots, or what was written where.
    fn outcome(&self, screen: Screen) -> Outcome {
        match self.simulate.run() {
            Ok((_, Some(ballots))) => Outcome { stdout: ballots, ..Outcome::default() },
            Ok((report, None)) => self.form.told(Ok(report), screen),
            Err(error) => self.form.told(Err(error), screen),
        }
    }
}

/// In which form a report is wanted.
#[derive(Debug, Args)]
struct Form {
    /// Print one JSON document instead of tables
    #[arg(long, global = true)]
    json: bool,
    /// Also write the report with its charts as a page that needs nothing beside it
    #[arg(long, value_name = "FILE", global = true)]
    html: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Method {
    /// How good forecasts are: score, leaning, calibration, telling apart
    Brier(brier::Brier),
    /// Factors among raters, and among leaders: a model at two levels
    CfaLevels(cfa_levels::CfaLevels),
    /// Whether leaders' means of few raters changed by more than noise
    Change(change::Change),
    /// Raters who are more or less severe: leaders, items and raters on one scale
    Facets(facets::Facets),
    /// Halo, use of the ends and the middle, and straight-lining in a round
    Halo(halo::Halo),
    /// How much of what unknown raters say is level and how much is profile
    Leniency(leniency::Leniency),
    /// How well the items of a scale go together: Cronbach's alpha
    Alpha(alpha::Alpha),
    /// How alike raters rate the same targets: six intraclass correlations
    Icc(icc::Icc),
    /// How alike the raters of one leader are: ICC(1) and ICC(2)
    IccGroups(icc_groups::IccGroups),
    /// Whether people in a group agree, against random answers
    Rwg(rwg::Rwg),
    /// How many points people in a group lie from each other's middle
    Ad(ad::Ad),
    /// How far any number of raters agree, with gaps
    Krippendorff(krippendorff::Krippendorff),
    /// Whether leaders see themselves as others do
    Agreement(Box<agreement::Agreement>),
    /// Whether items hang together as a model says: confirmatory factor analysis
    Cfa(Box<cfa::Cfa>),
    /// Signs that ballots were filled in without looking
    Careless(careless::Careless),
    /// Whether items ask the same of all groups
    Dif(dif::Dif),
    /// How each item tells persons apart, and scores: the graded response model
    Grm(grm::Grm),
    /// The same by the generalised partial credit model
    Gpcm(grm::Grm),
    /// One trait behind all items, and one more behind each group of them
    Bifactor(bifactor::Bifactor),
    /// Which few questions tell most: a short form, or questions chosen by answers
    Adaptive(adaptive::Adaptive),
    /// The reliability of a scale that several raters fill in: of leaders' means, and of one rater
    OmegaLevels(omega_levels::OmegaLevels),
    /// How well items that measure one thing go together: omega
    Omega(omega::Omega),
    /// Correlations of what lies behind ordinal answers
    Polychoric(polychoric::Polychoric),
    /// Which factors lie behind items
    Efa(efa::Efa),
    /// How many factors there seem to be behind items
    Parallel(parallel::Parallel),
    /// How sure the mean of a few raters is, and how many raters that takes
    Precision(precision::Precision),
    /// The reliability of more, or fewer, raters or items
    SpearmanBrown(spearman_brown::SpearmanBrown),
    /// How well leaders are told apart, and how many raters that takes
    #[command(name = "dstudy")]
    DStudy(dstudy::DStudy),
    /// Change over several rounds, on average and from person to person
    Growth(growth::Growth),
    /// Ordered answers by leaders, raters and fixed columns: the ordinal mixed model
    Ordinal(ordinal::Ordinal),
    /// How much leaders, raters and chance make of what ratings differ by
    Variance(variance::Variance),
    /// Whether people measured twice changed by more than the noise of the instrument
    Rci(rci::Rci),
    /// What was answered: count, mean, spread and gaps of each item, alpha and the ICC
    Describe(describe::Describe),
}

impl Method {
    fn run(&self) -> Result<Report, Error> {
        match self {
            Self::Brier(command) => command.run(),
            Self::CfaLevels(command) => command.run(),
            Self::Change(command) => command.run(),
            Self::OmegaLevels(command) => command.run(),
            Self::Facets(command) => command.run(),
            Self::Halo(command) => command.run(),
            Self::Leniency(command) => command.run(),
            Self::Alpha(command) => command.run(),
            Self::Icc(command) => command.run(),
            Self::IccGroups(command) => command.run(),
            Self::Rwg(command) => command.run(),
            Self::Ad(command) => command.run(),
            Self::Krippendorff(command) => command.run(),
            Self::Agreement(command) => command.run(),
            Self::Cfa(command) => command.run(),
            Self::Careless(command) => command.run(),
            Self::Dif(command) => command.run(),
            Self::Grm(command) => command.run(Model::Graded),
            Self::Gpcm(command) => command.run(Model::PartialCredit),
            Self::Bifactor(command) => command.run(),
            Self::Adaptive(command) => command.run(),
            Self::SpearmanBrown(command) => command.run(),
            Self::Omega(command) => command.run(),
            Self::Polychoric(command) => command.run(),
            Self::Efa(command) => command.run(),
            Self::Parallel(command) => command.run(),
            Self::Precision(command) => command.run(),
            Self::DStudy(command) => command.run(),
            Self::Growth(command) => command.run(),
            Self::Ordinal(command) => command.run(),
            Self::Variance(command) => command.run(),
            Self::Rci(command) => command.run(),
            Self::Describe(command) => command.run(),
        }
    }
}

impl Tool {
    /// Does what was asked. Nothing is printed here.
    pub fn run(&self, screen: Screen) -> Outcome {
        match self {
            Self::Stats(stats) => {
                screen.tell("hone stats is at work …");
                let found = stats.method.run();
                screen.tell("");
                stats.form.told(found, screen)
            }
            Self::Plan(line) => line.form.told(line.plan.run(), screen),
            Self::Simulate(line) => line.outcome(screen),
            Self::Analyze(line) => line.run(screen),
        }
    }
}

/// A command line without the name of the program.
#[derive(Parser)]
#[command(no_binary_name = true)]
struct Words {
    #[command(subcommand)]
    tool: Tool,
}

/// The report of a command, given its words. Says in the report how it was made.
pub(crate) fn answer(words: Vec<String>) -> Result<Report, Error> {
    let line = words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ");
    let words = Words::try_parse_from(words).map_err(|error| Error::usage(error.to_string()))?;
    let report = match words.tool {
        Tool::Stats(stats) => stats.method.run(),
        Tool::Plan(line) => line.plan.run(),
        Tool::Simulate(_) | Tool::Analyze(_) => Err(Error::usage("this makes no single report")),
    };
    report.map(|report| Report { made_by: Some(format!("hone {line}")), ..report })
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./,=:+@%".contains(c);
    if word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// A finding, or what went wrong, as it is printed.
pub(crate) fn outcome<T>(
    result: Result<T, Error>,
    is_json: bool,
    document: impl Fn(&T) -> String,
    text: impl Fn(&T) -> String,
) -> Outcome {
    match result {
        Ok(found) => {
            let stdout = if is_json { document(&found) } else { text(&found) };
            Outcome { stdout, ..Outcome::default() }
        }
        Err(error) => Outcome {
            stdout: if is_json { error_document(&error) } else { String::new() },
            stderr: format!("hone: {error}\n"),
            status: FAILED,
        },
    }
}

impl Form {
    fn told(&self, result: Result<Report, Error>, screen: Screen) -> Outcome {
        let result = result.and_then(|report| self.write(&report).map(|()| report));
        outcome(result, self.json, document, |report| report.text(screen))
    }

    fn write(&self, report: &Report) -> Result<(), Error> {
        let Some(path) = &self.html else { return Ok(()) };
        let page = Page {
            title: report.method,
            heading: &report.finding,
            lead: &[],
            summary: &[],
            chapters: &[Chapter { title: &report.title, reports: vec![report] }],
            left_out: &[],
        };
        save(path, &page)
    }
}

/// Writes a page where it is wanted.
pub(crate) fn save(path: &Path, page: &Page<'_>) -> Result<(), Error> {
    std::fs::write(path, page.html()).map_err(|error| {
        Error::new(Kind::File, format!("{}: cannot be written: {error}", path.display()))
    })
}
