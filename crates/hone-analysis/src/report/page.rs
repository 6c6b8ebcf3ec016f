//! Reports as one page that needs nothing beside it.

use askama::Template;

use super::{Align, Report, Rows, TextTable, count};

/// The style sheet of Hone's own pages, so that both look alike.
const STYLE: &str = include_str!("../../../hone-web/static/hone.css");

/// A page of reports.
pub(crate) struct Page<'a> {
    /// What the page is about, in a few words.
    pub(crate) title: &'a str,
    /// The finding, which is the heading.
    pub(crate) heading: &'a str,
    /// What else to know first.
    pub(crate) lead: &'a [String],
    /// Questions, and what the reports answer; empty where there is one report only.
    pub(crate) summary: &'a [(&'a str, &'a [String])],
    /// The reports, under headings of their own.
    pub(crate) chapters: &'a [Chapter<'a>],
    /// What was not done, and why.
    pub(crate) left_out: &'a [(String, String)],
}

/// Reports that belong together.
pub(crate) struct Chapter<'a> {
    pub(crate) title: &'a str,
    pub(crate) reports: Vec<&'a Report>,
}

#[derive(Template)]
#[template(path = "report/page.html")]
struct Sheet<'a> {
    page: &'a Page<'a>,
    style: &'static str,
    version: &'static str,
}

impl Page<'_> {
    /// The page as HTML.
    pub(crate) fn html(&self) -> String {
        let sheet = Sheet { page: self, style: STYLE, version: env!("CARGO_PKG_VERSION") };
        sheet.render().expect("a page of texts and numbers can be written")
    }
}

/// The class of a column.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "templates pass references")]
fn side(table: &TextTable, index: &usize) -> &'static str {
    match table.columns.get(*index) {
        Some((_, Align::Right)) => "n",
        _ => "",
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "templates pass references")]
/// A chart whose ids no other chart of the page has.
fn apart(svg: &str, chapter: &usize, report: &usize, chart: &usize) -> String {
    let Some((_, rest)) = svg.split_once("aria-labelledby=\"") else { return svg.to_owned() };
    let Some((id, _)) = rest.split_once("-t\"") else { return svg.to_owned() };
    let own = format!("{id}-{chapter}-{report}-{chart}");
    ["-t", "-d"].iter().fold(svg.to_owned(), |svg, end| {
        svg.replace(&format!("\"{id}{end}\""), &format!("\"{own}{end}\""))
    })
}

/// What a table is called, where it has no title that of its report.
fn title<'a>(report: &'a Report, table: &'a TextTable) -> &'a str {
    if table.title.is_empty() { &report.title } else { &table.title }
}

/// A link within the page.
fn anchor(title: &str) -> String {
    let letters = title.to_lowercase();
    letters.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect()
}

fn rows_line(rows: &Rows) -> String {
    let mut line = format!("{} of {} rows", count(rows.used), count(rows.rows));
    for left_out in &rows.left_out {
        line.extend(["; ", &count(left_out.rows), " left out: ", &left_out.reason]);
    }
    line
}

/// Longer tables begin folded.
fn is_long(table: &TextTable) -> bool {
    table.rows.len() > 15
}
