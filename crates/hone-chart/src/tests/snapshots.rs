//! Typical and extreme charts, to the letter.

use crate::{
    BladeRow, Blades, ChangeRow, Changes, Emphasis, Plane, RowChange, RowFigure, Span, Star, Strip,
    Voice, blade_key, blades, changes, key, plane, reliability, reliability_axis, strip,
    strip_axis,
};

/// One element a line, so that a change can be read.
fn lines(svg: &str) -> String {
    svg.replace("><", ">\n<")
}

fn span(value: f64) -> Span {
    Span::new(value, value - 0.4, value + 0.4)
}

fn plane_of(stars: Vec<Star>) -> String {
    lines(&plane(&Plane {
        id_prefix: "plane".into(),
        title: "Managing and leading in five contrasts".into(),
        description: String::new(),
        stars,
    }))
}

fn star(label: &str, at: (f64, f64), own: Option<(f64, f64)>, emphasis: Emphasis) -> Star {
    Star { label: label.into(), managing: span(at.0), leading: span(at.1), own, emphasis }
}

#[test]
fn a_typical_plane() {
    insta::assert_snapshot!(plane_of(vec![
        star("Vision", (2.7, 4.2), Some((3.5, 3.8)), Emphasis::Keep),
        star("Trust", (3.9, 2.4), Some((3.0, 3.5)), Emphasis::Hone),
        star("Awareness", (1.9, 3.1), Some((1.7, 2.8)), Emphasis::None),
        star("Change", (2.9, 2.6), Some((3.3, 2.8)), Emphasis::None),
    ]));
}

#[test]
fn a_plane_with_all_stars_in_one_corner() {
    let labels = ["Vision", "Trust", "Awareness", "Change", "Risk"];
    let stars = labels.map(|label| star(label, (5.0, 5.0), Some((1.0, 5.0)), Emphasis::None));
    insta::assert_snapshot!(plane_of(stars.to_vec()));
}

#[test]
fn a_panel_with_every_kind_of_row() {
    let row = |voice, name: &str, figure| BladeRow { voice, name: name.into(), figure };
    insta::assert_snapshot!(lines(&blades(&Blades {
        id_prefix: "trust-leading".into(),
        title: "Leading by group".into(),
        description: String::new(),
        rows: vec![
            row(Voice::Own, "You", RowFigure::OneVoice(3.5)),
            row(Voice::Manager, "Your manager", RowFigure::OneVoice(3.0)),
            row(Voice::Reports, "Direct reports", RowFigure::Told(Span::or_higher(4.6, 4.2))),
            row(Voice::Peers, "Peers", RowFigure::Untold),
            row(Voice::Others, "Others", RowFigure::Hidden),
            row(Voice::All, "All colleagues", RowFigure::Told(span(2.4))),
        ],
    })));
}

#[test]
fn small_charts_and_keys() {
    let told = |all| strip(&Strip { all, own: Some(4.0) });
    let small = [
        strip_axis(),
        told(RowFigure::Told(span(2.5))),
        told(RowFigure::Told(Span::or_lower(1.4, 1.8))),
        told(RowFigure::Untold),
        reliability_axis(),
        reliability(0.71, 0.64, 0.75),
        reliability(0.42, 0.2, 0.58),
        reliability(f64::NAN, 0.2, 0.58),
        Voice::EVERY.map(key).concat(),
        blade_key(),
    ];
    insta::assert_snapshot!(lines(&small.join("\n")));
}

#[test]
fn changes_beyond_and_within_the_noise() {
    let row = |name: &str, part: &str, told: Option<(f64, bool)>| ChangeRow {
        name: name.into(),
        part: part.into(),
        change: told.map(|(value, is_beyond_noise)| RowChange {
            value,
            noise: 0.5,
            is_beyond_noise,
        }),
    };
    insta::assert_snapshot!(lines(&changes(&Changes {
        id_prefix: "changes".into(),
        title: "What has changed".into(),
        rows: vec![
            row("Trust", "leading", Some((0.8, true))),
            row("Trust", "managing", Some((-0.4, false))),
            row("Risk", "leading", None),
        ],
    })));
}
