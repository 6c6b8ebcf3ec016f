//! What a command found, for a terminal and for programs.

mod json;
mod number;
mod page;
mod text;

use hone_chart::{Axis, Curve, CurvePoint, FigureRow, Figures, Span, curve, figures};
use hone_stats::Interval;
use serde::Serialize;
use serde_json::Value;

pub(crate) use json::{document, error_document};
pub use number::{count, estimate, fixed, interval, number, p_value, percent, with_interval};
pub(crate) use page::{Chapter, Page};
pub use text::Screen;
pub(crate) use text::wrap_at as wrap;

use crate::table::{Data, LeftOut, Summary};

/// A value with its 95 % interval, as the JSON has it.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Figure {
    /// The value.
    pub value: f64,
    /// Lower and upper end; absent where the method gives none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ci95: Option<[f64; 2]>,
    /// Standard error; absent where the method gives none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub se: Option<f64>,
}

impl From<hone_stats::Estimate> for Figure {
    fn from(estimate: hone_stats::Estimate) -> Self {
        let ci95 = estimate.ci95.map(|interval| [interval.low, interval.high]);
        Self { value: estimate.value, ci95, se: estimate.se }
    }
}

/// Which rows a report rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rows {
    /// The file, as it was named.
    pub file: String,
    /// How many rows it has.
    pub rows: usize,
    /// How many of them were used.
    pub used: usize,
    /// Which were left out.
    pub left_out: Vec<LeftOut>,
}

impl From<&Data> for Rows {
    fn from(data: &Data) -> Self {
        Self {
            file: data.file.clone(),
            rows: data.rows,
            used: data.n(),
            left_out: data.left_out.clone(),
        }
    }
}

impl From<&Summary> for Rows {
    fn from(summary: &Summary) -> Self {
        let out: usize = summary.left_out.iter().map(|left_out| left_out.rows).sum();
        Self {
            file: summary.file.clone(),
            rows: summary.rows,
            used: summary.rows.saturating_sub(out),
            left_out: summary.left_out.clone(),
        }
    }
}

/// On which side the cells of a column stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// As words stand.
    Left,
    /// As numbers stand.
    Right,
}

/// A table of text.
#[derive(Debug, Clone)]
pub struct TextTable {
    /// What stands above it; may be empty.
    pub title: String,
    /// The columns: heading and side.
    pub columns: Vec<(String, Align)>,
    /// The cells.
    pub rows: Vec<Vec<String>>,
}

impl TextTable {
    /// A table whose first column is a name and whose others are numbers.
    pub fn new(title: impl Into<String>, columns: &[&str]) -> Self {
        let align = |index: usize| if index == 0 { Align::Left } else { Align::Right };
        let columns = columns.iter().enumerate();
        Self {
            title: title.into(),
            columns: columns.map(|(index, name)| ((*name).to_owned(), align(index))).collect(),
            rows: vec![],
        }
    }

    /// Adds a row; what it lacks at the end stays empty.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        let mut cells: Vec<String> = cells.into_iter().collect();
        cells.resize(self.columns.len(), String::new());
        self.rows.push(cells);
    }
}

/// Below this reliability one would not lean on one leader's numbers.
const LEAN_ON: f64 = 0.7;

/// A picture for pages; the terminal has the tables.
#[derive(Debug, Clone)]
pub struct Chart {
    /// What it shows, for people who do not see it.
    pub description: String,
    /// The picture.
    pub svg: String,
}

impl Chart {
    /// Named values with their intervals; one that cannot be told has `None`.
    pub(crate) fn of_items(
        method: &str,
        title: &str,
        label: &str,
        items: impl IntoIterator<Item = (String, Option<(f64, Interval)>)>,
    ) -> Self {
        let rows: Vec<FigureRow> = items
            .into_iter()
            .map(|(name, told)| FigureRow {
                name,
                span: told.map(|(value, around)| Span::new(value, around.low, around.high)),
            })
            .collect();
        let spans = || rows.iter().filter_map(|row| row.span);
        let values = spans().flat_map(|span| [span.low, span.value, span.high]);
        let axis = Axis::around(label, values);
        let panel = Figures {
            id_prefix: method.to_owned(),
            title: title.to_owned(),
            axis,
            line: None,
            decimals: 2,
            rows,
        };
        Self { description: format!("{title}, with 95 % intervals."), svg: figures(&panel) }
    }

    /// How reliable the mean of a leader's raters is, with its band, by how many there are.
    pub(crate) fn of_reliability(
        method: &str,
        label: &str,
        points: impl IntoIterator<Item = (usize, Figure)>,
    ) -> Self {
        let point = |(raters, found): (usize, Figure)| {
            let [low, high] = found.ci95.unwrap_or([f64::NAN; 2]);
            CurvePoint { x: raters as f64, span: Span::new(found.value, low, high) }
        };
        let points: Vec<CurvePoint> = points.into_iter().map(point).collect();
        let svg = curve(&Curve {
            id_prefix: method.to_owned(),
            title: "Reliability of a leader's mean by number of raters".to_owned(),
            x: Axis::around(label, points.iter().map(|point| point.x).chain([0.0])),
            y: Axis {
                label: "reliability".to_owned(),
                from: 0.0,
                to: 1.0,
                ticks: vec![0.0, 0.2, 0.4, 0.6, 0.8, 1.0],
                decimals: 1,
            },
            points,
            line: Some(LEAN_ON),
            has_diagonal: false,
        });
        let description = format!(
            "How reliable the mean of a leader's raters is, by how many there are. Dotted: {LEAN_ON}, \
             below which one would not lean on one leader's numbers."
        );
        Self { description, svg }
    }
}

/// What a command found.
#[derive(Debug, Clone)]
#[must_use]
pub struct Report {
    /// The name of the command.
    pub method: &'static str,
    /// What stands above everything.
    pub title: String,
    /// The command that made it, where it is one of several.
    pub(crate) made_by: Option<String>,
    /// Which rows it rests on; none where no file was read.
    pub rows: Option<Rows>,
    /// The tables, in their order.
    pub tables: Vec<TextTable>,
    /// The pictures, in their order.
    pub charts: Vec<Chart>,
    /// What to know before relying on it: no convergence, a Heywood case, and the like.
    pub warnings: Vec<String>,
    /// The finding in one plain sentence.
    pub finding: String,
    /// The keys of this method, an object.
    pub json: Value,
}

impl Report {
    /// A report of a method with its keys for programs; [`f64::NAN`] and infinite values are null.
    pub fn new(
        method: &'static str,
        title: impl Into<String>,
        keys: &impl Serialize,
        finding: impl Into<String>,
    ) -> Self {
        Self {
            method,
            title: title.into(),
            made_by: None,
            rows: None,
            tables: vec![],
            charts: vec![],
            warnings: vec![],
            finding: finding.into(),
            json: serde_json::to_value(keys).unwrap_or(Value::Null),
        }
    }

    /// Says which rows it rests on.
    pub fn of(mut self, rows: impl Into<Rows>) -> Self {
        self.rows = Some(rows.into());
        self
    }

    /// Adds a table.
    pub fn table(mut self, table: TextTable) -> Self {
        self.tables.push(table);
        self
    }

    /// Adds a picture.
    pub fn chart(mut self, chart: Chart) -> Self {
        self.charts.push(chart);
        self
    }

    /// Adds something to know before relying on it.
    pub fn warning(mut self, warning: impl Into<String>) -> Self {
        self.warnings.push(warning.into());
        self
    }

    /// The report for a terminal.
    pub fn text(&self, screen: Screen) -> String {
        text::render(self, screen)
    }
}
