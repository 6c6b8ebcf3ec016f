//! The table as a page.

use std::fmt::Write;

use crate::row::{Row, Timing, Tolerance};

const HEAD: &str = "\
# Beside R

Made by `cargo run --release -p hone-analysis --example parity -- --write`, which fails when a figure is further off than its tolerance.
'Difference' is relative (r) or absolute (a); for a criterion that is maximised it is how much lower ours is (b), and negative where ours is the better optimum.
Seconds are of the call alone: the best of R's runs, the median of ours.
R's are on record from one core of another machine, or marked * where R ran beside ours.
Times under a tenth of a millisecond are not told apart.

| method | data | reference | figure | reference value | ours | difference | tolerance | seconds R | seconds ours | ratio |
|---|---|---|---|---:|---:|---:|---:|---:|---:|---:|
";

pub(crate) fn page(rows: &[Row]) -> String {
    let mut page = HEAD.to_owned();
    for row in rows {
        let (Tolerance::Relative(most) | Tolerance::Absolute(most) | Tolerance::AtLeast(most)) =
            row.tolerance;
        let unit = match row.tolerance {
            Tolerance::Relative(_) => "r",
            Tolerance::Absolute(_) => "a",
            Tolerance::AtLeast(_) => "b",
        };
        let (seconds_r, ratio) = times(row);
        writeln!(
            page,
            "| {} | {} | {} | {} | {} | {} | {:.1e} {unit}{} | {most:.0e} | {seconds_r} | {} | {ratio} |",
            row.method,
            row.data,
            row.function.replace('|', "\\|"),
            row.what,
            figure(row.reference),
            figure(row.ours),
            row.difference(),
            if row.is_met() { "" } else { " **missed**" },
            seconds(row.seconds),
        )
        .expect("text can be written");
    }
    page
}

fn times(row: &Row) -> (String, String) {
    let (value, mark) = match row.seconds_r {
        Timing::Live(value) => (value, "*"),
        Timing::Recorded(value) => (value, ""),
        Timing::Unknown => return ("–".to_owned(), "–".to_owned()),
    };
    let ratio = value / row.seconds.max(1e-9);
    let ratio = if ratio < 10.0 { format!("{ratio:.1}") } else { format!("{ratio:.0}") };
    (format!("{}{mark}", seconds(value)), ratio)
}

fn seconds(value: f64) -> String {
    if value < 0.0001 { format!("{value:.1e}") } else { format!("{value:.4}") }
}

/// Twelve significant figures.
fn figure(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return value.to_string();
    }
    let size = value.abs().log10().floor();
    if !(-4.0..9.0).contains(&size) {
        return format!("{value:.11e}");
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 3 and 15")]
    let decimals = (11.0 - size) as usize;
    format!("{value:.decimals$}")
}
