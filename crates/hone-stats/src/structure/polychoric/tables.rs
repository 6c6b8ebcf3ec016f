use crate::{Categories, MISSING};

/// Codes of a block are below this, so that the table of two blocks fits into the fastest memory.
const WIDEST: usize = 128;

/// How often each pair of codes of two items was given; the last code of each item is a missing
/// answer.
pub(super) struct Table {
    pub(super) first: usize,
    pub(super) second: usize,
    pub(super) counts: Vec<u32>,
    n_codes: (usize, usize),
}

impl Table {
    fn new(first: usize, second: usize, n_codes: (usize, usize)) -> Self {
        Self { first, second, counts: vec![0; n_codes.0 * n_codes.1], n_codes }
    }

    fn add(&mut self, a: usize, b: usize, count: u32) {
        self.counts[a * self.n_codes.1 + b] += count;
    }

    /// The counts of rows in which both items were answered.
    pub(super) fn joint(&self) -> Vec<f64> {
        self.answered().map(f64::from).collect()
    }

    /// How many rows have both items.
    pub(super) fn n_both(&self) -> usize {
        self.answered().map(|count| count as usize).sum()
    }

    fn answered(&self) -> impl Iterator<Item = u32> {
        let width = self.n_codes.1;
        let rows = self.counts.chunks_exact(width).take(self.n_codes.0 - 1);
        rows.flat_map(move |row| &row[..width - 1]).copied()
    }
}

/// Items by one or two, coded together.
///
/// One pass over two blocks of two items gives the tables of four pairs, at the price of one.
pub(super) struct Blocks {
    blocks: Vec<Block>,
    n_rows: usize,
}

struct Block {
    /// The items, and how many codes each has with that of a missing answer.
    items: Vec<(usize, usize)>,
    codes: Vec<u8>,
}

impl Blocks {
    pub(super) fn new(categories: &Categories) -> Self {
        let n_codes = |item: usize| categories.n_categories(item) + 1;
        let mut blocks = Vec::new();
        let mut item = 0;
        while item < categories.n_items() {
            let has_partner = item + 1 < categories.n_items();
            let fits = has_partner && n_codes(item) * n_codes(item + 1) <= WIDEST;
            let items: Vec<usize> = if fits { vec![item, item + 1] } else { vec![item] };
            item += items.len();
            blocks.push(Block::new(categories, &items));
        }
        Self { blocks, n_rows: categories.n_rows() }
    }

    /// Rows in which at least one item was answered.
    pub(super) fn n_answered(&self) -> usize {
        let is_answered = |row: usize| {
            self.blocks.iter().any(|block| usize::from(block.codes[row]) + 1 < block.n_codes())
        };
        (0..self.n_rows).filter(|row| is_answered(*row)).count()
    }

    /// How often each category of an item was given.
    pub(super) fn counts(&self, item: usize) -> Vec<u32> {
        let holds = |block: &&Block| block.items.iter().any(|(other, _)| *other == item);
        let Some(block) = self.blocks.iter().find(holds) else { return Vec::new() };
        let mut counts = vec![0; block.n_codes_of(item)];
        for (code, count) in block.counts().into_iter().enumerate() {
            counts[block.code_of(item, code)] += count;
        }
        counts.pop();
        counts
    }

    /// Pairs of blocks that together hold each pair of items once; a block is also paired with
    /// itself.
    pub(super) fn pairs(&self) -> Vec<(usize, usize)> {
        let n = self.blocks.len();
        (0..n).flat_map(|a| (a..n).map(move |b| (a, b))).collect()
    }

    /// The tables of all pairs of items of two blocks.
    pub(super) fn tables(&self, (a, b): (usize, usize)) -> Vec<Table> {
        let (first, second) = (&self.blocks[a], &self.blocks[b]);
        if a == b { first.own_table().into_iter().collect() } else { first.tables_with(second) }
    }
}

impl Block {
    fn new(categories: &Categories, items: &[usize]) -> Self {
        let mut codes = vec![0; categories.n_rows()];
        let items: Vec<(usize, usize)> =
            items.iter().map(|item| (*item, categories.n_categories(*item) + 1)).collect();
        for (item, n_codes) in &items {
            let missing = u8::try_from(n_codes - 1).unwrap_or(MISSING);
            let width = missing + 1;
            for (code, answer) in codes.iter_mut().zip(categories.item(*item)) {
                *code = *code * width + (*answer).min(missing);
            }
        }
        Self { items, codes }
    }

    fn n_codes(&self) -> usize {
        self.items.iter().map(|(_, n_codes)| n_codes).product()
    }

    fn n_codes_of(&self, item: usize) -> usize {
        self.items.iter().find(|(other, _)| *other == item).map_or(0, |(_, n_codes)| *n_codes)
    }

    /// The code of one of the items in a code of the block.
    fn code_of(&self, item: usize, code: usize) -> usize {
        match self.items.as_slice() {
            [(first, _), (_, width)] if *first == item => code / width,
            [_, (_, width)] => code % width,
            _ => code,
        }
    }

    fn counts(&self) -> Vec<u32> {
        let mut counts = vec![0; self.n_codes()];
        for code in &self.codes {
            counts[usize::from(*code)] += 1;
        }
        counts
    }

    /// The table of both items of this block.
    fn own_table(&self) -> Option<Table> {
        let [(first, height), (second, width)] = self.items.as_slice() else { return None };
        let mut table = Table::new(*first, *second, (*height, *width));
        table.counts = self.counts();
        Some(table)
    }

    fn tables_with(&self, other: &Self) -> Vec<Table> {
        let counts = count(&self.codes, &other.codes);
        let mut tables = Vec::with_capacity(4);
        for (first, height) in &self.items {
            for (second, width) in &other.items {
                let mut table = Table::new(*first, *second, (*height, *width));
                for a in 0..self.n_codes() {
                    for b in 0..other.n_codes() {
                        let count = counts[a * WIDEST + b];
                        table.add(self.code_of(*first, a), other.code_of(*second, b), count);
                    }
                }
                tables.push(table);
            }
        }
        tables
    }
}

/// How often each pair of codes occurs, at `first * WIDEST + second`.
fn count(first: &[u8], second: &[u8]) -> Vec<u32> {
    let mut counts = vec![0; WIDEST * WIDEST];
    for (a, b) in first.iter().zip(second) {
        counts[usize::from(*a) * WIDEST + usize::from(*b)] += 1;
    }
    counts
}
