//! `hone analyze`: everything that a set of ratings can bear, in one report.

mod asked;
mod document;
mod needs;
mod section;
mod sections;

use std::path::PathBuf;

use asked::Asked;
use section::{Section, Told};
use sections::{ALL, ELSEWHERE};
use serde::Serialize;

use crate::Outcome;
use crate::command::{outcome, save};
use crate::error::Error;
use crate::report::{Chapter, Page, Report, Screen, wrap};
use crate::table::{Choice, Source};

/// Everything that a set of ratings can bear.
#[derive(Debug, clap::Args)]
pub struct Analyze {
    #[command(flatten)]
    source: Source,
    /// The column that says who was rated
    #[arg(long, value_name = "COLUMN")]
    ratee: String,
    /// The column that says who rated
    #[arg(long, value_name = "COLUMN")]
    rater: Option<String>,
    /// A column of groups that might be asked other things by the same words: language, gender
    #[arg(long, value_name = "COLUMN")]
    group: Option<String>,
    /// The column that says which round a ballot is of: change and growth are told over all rounds,
    /// everything else of the last
    #[arg(long, value_name = "COLUMN", conflicts_with = "only")]
    wave: Option<String>,
    /// The items of one scale: a,b,c or a..c
    #[arg(long, value_name = "ITEMS", required_unless_present = "model", conflicts_with = "model")]
    items: Option<Choice>,
    /// Several scales and their items, 'F1 =~ a + b + c; F2 =~ d + e + f', or a file that says so
    #[arg(long, value_name = "MODEL")]
    model: Option<String>,
    /// Print one JSON document instead of tables
    #[arg(long)]
    json: bool,
    /// Also write the report with its charts as a page that needs nothing beside it
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

/// The whole report.
struct Analysis {
    title: String,
    heading: String,
    lead: Vec<String>,
    /// Questions as people ask them, and what the ratings say.
    summary: Vec<Answer>,
    chapters: Vec<(&'static str, Vec<Report>)>,
    /// What was left out, and why.
    left_out: Vec<(String, String)>,
}

/// What these data say to a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Answer {
    question: &'static str,
    /// One, or one for each scale.
    answers: Vec<String>,
}

impl Analyze {
    pub(crate) fn run(&self, screen: Screen) -> Outcome {
        let analysis = self.analysis(screen).and_then(|analysis| {
            if let Some(path) = &self.html {
                analysis.save(path)?;
            }
            Ok(analysis)
        });
        let text = |analysis: &Analysis| analysis.text(screen);
        outcome(analysis, self.json, document::document, text)
    }

    fn analysis(&self, screen: Screen) -> Result<Analysis, Error> {
        let asked = Asked::read(self)?;
        let n = ALL.len();
        let told = ALL.iter().enumerate().flat_map(|(i, section)| {
            screen.tell(&format!("{} of {n}: {}", i + 1, section.what));
            section.told(&asked)
        });
        let analysis = Analysis::of(&asked, told.collect());
        screen.tell("");
        Ok(analysis)
    }
}

impl Analysis {
    fn of(asked: &Asked, told: Vec<(&'static Section, Told)>) -> Self {
        let mut chapters: Vec<(&'static str, Vec<Report>)> = vec![];
        let mut summary: Vec<Answer> = vec![];
        let mut left_out = vec![];
        for (section, told) in told {
            let (report, scale) = match told {
                Told::LeftOut { what, why } => {
                    left_out.push((what, why));
                    continue;
                }
                Told::Report { report, scale } => (report, scale),
            };
            if let Some(question) = section.asks {
                let finding = &report.finding;
                let answer = scale.map_or_else(|| finding.clone(), |of| format!("{of}: {finding}"));
                match summary.last_mut() {
                    Some(last) if last.question == question => last.answers.push(answer),
                    _ => summary.push(Answer { question, answers: vec![answer] }),
                }
            }
            match chapters.last_mut() {
                Some((title, reports)) if *title == section.chapter => reports.push(*report),
                _ => chapters.push((section.chapter, vec![*report])),
            }
        }
        left_out.extend(ELSEWHERE.iter().map(|(what, why)| {
            let why = format!("it needs what is not asked for here; see {why}");
            ((*what).to_owned(), why)
        }));
        let finding = |method: &str| {
            let mut reports = chapters.iter().flat_map(|(_, reports)| reports);
            reports.find(|report| report.method == method).map(|report| report.finding.clone())
        };
        Self {
            title: format!("Analysis of {}", asked.data.file),
            heading: finding("plan").or_else(|| finding("alpha")).unwrap_or_else(|| {
                "These ratings bear little; what is missing is listed below.".to_owned()
            }),
            lead: vec![asked.summary(), "Each number stands with its 95 % interval. What the data cannot bear is left out, with the reason.".to_owned()],
            summary,
            chapters,
            left_out,
        }
    }

    fn save(&self, path: &std::path::Path) -> Result<(), Error> {
        let chapters: Vec<Chapter<'_>> = self
            .chapters
            .iter()
            .map(|(title, reports)| Chapter { title, reports: reports.iter().collect() })
            .collect();
        let summary: Vec<(&str, &[String])> =
            self.summary.iter().map(|one| (one.question, one.answers.as_slice())).collect();
        let page = Page {
            title: &self.title,
            heading: &self.heading,
            lead: &self.lead,
            summary: &summary,
            chapters: &chapters,
            left_out: &self.left_out,
        };
        save(path, &page)
    }

    fn text(&self, screen: Screen) -> String {
        let mut text = wrap(&format!("{}\n{}", self.title, self.lead.join("\n")), screen, 0);
        if !self.summary.is_empty() {
            text.push_str("\n== What these data can bear\n");
        }
        for one in &self.summary {
            text.push('\n');
            text.push_str(&wrap(one.question, screen, 0));
            text.extend(one.answers.iter().map(|answer| wrap(answer, screen, 2)));
        }
        for (chapter, reports) in &self.chapters {
            text.extend(["\n== ", chapter, "\n"]);
            for report in reports {
                text.push('\n');
                text.push_str(&report.text(screen));
            }
        }
        if !self.left_out.is_empty() {
            text.push_str("\n== Left out\n\n");
        }
        for (what, why) in &self.left_out {
            text.push_str(&wrap(what, screen, 0));
            text.push_str(&wrap(why, screen, 2));
        }
        text.push('\n');
        text.push_str(&wrap(&self.heading, screen, 0));
        text
    }
}
