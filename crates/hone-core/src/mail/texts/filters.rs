//! Filters of the texts: names on one line, and short enough for a subject.
#![expect(
    unreachable_pub,
    clippy::inline_always,
    clippy::unused_self,
    clippy::unnecessary_wraps,
    reason = "what the macro makes of a filter"
)]

use std::fmt::Display;

use askama::Values;

use crate::text::one_line;

/// A name on one line, so that it cannot begin a paragraph.
#[askama::filter_fn]
pub(super) fn line(name: impl Display, _: &dyn Values) -> askama::Result<String> {
    Ok(one_line(&name.to_string()))
}

/// What stands on a link, on one line and without the mark before its address.
#[askama::filter_fn]
pub(super) fn label(text: impl Display, _: &dyn Values) -> askama::Result<String> {
    Ok(one_line(&text.to_string()).replace(" | ", " / "))
}

/// A name on one line, and cut where it would burst a subject.
#[askama::filter_fn]
pub(super) fn short(name: impl Display, _: &dyn Values) -> askama::Result<String> {
    Ok(cut(&name.to_string()))
}

/// `Ada`, `Ada and yourself`, or `3 people`.
#[askama::filter_fn]
pub(super) fn brief(names: &[String], _: &dyn Values) -> askama::Result<String> {
    Ok(match names {
        [one] => cut(one),
        [one, two] if one.chars().count() + two.chars().count() <= 40 => {
            format!("{} and {}", one_line(one), one_line(two))
        }
        more => format!("{} people", more.len()),
    })
}

/// `Ada leads`, `you lead` or `these people lead`.
#[askama::filter_fn]
pub(super) fn leads(names: &[String], _: &dyn Values) -> askama::Result<String> {
    Ok(match names {
        [one] if one == "yourself" => "you lead".to_owned(),
        [one] => format!("{} leads", one_line(one)),
        _ => "these people lead".to_owned(),
    })
}

fn cut(name: &str) -> String {
    const MOST: usize = 42;
    let name = one_line(name);
    if name.chars().count() <= MOST {
        return name;
    }
    name.chars().take(MOST - 1).chain(['…']).collect()
}
