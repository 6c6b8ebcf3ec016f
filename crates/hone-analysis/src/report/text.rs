//! A report on a terminal.

use super::{Align, Report, Rows, TextTable, count};

/// Where a report is shown.
#[derive(Debug, Clone, Copy)]
pub struct Screen {
    /// How many letters a line has.
    pub width: usize,
    /// Whether titles may be bold and warnings yellow.
    pub has_colour: bool,
    /// Where long work says how far it is; nowhere if nobody watches.
    pub progress: Option<fn(&str)>,
}

impl Screen {
    /// Says how far long work is.
    pub(crate) fn tell(self, step: &str) {
        if let Some(progress) = self.progress {
            // A line that is too long would not be overwritten by the next.
            progress(&shorten(step, self.width.saturating_sub(1)));
        }
    }
}

impl Default for Screen {
    fn default() -> Self {
        Self { width: 100, has_colour: false, progress: None }
    }
}

const BOLD: &str = "\u{1b}[1m";
const YELLOW: &str = "\u{1b}[33m";
const PLAIN: &str = "\u{1b}[0m";
const GAP: usize = 2;
/// Narrower than this nothing can be read anyway.
const NARROWEST: usize = 40;
/// Names in fewer letters than this are hard to read.
const NARROWEST_NAME: usize = 20;

pub(super) fn render(report: &Report, screen: Screen) -> String {
    let screen = Screen { width: screen.width.max(NARROWEST), ..screen };
    let mut text = String::new();
    text.push_str(&paint(&wrap(&report.title, screen.width), BOLD, screen));
    if let Some(rows) = &report.rows {
        text.push_str(&wrap(&rows_line(rows), screen.width));
    }
    for table in &report.tables {
        text.push('\n');
        if !table.title.is_empty() {
            text.push_str(&wrap(&table.title, screen.width));
        }
        draw(table, screen, &mut text);
    }
    if !report.warnings.is_empty() {
        text.push('\n');
    }
    for warning in &report.warnings {
        let line = wrap(&format!("Note: {warning}"), screen.width);
        text.push_str(&paint(&line, YELLOW, screen));
    }
    text.push('\n');
    text.push_str(&wrap(&report.finding, screen.width));
    text
}

/// The text in a colour, without its last line end.
fn paint(text: &str, colour: &str, screen: Screen) -> String {
    if !screen.has_colour {
        return text.to_owned();
    }
    format!("{colour}{}{PLAIN}\n", text.trim_end_matches('\n'))
}

fn rows_line(rows: &Rows) -> String {
    let mut line = format!("{}: {} of {} rows used", rows.file, count(rows.used), count(rows.rows));
    for left_out in &rows.left_out {
        line.extend(["; ", &count(left_out.rows), " left out: ", &left_out.reason]);
    }
    line
}

/// Lines as wide as the screen where words allow it, each that much to the right.
pub(crate) fn wrap_at(text: &str, screen: Screen, indent: usize) -> String {
    let space = " ".repeat(indent);
    let lines = wrap(text, screen.width.max(NARROWEST) - indent);
    lines.lines().flat_map(|line| [space.as_str(), line, "\n"]).collect()
}

/// Lines of at most `width` letters where words allow it, each with its end.
fn wrap(text: &str, width: usize) -> String {
    let mut lines = String::new();
    for paragraph in text.lines() {
        let mut length = 0;
        for word in paragraph.split(' ') {
            let size = letters(word);
            if length > 0 && length + 1 + size > width {
                lines.push('\n');
                length = 0;
            }
            if length > 0 {
                lines.push(' ');
                length += 1;
            }
            lines.push_str(word);
            length += size;
        }
        lines.push('\n');
    }
    lines
}

fn letters(text: &str) -> usize {
    text.chars().count()
}

/// Draws a table. Names that are too long take several lines; where that is not enough, columns go on
/// below, each time beside the first one.
fn draw(table: &TextTable, screen: Screen, into: &mut String) {
    let widths = widths(table, screen.width);
    for (index, columns) in blocks(&widths, screen.width).iter().enumerate() {
        if index > 0 {
            into.push('\n');
        }
        let names: Vec<&str> = table.columns.iter().map(|(name, _)| name.as_str()).collect();
        into.push_str(&paint(&line(&names, table, columns, &widths), BOLD, screen));
        for row in &table.rows {
            let cells: Vec<&str> = row.iter().map(String::as_str).collect();
            into.push_str(&line(&cells, table, columns, &widths));
        }
    }
}

/// How wide each column is.
fn widths(table: &TextTable, width: usize) -> Vec<usize> {
    let most = width / 2;
    let mut widths: Vec<usize> = (0..table.columns.len())
        .map(|column| {
            let cells = table.rows.iter().filter_map(|row| row.get(column));
            let widest = cells.map(|cell| letters(cell)).max().unwrap_or(0);
            let widest = widest.max(letters(&table.columns[column].0));
            if column == 0 { widest } else { widest.min(most) }
        })
        .collect();
    let others: usize = widths.iter().skip(1).map(|own| own + GAP).sum();
    let room = width.saturating_sub(others);
    if let Some(first) = widths.first_mut() {
        *first = (*first).min(if room < NARROWEST_NAME { most } else { room });
    }
    widths
}

/// Which columns stand beside each other; the first is in every block.
fn blocks(widths: &[usize], width: usize) -> Vec<Vec<usize>> {
    let first = widths.first().copied().unwrap_or(0);
    let mut blocks = vec![vec![0]];
    let mut used = first;
    for (column, own) in widths.iter().enumerate().skip(1) {
        let is_full = used + GAP + own > width;
        if is_full && blocks.last().is_some_and(|block| block.len() > 1) {
            blocks.push(vec![0]);
            used = first;
        }
        used += GAP + own;
        if let Some(block) = blocks.last_mut() {
            block.push(column);
        }
    }
    blocks
}

fn line(cells: &[&str], table: &TextTable, columns: &[usize], widths: &[usize]) -> String {
    let mut line = String::new();
    let name = cells.first().copied().unwrap_or_default();
    let (name, rest) = split_name(name, widths.first().copied().unwrap_or(0));
    let cells: Vec<&str> =
        std::iter::once(name.as_str()).chain(cells.iter().skip(1).copied()).collect();
    for column in columns {
        if *column > 0 {
            line.push_str(&" ".repeat(GAP));
        }
        let width = widths.get(*column).copied().unwrap_or(0);
        let cell = shorten(cells.get(*column).copied().unwrap_or_default(), width);
        let space = " ".repeat(width.saturating_sub(letters(&cell)));
        match table.columns.get(*column).map(|(_, align)| align) {
            Some(Align::Left) => line.extend([cell.as_str(), space.as_str()]),
            _ => line.extend([space.as_str(), cell.as_str()]),
        }
    }
    line.truncate(line.trim_end().len());
    line + "\n" + &rest
}

/// The first line of a name, and further lines a little to the right of it.
fn split_name(name: &str, width: usize) -> (String, String) {
    if letters(name) <= width {
        return (name.to_owned(), String::new());
    }
    let lines = wrap(name, width.saturating_sub(GAP));
    let mut lines = lines.lines().map(|line| shorten(line, width.saturating_sub(GAP)));
    let first = lines.next().unwrap_or_default();
    let indent = " ".repeat(GAP);
    (first, lines.flat_map(|line| [indent.clone(), line, "\n".to_owned()]).collect())
}

fn shorten(cell: &str, width: usize) -> String {
    if letters(cell) <= width {
        return cell.to_owned();
    }
    cell.chars().take(width.saturating_sub(1)).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn report() -> Report {
        let mut table = TextTable::new("Items", &["item", "mean", "a long heading"]);
        table.row(["AF06".to_owned(), "3.1".to_owned(), "x".to_owned()]);
        table.row(["A".to_owned(), "10.25".to_owned()]);
        Report::new("alpha", "A title", &json!({}), "The last line says it all.")
            .table(table)
            .warning("it did not converge")
    }

    #[test]
    fn a_report_is_a_title_tables_notes_and_a_last_line() {
        let text = report().text(Screen::default());

        let expected = "A title\n\nItems\nitem   mean  a long heading\nAF06    3.1               x\n\
                        A     10.25\n\nNote: it did not converge\n\nThe last line says it all.\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_long_name_takes_several_lines_before_columns_go_below() {
        let mut table = TextTable::new("", &["", "mean of all", "95 % interval"]);
        let name = "the same raters, drawn from many";
        table.row([name.to_owned(), "0.620".to_owned(), "0.071 to 0.927".to_owned()]);
        let mut text = String::new();
        draw(&table, Screen { width: 50, ..Screen::default() }, &mut text);

        let expected = "                       mean of all   95 % interval\n\
                        the same raters,             0.620  0.071 to 0.927\n  drawn from many\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn no_line_of_words_is_wider_than_the_screen_and_colour_is_asked_for() {
        let mut wide = TextTable::new("", &["item"; 30]);
        wide.row((0..30).map(|number| format!("{number}.123")));
        let text =
            report().table(wide).text(Screen { width: 40, has_colour: true, progress: None });

        assert!(text.contains("\u{1b}[1mA title\u{1b}[0m\n"));
        let plain = text.replace(BOLD, "").replace(YELLOW, "").replace(PLAIN, "");
        assert!(plain.lines().all(|line| letters(line) <= 40), "{plain}");
        assert!(plain.contains("29.123"));
    }
}
