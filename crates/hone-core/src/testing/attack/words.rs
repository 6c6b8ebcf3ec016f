//! What a word on agreement tells of single raters, beside the numbers: all answers that fit are looked
//! through, by sums of squares, since the word is about nothing else.
//!
//! The raters of one question and group are none of another, so only the sums of their squares meet in
//! a word.

use super::reader::{Number, Shown, cases, table};

/// What every number of answers up to 27 divides, so that no division leaves a rest.
const WHOLE: i64 = 80_313_433_200;

/// The word on a scale: its contrast, its pole, and whether answers lie close together.
pub type Word = (String, String, bool);

/// The words of a page, if it is the one that says why a report says what it says.
pub fn read_words(html: &str) -> Vec<Word> {
    const LABEL: &str = "Whether they agree: the numbers and what they came to";
    let caption = format!("<caption class=\"away\">{LABEL}</caption>");
    // The table has no label, but its caption is the first thing in it.
    let labelled = html.replace(
        &format!("<table class=\"data stack\">{caption}"),
        &format!("<div aria-label=\"{LABEL}\"><table>"),
    );
    let rows = table(&labelled, LABEL).unwrap_or_default();
    let word = |row: &Vec<String>| {
        let (contrast, pole) = row.first()?.rsplit_once(": ")?;
        let is_close = match row.last()?.as_str() {
            said if said.starts_with("They agree") => true,
            said if said.starts_with("Answers do not lie") => false,
            _ => return None,
        };
        Some((contrast.to_owned(), pole.to_owned(), is_close))
    };
    rows.iter().filter_map(word).collect()
}

/// The least and the most that the squares of `m` answers with each sum come to; nothing where no
/// answers have that sum.
struct Squares(Vec<Vec<Option<(i64, i64)>>>);

impl Squares {
    fn up_to(m: usize) -> Self {
        let mut all = vec![vec![None; 5 * m + 1]; m + 1];
        all[0][0] = Some((0, 0));
        for n in 1..=m {
            for sum in n..=5 * n {
                let with = |answer: usize| {
                    let (least, most) = all[n - 1][sum.checked_sub(answer)?]?;
                    let own = whole(answer * answer);
                    Some((least + own, most + own))
                };
                let ends = (1..=5).filter_map(with);
                all[n][sum] = ends.reduce(|(a, b), (c, d)| (a.min(c), b.max(d)));
            }
        }
        Self(all)
    }

    /// The least and the most excess over close answers, of those with the published number in which
    /// somebody gave this answer.
    fn excess(&self, cases: &[(usize, usize)], given: Option<usize>) -> Option<(i64, i64)> {
        let of = |(m, sum): &(usize, usize)| {
            let (n, rest, own) = match given {
                Some(answer) => (m - 1, sum.checked_sub(answer)?, whole(answer * answer)),
                None => (*m, *sum, 0),
            };
            let (least, most) = (*self.0.get(n)?.get(rest)?)?;
            let (m, sum) = (whole(*m), whole(*sum));
            // Close is up to half a point squared about the mean, for each answer.
            let over =
                |squares: i64| WHOLE * (own + squares) - WHOLE / m * sum * sum - WHOLE / 2 * m;
            Some((over(least), over(most)))
        };
        cases.iter().filter_map(of).reduce(|(a, b), (c, d)| (a.min(c), b.max(d)))
    }
}

fn whole(n: usize) -> i64 {
    i64::try_from(n).expect("few raters")
}

/// The answers that a word rules out, and that the numbers beside it do not.
pub(super) fn ruled_out(shown: &Shown, word: &Word, k: usize) -> Vec<String> {
    let (_, pole, is_close) = word;
    let classes = shown.groups.len() - 1;
    let largest = shown.groups.iter().map(|(_, n)| *n).max().unwrap_or_default();
    if largest > 27 {
        return vec![format!("{word:?}: too many raters to look through")];
    }
    let squares = Squares::up_to(largest);
    let mut cells = Vec::new();
    for (of, question, numbers) in &shown.questions {
        if of.to_lowercase() != *pole {
            continue;
        }
        for ((group, n), number) in shown.groups[..classes].iter().zip(numbers) {
            let Some(number) = number else { continue };
            let cases = published(*number, *n, k);
            let any = squares.excess(&cases, None);
            cells.push((format!("{question}, {group}"), cases, any));
        }
    }
    let mut out = Vec::new();
    for (place, (name, cases, own)) in cells.iter().enumerate() {
        let others = cells.iter().enumerate().filter(|(other, _)| *other != place);
        let Some(own) = own else { continue };
        let ends: Option<Vec<_>> = others.map(|(_, (.., any))| *any).collect();
        let Some(ends) = ends else { continue };
        let sum = |end: fn(&(i64, i64)) -> i64| ends.iter().map(end).sum::<i64>();
        let (least, most) = (sum(|ends| ends.0), sum(|ends| ends.1));
        let fits = |(low, high): (i64, i64)| {
            if *is_close { least + low <= 0 } else { most + high > 0 }
        };
        if !fits(*own) {
            out.push(format!("{word:?} fits no answers to {name}"));
        }
        let given =
            (1..=5).filter_map(|answer| Some((answer, squares.excess(cases, Some(answer))?)));
        let lost = given.filter(|(_, ends)| !fits(*ends));
        out.extend(lost.map(|(answer, _)| format!("{word:?} rules {answer} out: {name}")));
    }
    out
}

/// Every case behind a number, by its value too where it is a bound: that depends on how many
/// answered.
fn published(number: Number, n: usize, k: usize) -> Vec<(usize, usize)> {
    let mut all = cases(number, n, k);
    all.retain(|(m, _)| match number {
        Number::Mean(..) => true,
        Number::AtLeast(value) => is_tenths(value, (50 * m - 20) / m),
        Number::AtMost(value) => is_tenths(value, (10 * m + 20).div_ceil(*m)),
    });
    all
}

fn is_tenths(value: f64, tenths: usize) -> bool {
    (10.0 * value - tenths as f64).abs() < 0.1
}

#[test]
fn a_word_on_few_answers_rules_some_out_and_one_on_many_none() {
    let shown = |n: usize, n_questions: usize| {
        let number = Some(Number::Mean(3.0, 2.0, 4.0));
        let question = |i| ("Leading".to_owned(), format!("Question {i}"), vec![number, number]);
        Shown {
            groups: vec![("Peers".to_owned(), n), ("All colleagues".to_owned(), n)],
            questions: (0..n_questions).map(question).collect(),
            ..Shown::default()
        }
    };
    let word = |is_close| ("Trust".to_owned(), "leading".to_owned(), is_close);

    let few = ruled_out(&shown(4, 1), &word(true), 4);
    // With four answers about 3, one of 1 or 5 takes at least 4 + 4/3 squares, and close are 2.
    assert_eq!(few.len(), 2, "{few:?}");
    assert_eq!(ruled_out(&shown(4, 1), &word(false), 4), [""; 0]);
    assert_eq!(ruled_out(&shown(12, 2), &word(true), 4), [""; 0]);
}

#[test]
fn words_are_read_from_the_page_that_says_why() {
    let html = "<table class=\"data stack\"><caption class=\"away\">Whether they agree: the numbers and \
                what they came to</caption><thead><tr><th scope=\"col\">What</th>\
                <th scope=\"col\">By the rule</th></tr></thead>\
                <tbody><tr><th scope=\"row\">Trust: leading</th><td><b>They agree. With</b></td></tr>\
                <tr><th scope=\"row\">Trust: managing</th><td>No word: there are</td></tr></tbody></table>";

    assert_eq!(read_words(html), [("Trust".to_owned(), "leading".to_owned(), true)]);
}
