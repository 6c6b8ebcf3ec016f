//! What a single pass over a file of any size finds.

use hone_stats::stream::{Stream, Summary};

use crate::error::Error;
use crate::report::Rows;
use crate::table::{Ask, LeftOut, empty_column, name_items};

/// A file that was passed over once.
pub(crate) struct Passed {
    pub(crate) stream: Stream,
    pub(crate) summary: Summary,
    /// The items, in their order.
    pub(crate) names: Vec<String>,
    pub(crate) rows: Rows,
}

/// Passes over the items of a file, and over the leaders where they are asked for as first label.
pub(crate) fn pass(ask: Ask<'_>) -> Result<Passed, Error> {
    let mut stream: Option<Stream> = None;
    let read = ask.each(|part| {
        let stream = stream.get_or_insert_with(|| Stream::new(part.numbers.len()));
        match part.labels.first() {
            Some(leaders) => stream.push_about(&part.numbers, leaders)?,
            None => stream.push(&part.numbers)?,
        }
        Ok(())
    })?;
    let stream = stream.unwrap_or_else(|| Stream::new(read.items.len()));
    let summary = stream.summary();
    for (name, item) in read.items.iter().zip(&summary.items) {
        if item.n == 0 {
            return Err(empty_column(&read.file, name));
        }
    }
    let mut rows = Rows::from(&read);
    let empty = summary.n_rows - summary.n_answered;
    if empty > 0 {
        rows.used -= empty;
        rows.left_out.push(LeftOut { reason: "no item answered".to_owned(), rows: empty });
    }
    Ok(Passed { stream, summary, names: read.items, rows })
}

impl Passed {
    /// A result whose error names the item instead of its number.
    pub(crate) fn named<T>(&self, result: Result<T, hone_stats::Error>) -> Result<T, Error> {
        name_items(&self.names, result)
    }
}
