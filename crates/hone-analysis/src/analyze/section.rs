//! A piece of the report: what it is, what it needs, and the command that makes it.

use super::asked::{Asked, Scale};
use super::needs::Need;
use crate::command::answer;
use crate::report::Report;

/// What became of a section.
pub(super) enum Told {
    /// With the scale that it is of, where there are several.
    Report {
        report: Box<Report>,
        scale: Option<String>,
    },
    LeftOut {
        what: String,
        why: String,
    },
}

/// Of what a section is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// Once, of all items.
    Everything,
    /// Of the items of each scale.
    EachScale,
}

/// A piece of the report.
pub(super) struct Section {
    pub(super) chapter: &'static str,
    pub(super) what: &'static str,
    /// The question that it answers, as people ask it, where it belongs in the summary.
    pub(super) asks: Option<&'static str>,
    pub(super) of: Of,
    pub(super) needs: &'static [Need],
    /// The command after `hone`, with words that stand for the file, the items and the columns.
    pub(super) command: &'static str,
}

impl Section {
    /// The reports of this section, or why there are none.
    pub(super) fn told(&'static self, asked: &Asked) -> Vec<(&'static Self, Told)> {
        let of = |scale: &Scale, is_named: bool| {
            let mut told = self.one(asked, scale);
            if is_named {
                match &mut told {
                    Told::Report { report, scale: of } => {
                        report.title = format!("{}: {}", scale.name, report.title);
                        *of = Some(scale.name.clone());
                    }
                    Told::LeftOut { what, .. } => *what = format!("{what}, {}", scale.name),
                }
            }
            (self, told)
        };
        match self.of {
            Of::Everything => vec![of(&asked.everything(), false)],
            Of::EachScale => {
                let is_named = asked.scales.len() > 1;
                asked.scales.iter().map(|scale| of(scale, is_named)).collect()
            }
        }
    }

    fn one(&self, asked: &Asked, scale: &Scale) -> Told {
        let what = self.what.to_owned();
        if let Some(why) = self.needs.iter().find_map(|need| need.missing(asked, &scale.items)) {
            return Told::LeftOut { what, why };
        }
        match answer(asked.words(self.command, scale)) {
            Ok(report) => Told::Report { report: Box::new(report), scale: None },
            Err(error) => Told::LeftOut { what, why: error.message },
        }
    }
}
