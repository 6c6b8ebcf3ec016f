//! The fields of a note, as they were typed.

use hone_core::coaching::{Note, Wording};
use jiff::civil::Date;

use crate::input::Fields;

/// What stands in the fields.
#[derive(Clone, Default)]
pub(super) struct Typed {
    pub(super) held_on: String,
    pub(super) goal: String,
    pub(super) reality: String,
    pub(super) options: String,
    pub(super) will: String,
    pub(super) next_on: String,
}

impl Typed {
    /// A note that nobody has begun yet, of a session on a day.
    pub(super) fn from(day: Date) -> Self {
        Self { held_on: day.to_string(), ..Self::default() }
    }

    pub(super) fn of(note: &Note) -> Self {
        Self {
            held_on: note.held_on.to_string(),
            goal: note.goal.clone(),
            reality: note.reality.clone(),
            options: note.options.clone(),
            will: note.will.clone(),
            next_on: note.next_on.clone().unwrap_or_default(),
        }
    }

    pub(super) fn sent(fields: &Fields) -> Self {
        let one = |name| fields.one(name).to_owned();
        Self {
            held_on: one("held_on"),
            goal: one("goal"),
            reality: one("reality"),
            options: one("options"),
            will: one("will"),
            next_on: one("next_on"),
        }
    }
}

/// One of the four parts of a note, as a field.
pub(super) struct Part<'a> {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) help: &'static str,
    pub(super) typed: &'a str,
    /// What is stored, where it differs from what was typed.
    pub(super) stored: Option<&'a str>,
}

impl Typed {
    /// The four parts; with what is stored, where both were changed.
    pub(super) fn parts<'a>(&'a self, stored: Option<&'a Note>) -> [Part<'a>; 4] {
        let part = |(name, label, help, typed, of): Row<'a>| Part {
            name,
            label,
            help,
            typed,
            stored: stored.map(of).filter(|stored| *stored != typed),
        };
        let rows: [Row<'a>; 4] = [
            ("goal", "Goal", GOAL, &self.goal, |note| &note.goal),
            ("reality", "Reality", REALITY, &self.reality, |note| &note.reality),
            ("options", "Options", OPTIONS, &self.options, |note| &note.options),
            ("will", "Will", WILL, &self.will, |note| &note.will),
        ];
        rows.map(part)
    }
}

type Row<'a> = (&'static str, &'static str, &'static str, &'a str, fn(&Note) -> &str);

const GOAL: &str = "What is to be reached, and how would one notice?";
const REALITY: &str = "How is it now? What was tried?";
const OPTIONS: &str = "What could be done? Three at least, also odd ones.";
const WILL: &str = "What will be done? A line for each step, best as ‘When …, I will …’: from such a line a \
                    step comes into the plan with one press.";

/// What was sent as a note, or what is wrong with it.
pub(super) fn wording(fields: &Fields) -> Result<Wording, String> {
    let next_on = match fields.one("next_on") {
        "" => None,
        _ => Some(fields.day("next_on", "The next session")?),
    };
    let one = |name| fields.one(name).to_owned();
    Ok(Wording {
        held_on: fields.day("held_on", "The day of the session")?,
        goal: one("goal"),
        reality: one("reality"),
        options: one("options"),
        will: one("will"),
        next_on,
    })
}
