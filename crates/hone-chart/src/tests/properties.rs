//! Thousands of random charts, each checked as a whole.

use super::random::Random;
use super::xml::{Element, read};
use crate::{bars, blades, changes, curve, figures, plane, reliability, strip, text};

fn every_kind(n_runs: u64, check: impl Fn(&str)) {
    for seed in 0..n_runs {
        let mut random = Random(seed);
        check(&plane(&random.plane()));
        check(&blades(&random.blades()));
        check(&changes(&random.changes()));
        check(&strip(&random.strip()));
        check(&figures(&random.figures()));
        check(&curve(&random.curve()));
        check(&bars(&random.bars()));
        check(&reliability(random.value() / 5.0, random.value() / 5.0, random.value() / 5.0));
    }
}

#[test]
fn nothing_is_drawn_outside_of_the_picture() {
    every_kind(2000, |svg| {
        let elements = read(svg);
        let root = elements.last().unwrap();
        let edges: Vec<f64> =
            root.attributes["viewBox"].split(' ').map(|edge| edge.parse().unwrap()).collect();
        for element in &elements {
            for (x, y) in reach(element) {
                let inside = (0.0..=edges[2]).contains(&x) && (0.0..=edges[3]).contains(&y);
                assert!(inside, "({x}, {y}) of {element:?} in {svg}");
            }
        }
    });
}

#[test]
fn every_chart_is_well_formed_and_holds_no_broken_number() {
    every_kind(200, |svg| {
        for element in read(svg) {
            for (key, value) in &element.attributes {
                assert!(!value.contains("NaN") && !value.contains("inf"), "{key}={value}");
            }
            assert!(!element.text.contains("NaN") && !element.text.contains("inf"), "{element:?}");
        }
    });
}

#[test]
fn colours_and_fonts_are_left_to_the_style_sheet() {
    every_kind(200, |svg| {
        for element in read(svg) {
            for key in ["style", "fill", "stroke", "font-size", "font-family", "opacity"] {
                assert!(!element.attributes.contains_key(key), "{key} on {element:?}");
            }
        }
    });
}

/// The outermost points that an element draws.
fn reach(element: &Element) -> Vec<(f64, f64)> {
    match element.name.as_str() {
        "circle" => {
            let (x, y, r) = (element.number("cx"), element.number("cy"), element.number("r"));
            vec![(x - r, y - r), (x + r, y + r)]
        }
        "rect" => {
            let (x, y) = (element.number("x"), element.number("y"));
            vec![(x, y), (x + element.number("width"), y + element.number("height"))]
        }
        "polygon" => pairs(&element.attributes["points"]),
        "path" => steps(&element.attributes["d"]),
        "text" => text_box(element),
        _ => Vec::new(),
    }
}

fn pairs(points: &str) -> Vec<(f64, f64)> {
    let pair = |pair: &str| {
        let (x, y) = pair.split_once(',').unwrap();
        (x.parse().unwrap(), y.parse().unwrap())
    };
    points.split(' ').map(pair).collect()
}

/// Follows `M`, `L`, `H`, `V` and `v`.
fn steps(path: &str) -> Vec<(f64, f64)> {
    let (mut points, mut at) = (Vec::new(), (0.0, 0.0));
    let starts: Vec<usize> =
        path.match_indices(|c: char| c.is_ascii_alphabetic()).map(|(i, _)| i).collect();
    for (n, &start) in starts.iter().enumerate() {
        let end = starts.get(n + 1).copied().unwrap_or(path.len());
        let numbers: Vec<f64> =
            path[start + 1..end].split(' ').map(|n| n.parse().unwrap()).collect();
        at = match (&path[start..=start], numbers.as_slice()) {
            ("M" | "L", &[x, y]) => (x, y),
            ("H", &[x]) => (x, at.1),
            ("V", &[y]) => (at.0, y),
            ("v", &[dy]) => (at.0, at.1 + dy),
            step => panic!("unknown step {step:?} in {path}"),
        };
        points.push(at);
    }
    points
}

fn text_box(element: &Element) -> Vec<(f64, f64)> {
    let size = if element.is("big") { 14.0 } else { 13.0 };
    let width = text::width(&element.text, size);
    let (x, y) = (element.number("x"), element.number("y"));
    let left = match element.attributes.get("text-anchor").map(String::as_str) {
        Some("middle") => x - width / 2.0,
        Some("end") => x - width,
        _ => x,
    };
    vec![(left, y - 0.8 * size), (left + width, y + 0.25 * size)]
}
