//! What is read out of a file, some thousand rows at a time.

use crate::error::Error;

/// How many rows are read at a time.
pub(crate) const CHUNK: usize = 16_384;

/// What a column is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Number,
    Label,
}

/// A column to read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Want {
    /// Its place in the file, from 0.
    pub(crate) column: usize,
    pub(crate) role: Role,
}

/// The cells of one column in some rows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cells {
    /// `NaN` where there is no answer.
    Numbers(Vec<f64>),
    /// Codes of labels; [`super::cell::NO_LABEL`] where there is none.
    Labels(Vec<u32>),
}

/// Some rows of the wanted columns.
#[derive(Debug, Clone)]
pub(crate) struct Chunk {
    /// Where a person finds each row in the file, from 1.
    pub(crate) rows: Vec<u32>,
    /// The cells, in the order of the wants.
    pub(crate) columns: Vec<Cells>,
}

impl Chunk {
    pub(crate) fn new(wants: &[Want]) -> Self {
        let empty = |want: &Want| match want.role {
            Role::Number => Cells::Numbers(Vec::with_capacity(CHUNK)),
            Role::Label => Cells::Labels(Vec::with_capacity(CHUNK)),
        };
        Self { rows: Vec::with_capacity(CHUNK), columns: wants.iter().map(empty).collect() }
    }

    pub(crate) fn clear(&mut self) {
        self.rows.clear();
        for column in &mut self.columns {
            match column {
                Cells::Numbers(numbers) => numbers.clear(),
                Cells::Labels(codes) => codes.clear(),
            }
        }
    }
}

/// Takes rows as they are read.
pub(crate) type Visit<'a> = dyn FnMut(&Chunk) -> Result<(), Error> + 'a;
