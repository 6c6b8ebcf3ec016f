//! The odds that somebody gave beside what came true.

use crate::axis::fixed;
use crate::scale::Scale;
use crate::svg::{Anchor, Head, circle, coord, line, path, picture, polygon, text};

const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 354.0;
const LEFT: f64 = 46.0;
const TOP: f64 = 12.0;
const RIGHT: f64 = 346.0;
const BOTTOM: f64 = 312.0;
const MARK: f64 = 3.5;
/// The tallest bar takes a fifth of the height.
const TALLEST: f64 = 60.0;

/// What came true by the odds that were given, from 0 to 100 % both ways. Its heading stands in the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Odds {
    /// Keeps the ids of several charts on a page apart.
    pub id_prefix: String,
    /// What it is about, for those who do not see it.
    pub title: String,
    /// The points, by ascending odds.
    pub points: Vec<OddsPoint>,
}

/// What came at one value of the odds; shares from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OddsPoint {
    /// The odds that were given.
    pub odds: f64,
    /// The share that came true, on a curve that never falls.
    pub share: f64,
    /// Where the curve would begin to lie if the odds were right.
    pub low: f64,
    /// Where it would cease to.
    pub high: f64,
    /// How many had these odds.
    pub n: usize,
}

/// A square with the diagonal, the band, the curve and a bar for how many. Points that are no numbers
/// are left out.
pub fn odds(odds: &Odds) -> String {
    let points: Vec<&OddsPoint> = odds.points.iter().filter(|point| is_finite(point)).collect();
    let body = [
        field(),
        band(&points),
        line("even", (LEFT, BOTTOM), (RIGHT, TOP)),
        curve(&points),
        bars(&points),
        marks(&points),
        numbers(),
    ]
    .concat();
    let description = describe(&points);
    let head = Head { id_prefix: &odds.id_prefix, title: &odds.title, description: &description };
    picture(&head, WIDTH, HEIGHT, &body)
}

fn is_finite(point: &OddsPoint) -> bool {
    [point.odds, point.share, point.low, point.high].iter().all(|x| x.is_finite())
}

fn across(share: f64) -> f64 {
    Scale { from: 0.0, to: 1.0, start: LEFT, end: RIGHT }.place(share).unwrap_or(LEFT)
}

fn up(share: f64) -> f64 {
    Scale { from: 0.0, to: 1.0, start: BOTTOM, end: TOP }.place(share).unwrap_or(BOTTOM)
}

fn percent(share: f64) -> String {
    fixed(share * 100.0, 0)
}

fn describe(points: &[&OddsPoint]) -> String {
    let words: Vec<String> = points
        .iter()
        .map(|point| {
            format!(
                "At odds of {} %, {} % came true, of {}; right odds would lie between {} and {} %.",
                percent(point.odds),
                percent(point.share),
                point.n,
                percent(point.low),
                percent(point.high)
            )
        })
        .collect();
    words.join(" ")
}

fn field() -> String {
    format!(
        r#"<rect class="field-bg" x="{LEFT}" y="{TOP}" width="{}" height="{}"/>"#,
        RIGHT - LEFT,
        BOTTOM - TOP
    )
}

fn band(points: &[&OddsPoint]) -> String {
    let upper = points.iter().map(|point| (across(point.odds), up(point.high)));
    let lower = points.iter().rev().map(|point| (across(point.odds), up(point.low)));
    let corners: Vec<(f64, f64)> = upper.chain(lower).collect();
    if corners.len() < 4 { String::new() } else { polygon("band", &corners) }
}

fn curve(points: &[&OddsPoint]) -> String {
    let steps = points.iter().enumerate().map(|(i, point)| {
        let letter = if i == 0 { "M" } else { "L" };
        format!("{letter}{} {}", coord(across(point.odds)), coord(up(point.share)))
    });
    if points.is_empty() { String::new() } else { path("curve", steps) }
}

fn bars(points: &[&OddsPoint]) -> String {
    let most = points.iter().map(|point| point.n).max().unwrap_or(1).max(1) as f64;
    points
        .iter()
        .filter(|point| point.n > 0)
        .map(|point| {
            let (x, height) = (across(point.odds), TALLEST * point.n as f64 / most);
            line("tally", (x, BOTTOM), (x, BOTTOM - height))
        })
        .collect()
}

fn marks(points: &[&OddsPoint]) -> String {
    points.iter().map(|point| circle("m all", across(point.odds), up(point.share), MARK)).collect()
}

fn numbers() -> String {
    let ticks: String = [0.0, 0.25, 0.5, 0.75, 1.0]
        .into_iter()
        .map(|share| {
            let below = text("", across(share), BOTTOM + 18.0, Anchor::Middle, &percent(share));
            below + &text("", LEFT - 8.0, up(share) + 4.0, Anchor::End, &percent(share))
        })
        .collect();
    [
        ticks,
        text("big", RIGHT, HEIGHT - 6.0, Anchor::End, "Odds you gave, % →"),
        text("big", LEFT + 8.0, TOP + 20.0, Anchor::Start, "↑ Came true, %"),
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::xml::read;

    fn point(odds: f64, share: f64, n: usize) -> OddsPoint {
        OddsPoint { odds, share, low: 0.1, high: 0.9, n }
    }

    fn drawn(points: Vec<OddsPoint>) -> String {
        odds(&Odds { id_prefix: "own".into(), title: "Your <odds>".into(), points })
    }

    #[test]
    fn every_point_is_drawn_and_said_with_its_number_and_its_band() {
        let svg = drawn(vec![point(0.2, 0.25, 4), point(0.8, 0.75, 8)]);

        let elements = read(&svg);
        let marks: Vec<_> = elements.iter().filter(|element| element.is("m")).collect();
        assert_eq!(marks.len(), 2);
        assert_eq!((marks[0].number("cx"), marks[0].number("cy")), (106.0, 237.0));
        let bars: Vec<_> = elements.iter().filter(|element| element.is("tally")).collect();
        assert_eq!(bars[0].attributes["d"], "M106 312L106 282", "half as many, half as tall");
        assert!(svg.contains("At odds of 80 %, 75 % came true, of 8;"), "{svg}");
        assert!(svg.contains("between 10 and 90 %"), "{svg}");
        assert!(elements.iter().any(|element| element.is("band")));
        assert!(!svg.contains("<odds>"));
    }

    #[test]
    fn nothing_but_numbers_is_drawn_and_nothing_leaves_the_square() {
        let wild = OddsPoint { odds: 2.0, share: -1.0, low: -5.0, high: 5.0, n: 1 };
        let svg = drawn(vec![point(f64::NAN, 0.5, 3), wild]);

        let elements = read(&svg);
        let marks: Vec<_> = elements.iter().filter(|element| element.is("m")).collect();
        assert_eq!(marks.len(), 1);
        assert_eq!((marks[0].number("cx"), marks[0].number("cy")), (RIGHT, BOTTOM));
        assert!(read(&drawn(vec![])).iter().all(|element| !element.is("curve")));
    }
}
