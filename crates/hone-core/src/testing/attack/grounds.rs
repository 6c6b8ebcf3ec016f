//! Where each number with a decimal comes from: it stands in a table of the report that the attackers
//! look through, or follows from one, or everybody may read it.
//!
//! So a number that only a paper, an export or one of the smaller pages has is found.

use std::collections::{BTreeMap, BTreeSet};

use hone_model::Sentences;

use super::reader::{Number, Shown, WISHED, is_anonymous, is_near, number, table, words};

/// Pages that say the same to everybody.
const PUBLIC: [&str; 4] = ["/method", "/model", "/model/quality", "/promise"];

/// Words that hold a number in every report alike: examples, a planning value, the version of a format,
/// the marks below a picture.
const ALIKE: [&str; 6] = [
    "‘3.5 to 4.3’",
    "‘4.6 or higher’",
    "a planning value of 0.8 points",
    "VERSION:2.0",
    "-1.5 -1 -0.5 0 +0.5 +1 +1.5",
    "-2 -1.5 -1 -0.5 0 +0.5 +1 +1.5 +2",
];

/// The reliability of one rater that reports assume, with the ends of its range.
const ONE_RATER: [f64; 3] = [0.10, 0.20, 0.30];

/// The numbers with a decimal in a text, without their signs.
pub fn decimals(text: &str) -> BTreeSet<String> {
    let is_part = |c: char| c.is_ascii_digit() || c == '.';
    text.split(|c| !is_part(c))
        .map(|number| number.trim_matches('.'))
        .filter(|number| number.contains('.'))
        .map(ToOwned::to_owned)
        .collect()
}

/// What somebody reads on a page, the descriptions of its pictures included; a file as it is.
fn read_aloud(text: &str) -> String {
    let Some((_, main)) = text.split_once("<main") else { return text.to_owned() };
    let main = main.split("</main>").next().unwrap_or_default();
    let labels = main.split("aria-label=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let labels = labels.collect::<Vec<_>>().join(" ");
    format!("{} {labels}", words(&format!("<main{main}")))
}

/// What is known of the numbers of one report.
#[derive(Debug, Default)]
pub(super) struct Grounds {
    known: BTreeSet<String>,
    /// Numbers that do not follow from those beside them.
    pub(super) beyond: Vec<String>,
}

impl Grounds {
    /// What follows from the tables about one report, and what everybody may read.
    pub(super) fn of(pages: &BTreeMap<String, String>, base: &str, shown: &[Shown]) -> Self {
        let mut grounds = Self::default();
        // The version of the rules by which sentences are chosen.
        grounds.known.insert(Sentences::builtin().version().to_owned());
        for text in PUBLIC.iter().filter_map(|path| pages.get(*path)) {
            grounds.known.extend(decimals(&read_aloud(text)));
        }
        for shown in shown {
            grounds.add_shown(shown);
            grounds.add_ends_of_bounds(shown);
        }
        let own = |path: &&String| path.starts_with(base);
        for html in pages.iter().filter(|(path, _)| own(path)).map(|(_, html)| html) {
            grounds.add_own(html, "Question by question and group by group", "All colleagues");
            grounds.add_lines(html);
            grounds.add_behind_the_picture(html, shown);
        }
        grounds
    }

    fn add(&mut self, numbers: impl IntoIterator<Item = f64>) {
        self.known.extend(numbers.into_iter().map(|number| format!("{:.1}", number.abs())));
    }

    fn add_number(&mut self, number: Option<Number>) {
        self.add(number.iter().flat_map(ends));
    }

    fn add_shown(&mut self, shown: &Shown) {
        for number in shown.questions.iter().flat_map(|(.., numbers)| numbers) {
            self.add_number(*number);
        }
        for number in shown.scales.iter().flatten().chain(&shown.apart) {
            self.add_number(*number);
        }
        let n = shown.groups.last().map_or(0, |(_, n)| *n) as f64;
        let mean = |icc: f64| format!("{:.2}", n * icc / (1.0 + (n - 1.0) * icc));
        self.known.extend(ONE_RATER.map(mean));
        self.known.extend(ONE_RATER.map(|icc| format!("{icc:.2}")));
    }

    /// A bound of all colleagues, a wish's too, has a range, which tables leave out and rules look at.
    fn add_ends_of_bounds(&mut self, shown: &Shown) {
        let wished = shown.questions.iter().filter(|(pole, ..)| pole == WISHED);
        let wished = wished.filter_map(|(.., numbers)| numbers.last());
        let scales = shown.scales.last().into_iter().flatten();
        for number in scales.chain(shown.apart.last()).chain(wished).flatten() {
            self.add(ends_of_bound(*number));
        }
    }

    /// What the leader and managers answered, who are named, and how far that is from all.
    fn add_apart(&mut self, own: &str, all: Option<Number>) {
        let Some(own) = value(own) else { return };
        self.add([own]);
        let bounds = all.into_iter().flat_map(ends_of_bound);
        self.add(all.iter().flat_map(ends).chain(bounds).map(|all| own - all));
    }

    fn add_own(&mut self, html: &str, label: &str, all: &str) {
        let rows = table(html, label).unwrap_or_default();
        let Some((head, rows)) = rows.split_first() else { return };
        let all = head.iter().position(|name| name == all);
        for row in rows {
            let own = head.iter().enumerate().skip(1).filter(|(_, name)| !is_anonymous(name));
            for (place, _) in own {
                let all = all.and_then(|all| number(row.get(all)?));
                self.add_apart(row.get(place).map_or("", String::as_str), all);
            }
        }
    }

    /// What the leader and managers say of managing, of leading and of what they wish, and how far
    /// leading and managing lie apart; these were rounded, so by a tenth more or less.
    fn add_lines(&mut self, html: &str) {
        let poles = self.add_rows_of_own(html, "Who sees what, as a table");
        self.add_rows_of_own(html, "Now and wished, as a table");
        for [managing, leading] in poles {
            self.add([-0.1, 0.0, 0.1].map(|rounded| leading - managing + rounded));
        }
    }

    /// Adds the two numbers in each line of somebody who is named, and hands them on where both are told.
    fn add_rows_of_own(&mut self, html: &str, label: &str) -> Vec<[f64; 2]> {
        let rows = table(html, label).unwrap_or_default();
        let all = rows.iter().find(|row| row[0] == "All colleagues");
        let mut told = Vec::new();
        for own in rows.iter().skip(1).filter(|row| !is_anonymous(&row[0])) {
            for place in 2..own.len() {
                self.add_apart(&own[place], all.and_then(|all| number(all.get(place)?)));
            }
            if let [_, _, first, second] = &own[..] {
                told.extend(value(first).zip(value(second)).map(Into::<[f64; 2]>::into));
            }
        }
        told
    }

    /// Managing, leading and their difference for all colleagues, then for the leader.
    fn add_behind_the_picture(&mut self, html: &str, shown: &[Shown]) {
        for row in table(html, "The numbers behind the picture").unwrap_or_default() {
            let [name, managing, leading, apart, rest @ ..] = &row[..] else { continue };
            let [managing, leading, apart] = [managing, leading, apart].map(|cell| number(cell));
            let ends = leading.zip(managing).map(|(l, m)| l.value() - m.value());
            if apart.is_some_and(|a| !ends.is_some_and(|ends| is_near(a.value(), ends))) {
                self.beyond.push(format!("{name}, leading less managing: {apart:?}"));
            }
            let scales = shown.iter().find(|shown| shown.name == *name);
            let scales = scales.and_then(|shown| shown.scales.last());
            if scales.is_some_and(|scales| *scales != [managing, leading]) {
                self.beyond.push(format!("{name}: {managing:?} and {leading:?} beside {scales:?}"));
            }
            self.add_number(apart);
            // A wish stands before what the leader says, where there is one.
            let own = &rest[rest.len().saturating_sub(2)..];
            for (own, all) in own.iter().zip([managing, leading]) {
                self.add_apart(own, all);
            }
        }
    }

    /// The same with all that is known of another report, and what has changed since.
    pub(super) fn with_earlier(mut self, earlier: Self, growth: &str) -> Self {
        self.known.extend(earlier.known);
        for row in table(growth, "What has changed, as a table").unwrap_or_default() {
            let [name, then, now, change, floor, ..] = &row[..] else { continue };
            let Some(Number::Mean(value, low, high)) = number(change) else { continue };
            let ends = number(then).zip(number(now));
            let floor: Option<f64> = floor.parse().ok();
            let is_grown = ends.zip(floor).is_some_and(|((then, now), floor)| {
                let is_change = is_near(value, now.value() - then.value());
                is_change && is_noise([then, now], [value - low, high - value, floor - 0.1])
            });
            if !is_grown {
                self.beyond.push(format!("{name}: {change} and {floor:?} from {then} to {now}"));
            }
            self.add([value, low, high]);
            self.add(floor);
        }
        self
    }

    /// The numbers of a text that have no ground.
    pub(super) fn foreign(&self, path: &str, text: &str) -> Vec<String> {
        let text = read_aloud(text).split_whitespace().collect::<Vec<_>>().join(" ");
        let text = ALIKE.iter().fold(text, |text, alike| text.replace(alike, ""));
        let foreign = decimals(&text).into_iter().filter(|n| !self.known.contains(n));
        foreign
            .map(|number| {
                let place = around(&text, &number);
                format!("{path} says {number}, which no number of the report is: … {place} …")
            })
            .collect()
    }
}

/// The number that a cell begins with.
fn value(cell: &str) -> Option<f64> {
    cell.split_whitespace().next()?.parse().ok()
}

/// Where a number stands in a text, with some words on both sides.
fn around(text: &str, number: &str) -> String {
    const WORDS: usize = 12;
    let words: Vec<_> = text.split_whitespace().collect();
    let at = words.iter().position(|word| word.contains(number)).unwrap_or_default();
    words[at.saturating_sub(WORDS)..(at + WORDS).min(words.len())].join(" ")
}

/// Everything that is written of a number.
fn ends(number: &Number) -> Vec<f64> {
    match number {
        Number::Mean(value, low, high) => vec![*value, *low, *high],
        Number::AtLeast(value) | Number::AtMost(value) => vec![*value],
    }
}

/// Where the range of a bound can end: where answers do, and on the other side up to two points from
/// the bound. Where exactly follows from the rule, by who was told; that is not made again here.
fn ends_of_bound(number: Number) -> Vec<f64> {
    let inwards = match number {
        Number::Mean(..) => return Vec::new(),
        Number::AtLeast(_) => -0.1,
        Number::AtMost(_) => 0.1,
    };
    let inner = (0..=20).map(|tenths| number.value() + inwards * f64::from(tenths));
    inner.chain([1.0, 5.0]).collect()
}

/// Whether the noise of a change, by three roads, is the root of the squares of both ranges, as far as
/// these are shown: a range that an end cut off may have been wider.
fn is_noise([then, now]: [Number; 2], noise: [f64; 3]) -> bool {
    let is_one = noise.iter().all(|other| is_near(*other, noise[0]));
    let reach = |number| match number {
        Number::Mean(value, low, high) if low > 1.0 || high < 5.0 => {
            Some((value - low).max(high - value))
        }
        _ => None,
    };
    let Some((then, now)) = reach(then).zip(reach(now)) else { return is_one };
    let squares = |less: f64| {
        let [then, now] = [then, now].map(|reach| (reach - less).max(0.0));
        then * then + now * now
    };
    let square = |noise: f64| noise.max(0.0) * noise.max(0.0);
    is_one
        && square(noise[0] + 0.0501) >= squares(0.1001)
        && square(noise[0] - 0.1501) <= squares(0.0)
}

#[test]
fn a_number_without_ground_is_found_and_one_with_it_is_not() {
    let number = Some(Number::Mean(3.2, 2.2, 4.2));
    let shown = Shown {
        groups: vec![("Peers".to_owned(), 5), ("All colleagues".to_owned(), 5)],
        questions: vec![("Leading".to_owned(), "Asks first".to_owned(), vec![number; 2])],
        ..Shown::default()
    };
    let grounds = Grounds::of(&BTreeMap::new(), "/reports/1", &[shown]);

    let said = "<main><p aria-label=\"From 2.2 to 4.3\">3.2</p> with 0.56 by 3.25</main>";
    assert_eq!(grounds.foreign("/x", said).len(), 2, "{:?}", grounds.foreign("/x", said));
    assert_eq!(grounds.foreign("/x", "3.2, 2.2 to 4.2. 4"), [""; 0]);
}

#[test]
fn what_the_leader_says_is_a_ground_and_what_follows_from_it() {
    let row = |cells: [&str; 4]| {
        let cells = cells.map(|cell| format!("<td>{cell}</td>")).concat();
        format!("<tr>{cells}</tr>")
    };
    let page = |label: &str, rows: String| {
        format!("<div aria-label=\"{label}\"><table>{}{rows}</table></div>", row(["Group"; 4]))
    };
    let own = row(["You", "1", "1.5 one voice", "3.5 one voice"]);
    let all = row(["All colleagues", "6", "4.5 or higher", "3.1 2.6 to 3.6"]);
    let peers = row(["Peers", "6", "2.2 1.9 to 2.4", "3.1 2.6 to 3.6"]);
    let seen = page("Who sees what, as a table", own + &peers + &all);
    let wished = page("Now and wished, as a table", row(["You", "1", "3.5", "4.5"]));
    let pages = [("/reports/1/trust".to_owned(), seen + &wished)].into();

    let grounds = Grounds::of(&pages, "/reports/1", &[]);

    let foreign = |text: &str| grounds.foreign("/x", text).len();
    assert_eq!(foreign("1.5 and 3.5, apart by 2.0, from all by 0.4; wished 4.5"), 0);
    assert_eq!(
        foreign("3.0 lower, 2.2 to 3.5"),
        0,
        "a bound that is told, and where its range ends"
    );
    assert_eq!(foreign("3.1 and 3.7 and 0.2"), 3);
}

#[test]
fn the_noise_of_a_change_follows_from_the_ranges() {
    let number = |value: f64| Number::Mean(value, value - 0.8, value + 0.8);

    // The root of twice the squares of 0.71 to 0.8 is 1.0 to 1.13.
    assert!(is_noise([number(3.0), number(3.5)], [1.1; 3]));
    assert!(!is_noise([number(3.0), number(3.5)], [1.6; 3]));
    assert!(!is_noise([number(3.0), number(3.5)], [0.7; 3]));
    assert!(!is_noise([number(3.0), number(3.5)], [1.1, 1.1, 1.3]));
}
