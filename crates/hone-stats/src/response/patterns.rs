//! Rows as patterns of answers, made small for the loop over nodes.

use crate::{Categories, MISSING};

/// The distinct patterns of answers and how often each occurs.
///
/// Consecutive items are joined into blocks: a block's combination of answers is one entry in the
/// tables of the loop over nodes, so that the loop takes a step per block, not per item.
pub(super) struct Patterns {
    pub(super) blocks: Vec<Block>,
    /// Pattern by block: which entry of the tables.
    pub(super) entries: Vec<u32>,
    /// How many rows have each pattern.
    pub(super) weights: Vec<f64>,
    /// The pattern of each row; `None` for a row without any answer.
    pub(super) of: Vec<Option<u32>>,
    /// How many entries the tables have.
    pub(super) n_entries: usize,
}

/// Items whose answers are one code.
pub(super) struct Block {
    /// First entry in the tables.
    pub(super) start: usize,
    pub(super) parts: Vec<Part>,
    pub(super) n_codes: usize,
}

/// An item within a block.
pub(super) struct Part {
    pub(super) item: usize,
    /// How many categories the item has; the code after the last means no answer.
    pub(super) n_categories: usize,
    /// What a category counts for in the code of the block.
    stride: usize,
    n_codes: usize,
}

impl Part {
    /// Its category in a code of the block; `None` where there is no answer.
    pub(super) fn category(&self, code: usize) -> Option<usize> {
        let found = code / self.stride % self.n_codes;
        (found < self.n_categories).then_some(found)
    }
}

impl Patterns {
    /// Patterns of all items in some rows; blocks have up to `most` combinations, or one item.
    pub(super) fn of(answers: &Categories, rows: &[usize], most: usize) -> Self {
        let items: Vec<usize> = (0..answers.n_items()).collect();
        Self::of_items(answers, &items, rows, most)
    }

    /// Patterns of some items in some rows.
    pub(super) fn of_items(
        answers: &Categories,
        items: &[usize],
        rows: &[usize],
        most: usize,
    ) -> Self {
        let blocks = join(answers, items, rows, most);
        let width = blocks.len();
        let n_entries = blocks.last().map_or(0, |block| block.start + block.n_codes);
        let mut codes: Vec<u32> = Vec::with_capacity(rows.len() * width);
        for row in rows {
            codes.extend(blocks.iter().map(|block| block.entry(answers, *row)));
        }
        let row_codes = |place: u32| &codes[place as usize * width..][..width];
        let is_answered = |row: usize| items.iter().any(|item| answers.item(*item)[row] != MISSING);
        let mut order: Vec<u32> =
            (0..).zip(rows).filter(|(_, row)| is_answered(**row)).map(|(place, _)| place).collect();
        order.sort_by(|a, b| row_codes(*a).cmp(row_codes(*b)));
        let mut found = Self {
            entries: Vec::new(),
            weights: Vec::new(),
            of: vec![None; rows.len()],
            n_entries,
            blocks: Vec::new(),
        };
        let mut pattern = 0_u32;
        for (place, current) in order.iter().enumerate() {
            let is_new = place == 0 || row_codes(order[place - 1]) != row_codes(*current);
            if is_new {
                pattern = u32::try_from(found.weights.len()).unwrap_or(u32::MAX);
                found.weights.push(0.0);
                found.entries.extend_from_slice(row_codes(*current));
            }
            found.weights[pattern as usize] += 1.0;
            found.of[*current as usize] = Some(pattern);
        }
        found.blocks = blocks;
        found
    }

    pub(super) fn n_patterns(&self) -> usize {
        self.weights.len()
    }

    /// How many rows have an answer.
    pub(super) fn n_rows(&self) -> f64 {
        self.weights.iter().sum()
    }

    /// The entries of one pattern.
    pub(super) fn entries(&self, pattern: usize) -> &[u32] {
        let width = self.blocks.len();
        &self.entries[pattern * width..][..width]
    }
}

impl Block {
    fn entry(&self, answers: &Categories, row: usize) -> u32 {
        let code: usize = self
            .parts
            .iter()
            .map(|part| {
                let code = answers.item(part.item)[row];
                let category = if code == MISSING { part.n_categories } else { usize::from(code) };
                category * part.stride
            })
            .sum();
        u32::try_from(self.start + code).unwrap_or(u32::MAX)
    }
}

fn join(answers: &Categories, items: &[usize], rows: &[usize], most: usize) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for item in items.iter().copied() {
        let column = answers.item(item);
        let n_categories = answers.n_categories(item);
        let has_gaps = rows.iter().any(|row| column[*row] == MISSING);
        let n_codes = n_categories + usize::from(has_gaps);
        match blocks.last_mut() {
            Some(block) if block.n_codes * n_codes <= most => {
                block.parts.push(Part { item, n_categories, stride: block.n_codes, n_codes });
                block.n_codes *= n_codes;
            }
            last => {
                let start = last.map_or(0, |block| block.start + block.n_codes);
                let parts = vec![Part { item, n_categories, stride: 1, n_codes }];
                blocks.push(Block { start, parts, n_codes });
            }
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Scores;

    #[test]
    fn rows_with_the_same_answers_are_one_pattern() {
        let gap = f64::NAN;
        let answers = Categories::of(
            &Scores::new(vec![
                vec![1.0, 2.0, 1.0, gap, 1.0],
                vec![3.0, 4.0, 3.0, gap, gap],
                vec![1.0, 9.0, 1.0, gap, 5.0],
            ])
            .unwrap(),
        )
        .unwrap();

        let found = Patterns::of(&answers, &[0, 1, 2, 3, 4], 9);

        assert_eq!(found.blocks.len(), 2);
        assert_eq!(found.n_patterns(), 3);
        assert_eq!(found.of[0], found.of[2]);
        assert_eq!(found.of[3], None);
        assert!((found.n_rows() - 4.0).abs() < 1e-12);
        let last = found.entries(found.of[4].unwrap() as usize)[0] as usize;
        let parts = &found.blocks[0].parts;
        assert_eq!((parts[0].category(last), parts[1].category(last)), (Some(0), None));
    }
}
