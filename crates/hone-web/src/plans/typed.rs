//! The fields of a step, as they were typed.

use hone_core::plan::{Rhythm, Step, Wording};
use hone_model::Practice;
use jiff::civil::Date;

use crate::input::Fields;

/// How often a reminder comes, with its name in the form.
pub(super) const RHYTHMS: [(Rhythm, &str, &str); 3] = [
    (Rhythm::Never, "never", "No mail"),
    (Rhythm::Weekly, "weekly", "Once a week, on the weekday of the first day"),
    (Rhythm::Workdays, "workdays", "Each morning from Monday to Friday"),
];

/// What stands in the fields.
#[derive(Clone, Default)]
pub(super) struct Typed {
    pub(super) practice: String,
    pub(super) moment: String,
    pub(super) deed: String,
    pub(super) rhythm: String,
    pub(super) starts_on: String,
    pub(super) ends_on: String,
    /// The id of the coaching in which it was agreed, if it was.
    pub(super) agreed: String,
}

impl Typed {
    /// An empty step that begins on a day and goes on for two weeks.
    pub(super) fn from(day: Date) -> Self {
        Self {
            rhythm: name(Rhythm::Weekly).to_owned(),
            starts_on: day.to_string(),
            ends_on: hone_core::clock::days_after(day, 14).to_string(),
            ..Self::default()
        }
    }

    /// The same with what a practice says.
    pub(super) fn with(self, practice: &Practice) -> Self {
        let (moment, deed) = Wording::halves(&practice.if_then).unwrap_or_default();
        Self { practice: practice.id.clone(), moment, deed, ..self }
    }

    pub(super) fn of(step: &Step) -> Self {
        Self {
            practice: step.practice.clone().unwrap_or_default(),
            moment: step.moment.clone(),
            deed: step.deed.clone(),
            rhythm: name(step.rhythm).to_owned(),
            starts_on: step.starts_on.to_string(),
            ends_on: step.ends_on.to_string(),
            agreed: String::new(),
        }
    }

    pub(super) fn sent(fields: &Fields) -> Self {
        let one = |name| fields.one(name).to_owned();
        Self {
            practice: one("practice"),
            moment: one("moment"),
            deed: one("deed"),
            rhythm: one("rhythm"),
            starts_on: one("starts_on"),
            ends_on: one("ends_on"),
            agreed: one("agreed"),
        }
    }
}

fn name(rhythm: Rhythm) -> &'static str {
    RHYTHMS.iter().find(|(other, ..)| *other == rhythm).map_or("", |(_, name, _)| name)
}

/// What was sent as a step, or what is wrong with it.
pub(super) fn wording(fields: &Fields) -> Result<Wording, String> {
    let sent = fields.one("rhythm");
    let rhythm = RHYTHMS.iter().find(|(_, name, _)| *name == sent);
    let practice = Some(fields.one("practice").to_owned()).filter(|id| !id.is_empty());
    let wording = Wording {
        practice,
        moment: fields.one("moment").to_owned(),
        deed: fields.one("deed").to_owned(),
        rhythm: rhythm.map(|(rhythm, ..)| *rhythm).ok_or("Choose when a reminder comes.")?,
        starts_on: fields.day("starts_on", "The first day")?,
        ends_on: fields.day("ends_on", "The last day")?,
    };
    wording.tidied().map_err(|refusal| refusal.to_string())
}
