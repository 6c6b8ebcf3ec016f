//! The attacker who solves: everything that is shown of a report becomes one integer program, and an
//! answer is pinned if all solutions agree in it.
//!
//! Each rater's answer to a question is five variables, of which at most one is 1; none is for
//! 'I could not see this'. Every number that is shown anywhere, and every place where none is shown,
//! is a row. The program is then split where nothing connects two parts. Raters of a part who can be
//! exchanged are only counted: how many of them gave each answer. What is found so is dealt out to
//! single raters again, and has to fit the program of single raters.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use hone_core::testing::attack::organisation::Rated;
use hone_core::testing::attack::reader::{Number, Shown, read_all};

use super::program::{Program, Row};

/// The answers; the last is 'I could not see this'.
const ANSWERS: [usize; 6] = [1, 2, 3, 4, 5, 0];

/// What solving has told so far.
#[derive(Debug, Default)]
pub(super) struct Solved {
    /// How many answers of raters were asked about.
    pub(super) n_answers: usize,
    /// How many of them follow from what is shown.
    pub(super) n_pinned: usize,
    /// How many could be fewer than three.
    pub(super) n_nearly: usize,
    /// Where the attacker is wrong about what was answered, or the two attackers differ.
    pub(super) misread: Vec<String>,
    /// What single raters can have answered, by everything that is known of them.
    known: HashMap<Program, Vec<Exchangeable>>,
}

/// Raters of a part who can be exchanged, and what each of them can have answered.
#[derive(Clone, Debug)]
struct Exchangeable {
    n: usize,
    answers: BTreeSet<usize>,
}

/// The variables of one group and question.
struct Block {
    group: String,
    question: String,
    first: usize,
    n: usize,
}

impl Block {
    fn variable(&self, rater: usize, answer: usize) -> usize {
        self.first + 5 * rater + answer - 1
    }

    /// A sum over all raters, with a weight for each answer.
    fn sum(&self, weight: impl Fn(i64) -> i64, least: i64, most: i64) -> Row {
        let weights = (1_usize..).zip((1..=5).map(weight)).filter(|(_, weight)| *weight != 0);
        let weights: Vec<_> = weights.collect();
        let of_rater = |rater| {
            weights.iter().map(move |(answer, weight)| (self.variable(rater, *answer), *weight))
        };
        Row { terms: (0..self.n).flat_map(of_rater).collect(), least, most }
    }

    /// What a number tells that is shown, or that none is, of a group with the floor `k`.
    fn rows(&self, number: Option<Number>, k: usize) -> Vec<Row> {
        const ANY: i64 = 1_000_000;
        let needed = i64::try_from(k.max(self.n.div_ceil(2))).expect("few raters");
        let Some(number) = number else { return vec![self.sum(|_| 1, 0, needed - 1)] };
        let mut rows = vec![self.sum(|_| 1, needed, ANY)];
        // Within two points of an end there is a bound.
        let top = |least, most| self.sum(|answer| 5 - answer, least, most);
        let bottom = |least, most| self.sum(|answer| answer - 1, least, most);
        match number {
            Number::AtLeast(_) => rows.push(top(0, 2)),
            Number::AtMost(_) => rows.extend([top(3, ANY), bottom(0, 2)]),
            Number::Mean(value, ..) => {
                let tenths = tenths(value);
                // 20 times the sum lies half a step, 10 times the number of answers, from the mean;
                // a half goes to the even step.
                let is_even = i64::from(tenths % 2 == 0);
                rows.extend([top(3, ANY), bottom(3, ANY)]);
                rows.push(self.sum(|answer| 20 * answer - (2 * tenths - 1), 1 - is_even, ANY));
                rows.push(self.sum(|answer| 20 * answer - (2 * tenths + 1), -ANY, is_even - 1));
            }
        }
        rows
    }
}

#[expect(clippy::cast_possible_truncation, reason = "means of answers lie between 1 and 5")]
fn tenths(mean: f64) -> i64 {
    (10.0 * mean).round() as i64
}

/// Everything that the pages about one leader tell of single raters.
fn program(shown: &[Shown], k: usize) -> (Vec<Block>, Program) {
    let mut blocks: Vec<Block> = Vec::new();
    let mut places: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut all = Program::default();
    for page in shown {
        let classes = page.groups.len() - 1;
        for (_, question, numbers) in &page.questions {
            for ((group, n), number) in page.groups[..classes].iter().zip(numbers) {
                let place = *places.entry((group, question)).or_insert(blocks.len());
                if place == blocks.len() {
                    let (group, question) = (group.clone(), question.clone());
                    blocks.push(Block { group, question, first: all.largest.len(), n: *n });
                    all.largest.extend(vec![1; 5 * n]);
                    let block = &blocks[place];
                    let one = |rater| Row {
                        terms: (1..=5).map(|answer| (block.variable(rater, answer), 1)).collect(),
                        least: 0,
                        most: 1,
                    };
                    all.rows.extend((0..*n).map(one));
                }
                let told = blocks[place].rows(*number, k);
                let is_new = |row: &Row| !all.rows.contains(row);
                let told: Vec<_> = told.into_iter().filter(is_new).collect();
                all.rows.extend(told);
            }
        }
    }
    (blocks, all)
}

impl Solved {
    /// Attacks all that these pages and files show of a leader's report.
    pub(super) fn attack(
        &mut self,
        rated: &Rated,
        pages: &BTreeMap<String, String>,
        k: usize,
    ) -> anyhow::Result<()> {
        let own = rated.own(pages);
        let shown: Vec<Shown> = own.values().flat_map(|text| read_all(text)).collect();
        let (blocks, program) = program(&shown, k);
        let truth = truth(rated, &blocks, program.largest.len());
        if !program.fits(&truth) {
            self.misread.push(format!("{}: what was answered is no solution", rated.person.name));
        }
        let by_number: BTreeMap<(String, String), BTreeSet<usize>> = shown
            .iter()
            .flat_map(|page| page.feasible(k))
            .map(|found| ((found.group, found.question), found.answers))
            .collect();
        for (variables, part) in program.parts() {
            let raters = self.answers_of(part)?;
            for one in &raters {
                self.n_answers += one.n;
                self.n_pinned += if one.answers.len() < 2 { one.n } else { 0 };
                self.n_nearly += if one.answers.len() < 3 { one.n } else { 0 };
            }
            // Where a part is one number, looking through all sets of answers has to agree.
            for block in blocks.iter().filter(|block| variables.contains(&block.first)) {
                let key = (block.group.clone(), block.question.clone());
                let Some(other) = by_number.get(&key) else { continue };
                if variables.len() == 5 * block.n && raters.iter().any(|one| one.answers != *other)
                {
                    self.misread
                        .push(format!("{key:?}: {raters:?} by solving, {other:?} by looking"));
                }
            }
        }
        Ok(())
    }

    fn answers_of(&mut self, part: Program) -> anyhow::Result<Vec<Exchangeable>> {
        if let Some(known) = self.known.get(&part) {
            return Ok(known.clone());
        }
        let kinds = exchangeable(&part);
        let mut raters = Vec::new();
        for kind in 0..kinds.len() {
            let mut answers = BTreeSet::new();
            for answer in ANSWERS {
                let found = counted(&part, &kinds, kind, answer).solution()?;
                if found.is_some_and(|counts| part.fits(&dealt(&kinds, &counts))) {
                    answers.insert(answer);
                }
            }
            raters.push(Exchangeable { n: kinds[kind].len(), answers });
        }
        self.known.insert(part, raters.clone());
        Ok(raters)
    }

    /// How many programs there were, equal ones counted once.
    pub(super) fn n_programs(&self) -> usize {
        self.known.len()
    }
}

/// The raters of a part, those together of whom everything is known alike. Each rater is five
/// variables in a row.
fn exchangeable(part: &Program) -> Vec<Vec<usize>> {
    let mut kinds: BTreeMap<Vec<(usize, usize, i64)>, Vec<usize>> = BTreeMap::new();
    for rater in 0..part.largest.len() / 5 {
        let own = 5 * rater..5 * rater + 5;
        let mut kind = Vec::new();
        for (place, row) in part.rows.iter().enumerate().filter(|(_, row)| !is_of_one(row)) {
            let terms = row.terms.iter().filter(|(variable, _)| own.contains(variable));
            kind.extend(terms.map(|(variable, weight)| (place, variable - own.start, *weight)));
        }
        kinds.entry(kind).or_default().push(rater);
    }
    kinds.into_values().collect()
}

/// Whether a row is about one rater: that one gave at most one answer, which is known of everybody.
fn is_of_one(row: &Row) -> bool {
    let mut raters = row.terms.iter().map(|(variable, _)| variable / 5);
    raters.next().is_none_or(|first| raters.all(|rater| rater == first))
        && (row.least, row.most) == (0, 1)
}

/// The same with how many of each kind gave each answer; one rater of a kind gave this answer.
fn counted(part: &Program, kinds: &[Vec<usize>], kind: usize, answer: usize) -> Program {
    let n = |kind: &Vec<usize>| i64::try_from(kind.len()).expect("few raters");
    let largest = kinds.iter().flat_map(|kind| [n(kind); 5]).collect();
    let all = |kind: usize| -> Vec<(usize, i64)> { (0..5).map(|i| (5 * kind + i, 1)).collect() };
    let mut rows: Vec<Row> = part
        .rows
        .iter()
        .filter(|row| !is_of_one(row))
        .map(|row| {
            let mut terms = Vec::new();
            for (place, raters) in kinds.iter().enumerate() {
                let own = 5 * raters[0]..5 * raters[0] + 5;
                let of_first = row.terms.iter().filter(|(variable, _)| own.contains(variable));
                terms.extend(
                    of_first.map(|(which, weight)| (5 * place + which - own.start, *weight)),
                );
            }
            Row { terms, ..*row }
        })
        .collect();
    for (place, raters) in kinds.iter().enumerate() {
        let n_unseen = i64::from(place == kind && answer == 0);
        rows.push(Row { terms: all(place), least: 0, most: n(raters) - n_unseen });
    }
    if answer > 0 {
        rows.push(Row { terms: vec![(5 * kind + answer - 1, 1)], least: 1, most: n(&kinds[kind]) });
    }
    Program { largest, rows }
}

/// Counts of answers, dealt out to single raters.
fn dealt(kinds: &[Vec<usize>], counts: &[i64]) -> Vec<i64> {
    let n: usize = kinds.iter().map(Vec::len).sum();
    let mut values = vec![0; 5 * n];
    for (place, raters) in kinds.iter().enumerate() {
        let mut raters = raters.iter();
        for answer in 0..5 {
            for rater in (0..counts[5 * place + answer]).filter_map(|_| raters.next()) {
                values[5 * rater + answer] = 1;
            }
        }
    }
    values
}

/// What was answered, as a solution.
fn truth(rated: &Rated, blocks: &[Block], n_variables: usize) -> Vec<i64> {
    let mut values = vec![0; n_variables];
    for block in blocks {
        let answers = rated.truth(&block.group, &block.question);
        for (rater, answer) in answers.into_iter().enumerate().filter(|(_, answer)| *answer > 0) {
            if rater < block.n {
                values[block.variable(rater, answer)] = 1;
            }
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(n: usize, number: Option<Number>, k: usize) -> BTreeSet<usize> {
        let groups = vec![("Peers".to_owned(), n), ("All colleagues".to_owned(), n)];
        let questions = vec![("Leading".to_owned(), "Asks first".to_owned(), vec![number, number])];
        let scales = vec![[None, None]; 2];
        let shown = Shown { groups, questions, scales, ..Shown::default() };
        let (_, program) = program(&[shown], k);
        let [(_, part)] = &program.parts()[..] else { panic!("one part") };
        let found = Solved::default().answers_of(part.clone()).unwrap();
        let [one] = &found[..] else { panic!("all can be exchanged: {found:?}") };
        assert_eq!(one.n, n);
        one.answers.clone()
    }

    #[test]
    fn solving_finds_what_looking_through_all_answers_finds() {
        assert_eq!(answers(5, Some(Number::AtLeast(4.6)), 4), [0, 3, 4, 5].into());
        assert_eq!(answers(4, Some(Number::AtMost(1.5)), 4), [1, 2, 3].into());
        assert_eq!(answers(4, Some(Number::Mean(3.2, 2.0, 4.0)), 4), [1, 2, 3, 4, 5].into());
        assert_eq!(answers(4, None, 4).len(), 6, "a number that is not shown tells nothing");
    }

    #[test]
    fn it_succeeds_where_two_numbers_differ_by_one_rater() {
        let block = |n| Block { group: String::new(), question: String::new(), first: 0, n };
        let (all, but_one) = (block(4), block(3));
        let mut part = Program { largest: vec![1; 20], rows: Vec::new() };
        part.rows.extend((0..4).map(|rater| Row {
            terms: (0..5).map(|place| (5 * rater + place, 1)).collect(),
            least: 0,
            most: 1,
        }));
        part.rows.push(all.sum(|_| 1, 4, 4));
        part.rows.extend([all.sum(|answer| answer, 13, 13), but_one.sum(|answer| answer, 8, 9)]);

        let found = Solved::default().answers_of(part).unwrap();

        let mut told: Vec<_> = found.iter().map(|one| (one.n, one.answers.clone())).collect();
        told.sort();
        assert_eq!(told, [(1, [4, 5].into()), (3, [1, 2, 3, 4, 5].into())]);
    }
}
