//! Records of a text whose cells are parted by one sign, with the line on which each begins.
//!
//! Quotes as in RFC 4180. A line ends with LF, CRLF or CR; an empty line is no record. Other readers
//! count lines in a way that is off by some where lines end with CRLF or are empty, and a person has
//! to find the cell that a message is about.

use std::io::{self, BufRead};

/// One record, to be used again and again.
#[derive(Debug, Default)]
pub(crate) struct Record {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// The line on which it begins, from 1.
    pub(crate) line: u32,
}

impl Record {
    pub(crate) fn n_cells(&self) -> usize {
        self.ends.len()
    }

    /// A cell without its quotes; `None` beyond the last.
    pub(crate) fn cell(&self, index: usize) -> Option<&[u8]> {
        let end = *self.ends.get(index)?;
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        self.bytes.get(start..end)
    }

    pub(crate) fn cells(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.n_cells()).filter_map(|index| self.cell(index))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before a record.
    Between,
    /// Before a cell.
    Start,
    Plain,
    Quoted,
    /// After a quote within a quoted cell: the end of it, or the first of two.
    Quote,
}

/// What a reading of records may end with.
#[derive(Debug)]
pub(crate) enum Broken {
    Io(io::Error),
    /// A quote that was opened in the record of this line is never closed.
    OpenQuote(u32),
}

/// Reads records one by one.
#[derive(Debug)]
pub(crate) struct Records<R> {
    input: R,
    delimiter: u8,
    line: u32,
    after_return: bool,
}

impl<R: BufRead> Records<R> {
    pub(crate) fn new(input: R, delimiter: u8) -> Self {
        Self { input, delimiter, line: 1, after_return: false }
    }

    /// Reads the next record into `record`; `false` at the end.
    pub(crate) fn next(&mut self, record: &mut Record) -> Result<bool, Broken> {
        record.bytes.clear();
        record.ends.clear();
        let mut state = State::Between;
        loop {
            let buffer = self.input.fill_buf().map_err(Broken::Io)?;
            if buffer.is_empty() {
                return finish(state, record);
            }
            let mut used = 0;
            let mut is_done = false;
            while used < buffer.len() && !is_done {
                let rest = &buffer[used..];
                if state == State::Plain {
                    let is_end = |byte: &u8| *byte == self.delimiter || is_line_end(*byte);
                    let length = rest.iter().position(is_end).unwrap_or(rest.len());
                    record.bytes.extend_from_slice(&rest[..length]);
                    used += length;
                    if length == rest.len() {
                        break;
                    }
                }
                let byte = buffer[used];
                used += 1;
                let is_second = byte == b'\n' && self.after_return;
                self.after_return = byte == b'\r';
                if is_line_end(byte) && !is_second {
                    self.line = self.line.saturating_add(1);
                }
                if is_second && state != State::Quoted {
                    continue;
                }
                if state == State::Between && !is_line_end(byte) {
                    record.line = self.line;
                }
                (state, is_done) = step(state, byte, self.delimiter, record);
            }
            self.input.consume(used);
            if is_done {
                return Ok(true);
            }
        }
    }
}

fn is_line_end(byte: u8) -> bool {
    byte == b'\n' || byte == b'\r'
}

fn step(state: State, byte: u8, delimiter: u8, record: &mut Record) -> (State, bool) {
    match state {
        State::Between if is_line_end(byte) => (State::Between, false),
        State::Between | State::Start if byte == b'"' => (State::Quoted, false),
        State::Quoted if byte == b'"' => (State::Quote, false),
        State::Quoted => {
            record.bytes.push(byte);
            (State::Quoted, false)
        }
        State::Quote if byte == b'"' => {
            record.bytes.push(byte);
            (State::Quoted, false)
        }
        _ if byte == delimiter => {
            record.ends.push(record.bytes.len());
            (State::Start, false)
        }
        _ if is_line_end(byte) => {
            record.ends.push(record.bytes.len());
            (State::Between, true)
        }
        _ => {
            record.bytes.push(byte);
            (State::Plain, false)
        }
    }
}

fn finish(state: State, record: &mut Record) -> Result<bool, Broken> {
    match state {
        State::Between => Ok(false),
        State::Quoted => Err(Broken::OpenQuote(record.line)),
        State::Start | State::Plain | State::Quote => {
            record.ends.push(record.bytes.len());
            Ok(true)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &[u8]) -> Vec<(u32, Vec<String>)> {
        // A small buffer, so that cells cross its end.
        let mut records = Records::new(io::BufReader::with_capacity(3, text), b',');
        let (mut record, mut all) = (Record::default(), vec![]);
        while records.next(&mut record).unwrap() {
            let cells = record.cells().map(|cell| String::from_utf8_lossy(cell).into_owned());
            all.push((record.line, cells.collect()));
        }
        all
    }

    #[test]
    fn a_record_knows_the_line_on_which_a_person_finds_it() {
        let lines = |text: &str| -> Vec<u32> {
            read(text.as_bytes()).into_iter().map(|(line, _)| line).collect()
        };

        assert_eq!(lines("a,b\n1,2\n3,4\n"), [1, 2, 3]);
        assert_eq!(lines("a,b\r\n1,2\r\n3,4\r\n"), [1, 2, 3]);
        assert_eq!(lines("a,b\r1,2\r3,4"), [1, 2, 3]);
        assert_eq!(lines("\n\na,b\n\n1,2\n\n\n3,4"), [3, 5, 8]);
        assert_eq!(lines("a,b\r\n\r\n1,\"2\r\nx\"\r\n3,4\r\n"), [1, 3, 5]);
    }

    #[test]
    fn quotes_keep_commas_lines_and_quotes() {
        let found = read(b"\"a, b\",\"c\nd\",\"say \"\"so\"\"\",\n");

        assert_eq!(found[0].1, ["a, b", "c\nd", "say \"so\"", ""]);
    }

    #[test]
    fn a_quote_that_is_never_closed_is_an_error() {
        let mut records = Records::new(&b"a,b\n1,\"2\n3,4\n"[..], b',');
        let mut record = Record::default();
        records.next(&mut record).unwrap();

        assert!(matches!(records.next(&mut record), Err(Broken::OpenQuote(2))));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn cells_are_those_that_the_csv_crate_reads(text in "[ab\",\r\n]{0,40}") {
            let mut records = Records::new(text.as_bytes(), b',');
            let (mut record, mut ours) = (Record::default(), vec![]);
            let end = loop {
                match records.next(&mut record) {
                    Ok(true) => ours.push(record.cells().map(<[u8]>::to_vec).collect::<Vec<_>>()),
                    end => break end,
                }
            };
            // The other reader takes a quote that is never closed for closed at the end.
            prop_assume!(end.is_ok());

            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false).flexible(true).from_reader(text.as_bytes());
            let theirs: Vec<Vec<Vec<u8>>> = reader
                .byte_records()
                .map(|record| record.unwrap().iter().map(<[u8]>::to_vec).collect())
                .collect();

            prop_assert_eq!(ours, theirs);
        }
    }
}
