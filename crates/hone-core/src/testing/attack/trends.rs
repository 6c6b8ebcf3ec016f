//! What directions tell of the raters behind them: of the second of two numbers close to each other
//! only this is shown, that it is lower than the first, about the same or higher.
//!
//! How many answered is not shown either, so every number of raters up to those who were asked is
//! looked through.

use super::reader::{Feasible, Number, Shown, answers, is_anonymous, table, tenths};

/// Numbers that lie further apart than this, in tenths, are lower or higher.
const SAME: usize = 5;

/// The directions of one question, group by group; nothing where a page has none.
#[derive(Clone, Debug)]
pub struct Trends {
    /// The groups, without those who are identified, and without all colleagues.
    pub groups: Vec<String>,
    /// Each question, and its word for each group.
    pub questions: Vec<(String, Vec<String>)>,
}

/// The directions of a page, if it is one of a report without numbers.
pub fn read_trends(html: &str) -> Option<Trends> {
    let rows = table(html, "What has changed, as directions")?;
    let head = rows.first()?;
    let is_group = |name: &String| is_anonymous(name) && name != "All colleagues";
    let columns: Vec<usize> = (1..head.len()).filter(|place| is_group(&head[*place])).collect();
    let questions =
        rows.iter().skip(1).filter(|row| row.len() == head.len()).map(|row| {
            (row[0].clone(), columns.iter().map(|column| row[*column].clone()).collect())
        });
    Some(Trends {
        groups: columns.iter().map(|column| head[*column].clone()).collect(),
        questions: questions.collect(),
    })
}

impl Trends {
    /// What single raters can have answered, as far as each direction and the number before it tell.
    /// `n_asked` is how many of a group were asked, which the leader knows.
    pub fn feasible(
        &self,
        before: &[Shown],
        n_asked: impl Fn(&str) -> usize,
        k: usize,
    ) -> Vec<Feasible> {
        let mut all = Vec::new();
        for (question, words) in &self.questions {
            for (group, word) in self.groups.iter().zip(words) {
                let Some(is_it) = direction(word) else { continue };
                let Some(before) = before.iter().find_map(|shown| shown.of(group, question)) else {
                    continue;
                };
                let n = n_asked(group);
                let fits = |(m, sum): &(usize, usize)| is_it(published(*m, *sum), whole(before));
                let cases = (k..=n).flat_map(|m| (m..=5 * m).map(move |sum| (m, sum)));
                let cases: Vec<_> = cases.filter(fits).collect();
                all.push(Feasible {
                    group: group.clone(),
                    question: question.clone(),
                    answers: answers(&cases, n),
                    cases,
                    n,
                });
            }
        }
        all
    }

    /// Directions where there was no number before.
    pub fn beyond_what_was_shown(&self, before: &[Shown]) -> Vec<String> {
        let mut beyond = Vec::new();
        for (question, words) in &self.questions {
            for (group, word) in self.groups.iter().zip(words) {
                let was_asked = before.iter().any(|shown| shown.has(question));
                let was_shown = before.iter().any(|shown| shown.of(group, question).is_some());
                if was_asked && !was_shown && direction(word).is_some() {
                    beyond.push(format!("{word} after no number: {group}, {question}"));
                }
            }
        }
        beyond
    }
}

impl Shown {
    fn has(&self, question: &str) -> bool {
        self.questions.iter().any(|(_, words, _)| words.eq_ignore_ascii_case(question))
    }

    /// The number of a group and a question, if one is shown.
    fn of(&self, group: &str, question: &str) -> Option<Number> {
        let place = self.groups.iter().position(|(name, _)| name == group)?;
        let mut questions = self.questions.iter();
        let (.., numbers) = questions.find(|(_, words, _)| words.eq_ignore_ascii_case(question))?;
        numbers[place]
    }
}

/// Whether a later number, in tenths, stands to an earlier one as a word says.
fn direction(word: &str) -> Option<fn(usize, usize) -> bool> {
    match word {
        "higher" => Some(|now, before| now > before + SAME),
        "lower" => Some(|now, before| before > now + SAME),
        "about the same" => Some(|now, before| now.abs_diff(before) <= SAME),
        _ => None,
    }
}

/// What would have been shown of so many answers with this sum, in tenths; a bound counts as the bound.
fn published(m: usize, sum: usize) -> usize {
    if sum + 2 >= 5 * m {
        (50 * m - 20) / m
    } else if sum <= m + 2 {
        (10 * m + 20).div_ceil(m)
    } else {
        tenths(sum, m)
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 5")]
fn whole(number: Number) -> usize {
    (10.0 * number.value()).round() as usize
}

#[test]
fn a_direction_leaves_what_the_number_and_half_a_point_leave() {
    let number = |value| Some(Number::Mean(value, 1.0, 5.0));
    let before = |value| Shown {
        groups: vec![("Peers".to_owned(), 4), ("All colleagues".to_owned(), 4)],
        questions: vec![("Leading".to_owned(), "Asks first".to_owned(), vec![number(value); 2])],
        ..Shown::default()
    };
    let trends = |word: &str| Trends {
        groups: vec!["Peers".to_owned()],
        questions: vec![("Asks first".to_owned(), vec![word.to_owned()])],
    };
    let left = |word: &str, value, n| trends(word).feasible(&[before(value)], |_| n, 4);

    assert_eq!(left("about the same", 3.0, 6)[0].answers.len(), 6);
    // Above 4.3 lie four answers of which the sum is 18 or more, shown as 4.5.
    let high = left("higher", 3.8, 4);
    assert_eq!(high[0].answers, [3, 4, 5].into());
    assert_eq!(high[0].cases, [(4, 18), (4, 19), (4, 20)]);
    assert_eq!(left("higher", 4.2, 4)[0].cases, [], "no four answers are shown as more than 4.5");
    assert!(left("cannot tell yet", 3.0, 6).is_empty());
    let mut hidden = before(3.0);
    hidden.questions[0].2[0] = None;
    assert_eq!(trends("lower").beyond_what_was_shown(&[hidden]).len(), 1);
    assert!(trends("lower").beyond_what_was_shown(&[before(3.0)]).is_empty());
}
