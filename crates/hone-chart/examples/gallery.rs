//! A page with every chart, typical and extreme, to look at in a browser.
//!
//! `cargo run -p hone-chart --example gallery -- hone.css > gallery.html`; the argument is the address
//! of the style sheet as the page sees it.

use hone_chart::{
    BladeRow, Blades, ChangeRow, Changes, Emphasis, Plane, RowChange, RowFigure, Span, Star, Strip,
    Voice, blade_key, blades, changes, key, plane, reliability, reliability_axis, strip,
    strip_axis,
};

#[expect(clippy::print_stdout, reason = "printing the page is all that this does")]
fn main() {
    let sheet = std::env::args().nth(1).unwrap_or_else(|| "hone.css".into());
    let parts = [planes(), panels(), growth(), strips(), forecasts()].concat();
    println!(
        r#"<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Charts</title><link rel="stylesheet" href="{sheet}"><body><main>{}{parts}</main></body></html>"#,
        keys()
    );
}

fn keys() -> String {
    let voices: String =
        Voice::EVERY.map(|voice| format!("<li>{} {}</li>", key(voice), voice.class())).concat();
    format!(r#"<ul class="keys">{voices}<li>{} blade</li></ul>"#, blade_key())
}

fn around(value: f64, by: f64) -> Span {
    Span::new(value, value - by, value + by)
}

fn star(label: &str, at: (f64, f64), own: Option<(f64, f64)>, emphasis: Emphasis) -> Star {
    let (managing, leading) = (around(at.0, 0.4), around(at.1, 0.4));
    Star { label: label.into(), managing, leading, own, emphasis }
}

const LABELS: [&str; 5] = ["Vision", "Trust", "Awareness", "Change", "Risk"];

fn typical() -> Vec<Star> {
    vec![
        star("Vision", (2.7, 4.2), Some((3.5, 3.8)), Emphasis::Keep),
        star("Trust", (3.9, 2.4), Some((3.0, 3.5)), Emphasis::Hone),
        star("Awareness", (1.9, 3.1), Some((1.7, 2.8)), Emphasis::None),
        star("Change", (2.9, 2.6), Some((3.3, 2.8)), Emphasis::None),
    ]
}

fn close() -> Vec<Star> {
    let at = [(3.6, 3.9), (3.8, 3.6), (3.5, 3.5), (3.9, 4.0), (3.4, 3.8)];
    let emphasis = [Emphasis::None, Emphasis::Hone, Emphasis::None, Emphasis::Keep, Emphasis::None];
    (0..5).map(|i| star(LABELS[i], at[i], Some((4.0, 4.0)), emphasis[i])).collect()
}

fn all_at(at: (f64, f64), own: (f64, f64)) -> Vec<Star> {
    let labels =
        ["Zielklarheit und so", "Vertrauensbildung!", "Selbstwahrnehmung", "Veränderung", "Risiko"];
    let emphasis = [Emphasis::None, Emphasis::Hone, Emphasis::None, Emphasis::Keep, Emphasis::None];
    (0..5).map(|i| star(labels[i], at, Some(own), emphasis[i])).collect()
}

fn corners() -> Vec<Star> {
    let mut stars = vec![
        star("Vision", (1.0, 5.0), Some((1.0, 4.6)), Emphasis::Keep),
        star("Trust", (5.0, 1.0), Some((5.0, 5.0)), Emphasis::Hone),
        star("Awareness", (1.0, 1.0), None, Emphasis::None),
        star("Change", (5.0, 5.0), None, Emphasis::None),
        star("Risk", (3.0, 3.0), None, Emphasis::None),
    ];
    stars[0].leading = Span::or_higher(4.6, 4.3);
    stars[2].managing = Span::or_lower(1.4, 1.7);
    stars[3].leading = Span::or_higher(4.6, 4.6);
    stars
}

fn planes() -> String {
    let sets = [
        typical(),
        close(),
        all_at((3.0, 3.0), (3.2, 3.1)),
        all_at((5.0, 5.0), (1.0, 5.0)),
        corners(),
    ];
    let figures: String = sets
        .into_iter()
        .enumerate()
        .map(|(i, stars)| {
            let picture = plane(&Plane {
                id_prefix: format!("plane{i}"),
                title: "Managing and leading in five contrasts".into(),
                description: String::new(),
                stars,
            });
            format!(r#"<figure class="chart plane">{picture}</figure>"#)
        })
        .collect::<Vec<_>>()
        .concat();
    format!(r#"<div class="two">{figures}</div>"#)
}

fn row(voice: Voice, name: &str, figure: RowFigure) -> BladeRow {
    BladeRow { voice, name: name.into(), figure }
}

fn usual_rows() -> Vec<BladeRow> {
    vec![
        row(Voice::Own, "You", RowFigure::OneVoice(3.5)),
        row(Voice::Manager, "Your manager", RowFigure::OneVoice(3.0)),
        row(Voice::Reports, "Direct reports", RowFigure::Told(around(2.1, 0.6))),
        row(Voice::Peers, "Peers", RowFigure::Told(around(2.6, 0.6))),
        row(Voice::Others, "Others", RowFigure::Told(around(2.6, 0.7))),
        row(Voice::All, "All colleagues", RowFigure::Told(around(2.4, 0.4))),
    ]
}

fn extreme_rows() -> Vec<BladeRow> {
    vec![
        row(Voice::Own, "You", RowFigure::OneVoice(5.0)),
        row(Voice::Manager, "Direkte Vorgesetzte und fachliche Leitung", RowFigure::OneVoice(1.0)),
        row(Voice::Reports, "Direct reports", RowFigure::Told(Span::or_higher(4.6, 4.2))),
        row(Voice::Peers, "Peers", RowFigure::Untold),
        row(Voice::Others, "Others", RowFigure::Hidden),
        row(Voice::All, "All colleagues", RowFigure::Told(Span::or_lower(1.4, 2.0))),
    ]
}

fn panels() -> String {
    let figures: Vec<String> = [("Leading", usual_rows()), ("Managing", extreme_rows())]
        .into_iter()
        .map(|(title, rows)| {
            let picture = blades(&Blades {
                id_prefix: title.to_lowercase(),
                title: format!("{title} by group"),
                description: String::new(),
                rows,
            });
            format!(r#"<figure class="chart"><h3>{title}</h3>{picture}</figure>"#)
        })
        .collect();
    format!(r#"<div class="two">{}</div>"#, figures.concat())
}

fn growth() -> String {
    let row = |name: &str, part: &str, told: Option<(f64, f64)>| ChangeRow {
        name: name.into(),
        part: part.into(),
        change: told.map(|(value, noise)| RowChange {
            value,
            noise,
            is_beyond_noise: value.abs() > noise,
        }),
    };
    let usual = vec![
        row("Trust", "leading", Some((0.8, 0.5))),
        row("Trust", "managing", Some((-0.4, 0.6))),
        row("Vision", "leading", Some((0.1, 0.5))),
    ];
    let extreme = vec![
        row("Selbstwahrnehmung", "leading less managing", Some((-4.0, 1.2))),
        row("Risk", "leading", None),
        row("Change", "managing", Some((0.0, 0.0))),
    ];
    let figures: Vec<String> = [("usual", usual), ("extreme", extreme)]
        .into_iter()
        .map(|(id, rows)| {
            let (id_prefix, title) = (id.to_owned(), "What has changed".to_owned());
            let picture = changes(&Changes { id_prefix, title, rows });
            format!(r#"<figure class="chart plane">{picture}</figure>"#)
        })
        .collect();
    format!(r#"<div class="two">{}</div>"#, figures.concat())
}

fn strips() -> String {
    let figures = [
        RowFigure::Told(around(2.5, 0.5)),
        RowFigure::Told(Span::or_higher(4.6, 4.1)),
        RowFigure::Told(Span::or_lower(1.4, 1.4)),
        RowFigure::Untold,
        RowFigure::Hidden,
    ];
    let items: Vec<String> = figures
        .into_iter()
        .map(|all| {
            let picture = strip(&Strip { all, own: Some(4.0) });
            format!(
                r#"<li><span class="voice">Keeps work waiting for their yes.</span><span class="chart">{picture}</span></li>"#
            )
        })
        .collect();
    format!(
        r#"<ul class="strips"><li class="top" aria-hidden="true"><span class="voice"></span><span class="chart">{}</span></li>{}</ul>"#,
        strip_axis(),
        items.concat()
    )
}

fn forecasts() -> String {
    let rows: Vec<String> =
        [(0.71, 0.64, 0.75), (0.83, 0.79, 0.86), (0.42, 0.2, 0.58), (1.0, 0.9, 1.0)]
            .into_iter()
            .map(|(value, low, high)| {
                format!(
                    r#"<tr><th scope="row">{value:.2}</th><td class="chart">{}</td></tr>"#,
                    reliability(value, low, high)
                )
            })
            .collect();
    format!(
        r#"<table class="data"><thead><tr><th>Expected</th><th class="chart">{}</th></tr></thead><tbody>{}</tbody></table>"#,
        reliability_axis(),
        rows.concat()
    )
}
