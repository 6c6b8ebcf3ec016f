//! A level as seven notches.

use askama::Template;
use hone_core::delegation::Level;

/// One of the seven.
struct Notch {
    name: &'static str,
    is_here: bool,
    is_proposed: bool,
}

/// Seven notches, with the level and, where one is, the level that is proposed.
#[derive(Template)]
#[template(path = "delegation/rail.html")]
pub(super) struct Rail {
    label: String,
    notches: Vec<Notch>,
}

impl Rail {
    pub(super) fn of(level: Level, proposed: Option<Level>) -> Self {
        let place = format!("Level {} of 7: {}", level.number(), level.name());
        let label = match proposed {
            Some(other) => format!("{place}; proposed: {}", other.name()),
            None => place,
        };
        let notch = |one: Level| Notch {
            name: one.name(),
            is_here: one == level,
            is_proposed: Some(one) == proposed,
        };
        Self { label, notches: Level::ALL.map(notch).into() }
    }
}
