//! Somebody who only reads pages: crawls whatever they may open, takes the numbers out of it, and
//! works out what single raters can have answered. It knows the rule, which is public, and nothing
//! of how Hone is built.
//!
//! Whether totals tell anything is not assumed: each is made again from the numbers shown beside it,
//! and one that is no function of them is reported. What is left are the numbers of single questions
//! and groups, which have no rater in common but those of the same group; so all sets of answers that
//! fit such a number can be looked through, and no solver has to be trusted.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::files;

/// A number as it is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// A mean with the ends of its range.
    Mean(f64, f64, f64),
    /// A bound: this or higher.
    AtLeast(f64),
    /// A bound: this or lower.
    AtMost(f64),
}

/// What the report of one contrast shows.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// The name of the contrast.
    pub name: String,
    /// The groups and how many people each has, all colleagues last.
    pub groups: Vec<(String, usize)>,
    /// Each question: its pole, its words, and the number of each group; a wish is one of its own kind.
    pub questions: Vec<(String, String, Vec<Option<Number>>)>,
    /// Each group: what its line says of managing and of leading.
    pub scales: Vec<[Option<Number>; 2]>,
    /// What stands beside a wish as what is seen now, for each group; nothing where there is no wish.
    pub now: Vec<Option<Number>>,
    /// Each group: leading less managing; empty where that is not said.
    pub apart: Vec<Option<Number>>,
}

/// What a rater of a group can have answered to a question, as far as its number tells.
#[derive(Clone, Debug)]
pub struct Feasible {
    /// The group.
    pub group: String,
    /// The words of the question.
    pub question: String,
    /// Every pair of number of answers and their sum that fits.
    pub cases: Vec<(usize, usize)>,
    /// What one of them can have answered; 0 for 'I could not see this'.
    pub answers: BTreeSet<usize>,
    /// How many people the group has.
    pub n: usize,
}

/// What stands for a pole where a question is a wish.
pub(super) const WISHED: &str = "Wished";

/// The same document on other paper.
const OTHER_PAPER: &str = "?paper=letter";

/// Every page and file that can be reached by links from these addresses, as [`text_of`] reads it.
///
/// [`text_of`]: super::files::text_of
pub async fn crawl(
    addresses: Vec<String>,
    mut get: impl AsyncFnMut(&str) -> Option<String>,
) -> BTreeMap<String, String> {
    let mut pages = BTreeMap::new();
    let mut waiting = VecDeque::from(addresses);
    while let Some(path) = waiting.pop_front() {
        if pages.contains_key(&path) || path.starts_with("/static/") {
            continue;
        }
        let Some(html) = get(&path).await else { continue };
        for link in html.split("href=\"").skip(1) {
            let link = link.split(['"', '#']).next().unwrap_or_default();
            let is_new = !pages.contains_key(link) && !link.ends_with(OTHER_PAPER);
            if link.starts_with('/') && is_new {
                waiting.push_back(link.to_owned());
            }
        }
        pages.insert(path, html);
    }
    pages
}

/// What a page or a file shows of a report, contrast by contrast; nothing where it is about something
/// else.
pub fn read_all(text: &str) -> Vec<Shown> {
    let exported = || files::read(text).map(|exported| exported.shown).unwrap_or_default();
    read(text).map_or_else(exported, |shown| vec![shown])
}

/// The numbers of a page, if it is one of a report about a contrast.
pub fn read(html: &str) -> Option<Shown> {
    let by_group = table(html, "Question by question and group by group")?;
    let lines = table(html, "Who sees what, as a table")?;
    let people = |row: &[String]| Some((row.first()?.clone(), row.get(1)?.parse().ok()?));
    let all: Vec<(String, usize)> = lines.iter().filter_map(|row| people(row)).collect();
    let groups: Vec<_> = all.iter().filter(|(name, _)| is_anonymous(name)).cloned().collect();
    let columns: Vec<usize> = groups
        .iter()
        .map(|(name, _)| by_group[0].iter().position(|head| head == name))
        .collect::<Option<_>>()?;
    let (_, title) = html.split_once("<p class=\"where\">")?;
    let name = words(&format!("<p>{}", title.split(" &middot;").next()?));
    let mut shown = Shown { name, groups, ..Shown::default() };
    let mut pole = String::new();
    for row in &by_group[1..] {
        match &row[..] {
            [name] => pole.clone_from(name),
            row => {
                let numbers = columns.iter().map(|column| row.get(*column).and_then(|c| number(c)));
                shown.questions.push((pole.clone(), row[0].clone(), numbers.collect()));
            }
        }
    }
    let line = |name: &str| lines.iter().find(|row| row.first().is_some_and(|first| first == name));
    for (name, _) in &shown.groups {
        let row = line(name)?;
        shown.scales.push([2, 3].map(|column| row.get(column).and_then(|cell| number(cell))));
    }
    if let Some(wished) = table(html, "Now and wished, as a table") {
        let words = wished.first()?.get(3)?.clone();
        let row = |name: &str| wished.iter().find(|row| row.first().is_some_and(|f| f == name));
        let told = |name: &str, column: usize| number(row(name)?.get(column)?);
        let numbers = shown.groups.iter().map(|(name, _)| told(name, 3)).collect();
        shown.now = shown.groups.iter().map(|(name, _)| told(name, 2)).collect();
        shown.questions.push((WISHED.to_owned(), words, numbers));
    }
    Some(shown)
}

/// The numbers of a page that says what people have seen change, if it does.
pub fn read_change(html: &str) -> Option<Shown> {
    let label = "What people say has changed, question by question and group by group";
    let rows = table(html, label)?;
    let [heads, people, questions @ ..] = &rows[..] else { return None };
    let is_anonymous = |(_, name): &(usize, &String)| {
        !name.starts_with("You") && !["Question", "In words"].contains(&name.as_str())
    };
    let columns: Vec<_> = heads.iter().enumerate().filter(is_anonymous).collect();
    let group = |(column, name): &(usize, &String)| {
        Some(((*name).clone(), people.get(*column)?.parse().ok()?))
    };
    let groups: Vec<_> = columns.iter().map(group).collect::<Option<_>>()?;
    let question = |row: &Vec<String>| {
        let cell = |(column, _): &(usize, &String)| row.get(*column).and_then(|c| number(c));
        (String::new(), row[0].clone(), columns.iter().map(cell).collect())
    };
    let scales = vec![[None; 2]; groups.len()];
    let questions = questions.iter().map(question).collect();
    Some(Shown { groups, questions, scales, ..Shown::default() })
}

/// The texts of the cells of a table, row by row, the head first.
pub(super) fn table(html: &str, label: &str) -> Option<Vec<Vec<String>>> {
    let (_, rest) = html.split_once(&format!("aria-label=\"{label}\""))?;
    let (_, rest) = rest.split_once("<table")?;
    let (table, _) = rest.split_once("</table>")?;
    let row = |row: &str| -> Vec<String> {
        let cells = row.replace("<td", "<th");
        cells.split("<th").skip(1).filter(|cell| !cell.starts_with("ead")).map(words).collect()
    };
    Some(table.split("<tr").skip(1).map(row).filter(|row| !row.is_empty()).collect())
}

/// What stands in a cell, without tags.
pub(super) fn words(cell: &str) -> String {
    let parts = cell.split('<');
    let text = parts.map(|part| part.split_once('>').map_or("", |(_, text)| text));
    let text = text.collect::<Vec<_>>().join(" ").replace('*', " ").replace('−', "-");
    let text = text.replace("&#39;", "'").replace("&#34;", "\"").replace("&amp;", "&");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a voice is one of several people who are not named. What it is not is the leader or a
/// manager, whom a coach reads of by name.
pub(super) fn is_anonymous(name: &str) -> bool {
    let name = name.to_lowercase();
    ["all colleagues", "direct reports", "peers", "others"].iter().any(|of| name.contains(of))
}

/// With a capital first.
pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

pub(super) fn number(cell: &str) -> Option<Number> {
    let words: Vec<_> = cell.split_whitespace().collect();
    let value = |word: &str| word.parse::<f64>().ok();
    match words[..] {
        [first, "or", "higher"] => Some(Number::AtLeast(value(first)?)),
        [first, "or", "lower"] => Some(Number::AtMost(value(first)?)),
        [first, low, "to", high] => Some(Number::Mean(value(first)?, value(low)?, value(high)?)),
        _ => None,
    }
}

impl Number {
    /// The number itself.
    pub fn value(self) -> f64 {
        match self {
            Self::Mean(value, ..) | Self::AtLeast(value) | Self::AtMost(value) => value,
        }
    }
}

impl Shown {
    /// What single raters can have answered, for each number of a question and a group.
    pub fn feasible(&self, k: usize) -> Vec<Feasible> {
        let mut all = Vec::new();
        let classes = self.groups.len() - 1;
        for (_, question, numbers) in &self.questions {
            for (i, (group, n)) in self.groups[..classes].iter().enumerate() {
                if let Some(number) = numbers[i] {
                    let cases = cases(number, *n, k);
                    all.push(Feasible {
                        group: group.clone(),
                        question: question.clone(),
                        answers: answers(&cases, *n),
                        n: *n,
                        cases,
                    });
                }
            }
        }
        all
    }

    /// Totals and ranges that are no function of the numbers shown beside them, and so would tell
    /// more than these. In a round of many leaders the spread of a question is measured over all of
    /// them; in a small one it is the same for all questions.
    pub fn beyond_what_is_shown(&self, k: usize, is_measured: bool) -> Vec<String> {
        let mut beyond = Vec::new();
        let classes = self.groups.len() - 1;
        for (_, question, numbers) in &self.questions {
            if !is_mean(numbers[classes], &self.weighted(&numbers[..classes])) {
                beyond.push(format!("all colleagues, {question}: {numbers:?}"));
            }
        }
        for (place, pole) in ["Managing", "Leading"].iter().enumerate() {
            let of_pole: Vec<_> = self.questions.iter().filter(|(of, ..)| of == pole).collect();
            let scales: Vec<_> = self.scales.iter().map(|scales| scales[place]).collect();
            for (i, scale) in scales[..classes].iter().enumerate() {
                let items =
                    of_pole.iter().filter_map(|(.., numbers)| Some((numbers[i]?.value(), 1.0)));
                if !is_mean(*scale, &items.collect::<Vec<_>>()) {
                    beyond.push(format!("{}, {pole}: {scale:?}", self.groups[i].0));
                }
            }
            if !is_mean(scales[classes], &self.weighted(&scales[..classes])) {
                beyond.push(format!("all colleagues, {pole}: {scales:?}"));
            }
        }
        let leading: Vec<_> = self.scales.iter().map(|scales| scales[1]).collect();
        if !self.now.is_empty() && self.now != leading {
            beyond.push(format!("leading beside the wish: {:?}", self.now));
        }
        for ((group, _), (apart, [managing, leading])) in
            self.groups.iter().zip(self.apart.iter().zip(&self.scales))
        {
            let ends = leading.zip(*managing).map(|(l, m)| l.value() - m.value());
            if !apart.is_none_or(|apart| ends.is_some_and(|ends| is_near(apart.value(), ends))) {
                beyond.push(format!("{group}, leading less managing: {apart:?}"));
            }
        }
        if is_measured {
            let uneven =
                self.questions.iter().filter(|(.., numbers)| !self.has_one_spread(numbers, k));
            beyond.extend(uneven.map(|(_, question, _)| format!("ranges of {question}")));
        } else {
            let uneven = (0..classes).filter(|group| !self.has_one_width(*group));
            beyond.extend(uneven.map(|group| format!("ranges of {}", self.groups[group].0)));
        }
        beyond
    }

    /// The numbers that are shown, each with the size of its group.
    fn weighted(&self, numbers: &[Option<Number>]) -> Vec<(f64, f64)> {
        let sizes = self.groups.iter().map(|(_, n)| *n as f64);
        numbers.iter().zip(sizes).filter_map(|(number, n)| Some(((*number)?.value(), n))).collect()
    }

    /// Whether one width explains all ranges of a group, so that none of them tells more than its
    /// number. Ends at 1 and 5 are cut off.
    fn has_one_width(&self, group: usize) -> bool {
        let numbers = self.questions.iter().filter_map(|question| question.2[group]);
        has_one(numbers.flat_map(halves).map(|half| (half, 1)))
    }

    /// Whether one spread explains the ranges of a question, whose widths then depend on nothing but
    /// the sizes of the groups.
    fn has_one_spread(&self, numbers: &[Option<Number>], k: usize) -> bool {
        let sizes = self.groups[..self.groups.len() - 1].iter().map(|(_, n)| n.div_ceil(2).max(k));
        let shown = numbers.iter().zip(sizes).filter_map(|(number, m)| Some(((*number)?, m)));
        has_one(shown.flat_map(|(number, m)| halves(number).into_iter().map(move |half| (half, m))))
    }
}

/// Half the width of a range, to both sides, where neither is cut off.
fn halves(number: Number) -> Vec<f64> {
    let Number::Mean(value, low, high) = number else { return Vec::new() };
    let sides = [(value - low, low <= 1.0), (high - value, high >= 5.0)];
    sides.into_iter().filter(|(_, is_cut)| !is_cut).map(|(half, _)| half).collect()
}

/// Whether one spread explains all of these halves of ranges, each of so many answers: a half is
/// rounded up to tenths, and its square times the number of answers is the same for all.
fn has_one(halves: impl Iterator<Item = (f64, usize)>) -> bool {
    let (mut least, mut most) = (0.0_f64, f64::INFINITY);
    for (half, n_answers) in halves {
        let square = |half: f64| half * half * n_answers as f64;
        least = least.max(square((half - 0.1001).max(0.0)));
        most = most.min(square(half + 0.0001));
    }
    least <= most
}

/// Whether two numbers are the same in tenths.
pub(super) fn is_near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 0.0501
}

/// Whether a total, if it is shown, is the mean of these numbers with their weights.
fn is_mean(total: Option<Number>, parts: &[(f64, f64)]) -> bool {
    let Some(total) = total else { return true };
    // A bound is rounded away from its end, a mean to the nearest tenth.
    let leeway = if matches!(total, Number::Mean(..)) { 0.0501 } else { 0.1001 };
    let weight: f64 = parts.iter().map(|(_, weight)| weight).sum();
    let mean = parts.iter().map(|(part, weight)| part * weight).sum::<f64>() / weight;
    (mean - total.value()).abs() <= leeway
}

/// Every number of answers and every sum of them that gives what is shown of a group of `n`.
pub(super) fn cases(number: Number, n: usize, k: usize) -> Vec<(usize, usize)> {
    let fewest = k.max(n.div_ceil(2));
    let all = (fewest..=n).flat_map(|m| (m..=5 * m).map(move |sum| (m, sum)));
    let fits = |&(m, sum): &(usize, usize)| {
        let is_top = sum + 2 >= 5 * m;
        let is_bottom = sum <= m + 2;
        match number {
            Number::AtLeast(_) => is_top,
            Number::AtMost(_) => is_bottom && !is_top,
            Number::Mean(value, ..) => {
                !is_top && !is_bottom && (tenths(sum, m) as f64 - 10.0 * value).abs() < 0.1
            }
        }
    };
    all.filter(fits).collect()
}

/// A mean in tenths, halves to the even one.
pub(super) fn tenths(sum: usize, m: usize) -> usize {
    let (whole, rest) = (10 * sum / m, 10 * sum % m);
    let is_up = 2 * rest > m || (2 * rest == m && whole % 2 == 1);
    whole + usize::from(is_up)
}

/// Whether one of `m` answers with a sum can be this one.
pub(super) fn is_possible(answer: usize, m: usize, sum: usize) -> bool {
    (m - 1..=5 * (m - 1)).contains(&(sum.wrapping_sub(answer)))
}

pub(super) fn answers(cases: &[(usize, usize)], n: usize) -> BTreeSet<usize> {
    let mut answers: BTreeSet<_> = (1..=5)
        .filter(|answer| cases.iter().any(|(m, sum)| is_possible(*answer, *m, *sum)))
        .collect();
    if cases.iter().any(|(m, _)| *m < n) {
        answers.insert(0);
    }
    answers
}

/// How many answers another rater can have given when somebody tells that theirs was `told`.
pub fn left_for_insider(found: &Feasible, told: usize) -> usize {
    let rest = found.cases.iter().filter(|(m, sum)| *m > 1 && is_possible(told, *m, *sum));
    let rest: Vec<_> = rest.map(|(m, sum)| (m - 1, sum - told)).collect();
    answers(&rest, found.n - 1).len()
}

#[test]
fn the_attacker_succeeds_where_a_rule_would_be_too_weak() {
    let group = |n: usize| vec![("Peers".to_owned(), n), ("All colleagues".to_owned(), n)];
    let question = |number: Number| {
        vec![("Leading".to_owned(), "Asks first".to_owned(), vec![Some(number), Some(number)])]
    };
    let shown = |n: usize, number: Number| Shown {
        groups: group(n),
        questions: question(number),
        scales: vec![[None, Some(number)]; 2],
        ..Shown::default()
    };

    let alone = shown(1, Number::Mean(4.0, 3.0, 5.0)).feasible(1);
    assert_eq!(alone[0].answers, [].into(), "one answer is always within two points of an end");
    let two = shown(2, Number::Mean(3.0, 2.0, 4.0)).feasible(2);
    assert_eq!(two[0].answers.len(), 5);
    assert_eq!(left_for_insider(&two[0], 4), 1, "the other one gave a two");
    let honest = shown(5, Number::Mean(3.2, 2.2, 4.2));
    assert_eq!(honest.feasible(4)[0].answers.len(), 6, "somebody may have seen nothing");
    assert_eq!(honest.beyond_what_is_shown(4, false), [""; 0]);

    let mut exact = honest.clone();
    exact.questions[0].2[1] = Some(Number::Mean(3.3, 2.3, 4.3));
    assert_eq!(exact.beyond_what_is_shown(4, false).len(), 1, "a total of its own");
    let mut twice = honest.clone();
    twice.now = vec![Some(Number::Mean(3.1, 2.1, 4.1)), twice.scales[1][1]];
    assert_eq!(twice.beyond_what_is_shown(4, false).len(), 1, "another leading beside the wish");
    let mut uneven = honest;
    uneven.questions.push(("Managing".to_owned(), "Plans".to_owned(), vec![None, None]));
    uneven.questions[1].2[0] = Some(Number::Mean(3.4, 2.8, 4.0));
    assert_eq!(uneven.beyond_what_is_shown(4, false), ["ranges of Peers"]);
    assert_eq!(uneven.beyond_what_is_shown(4, true), [""; 0]);
}
