//! The fields of a form of the tools: typed, kept, and shown beside what somebody else saved meanwhile.
//!
//! A page shows its `form` by `{{ form|safe }}`, within the `<form>` that says where it goes.

use askama::Template;
use hone_core::team::Event;
use jiff::civil::Date;

use crate::input::Fields;

/// What is typed into a field.
pub(crate) enum Kind {
    /// One line of so many characters.
    Line(usize),
    /// Several lines of so many characters.
    Text(usize),
    /// A day.
    Day,
    /// A whole number, from and to.
    Number(i64, i64),
    /// One of some values, each with its label.
    Choice(Vec<(String, String)>),
}

/// A field with what stands in it.
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
    pub(crate) help: &'static str,
    pub(crate) kind: Kind,
    pub(crate) is_required: bool,
    pub(crate) typed: String,
    /// What is stored, where somebody else saved something else meanwhile.
    pub(crate) stored: Option<String>,
}

impl Field {
    pub(crate) fn new(
        kind: Kind,
        name: &'static str,
        label: &'static str,
        help: &'static str,
    ) -> Self {
        let typed = String::new();
        Self { name, label, help, kind, is_required: false, typed, stored: None }
    }

    /// The same, where it has to be filled in.
    #[must_use]
    pub(crate) fn required(self) -> Self {
        Self { is_required: true, ..self }
    }

    /// The same with what stands in it.
    #[must_use]
    pub(crate) fn with(self, typed: impl Into<String>) -> Self {
        Self { typed: typed.into(), ..self }
    }

    /// What stands in it as it is read: the label of a choice.
    fn read<'a>(&'a self, value: &'a str) -> &'a str {
        let Kind::Choice(choices) = &self.kind else { return value };
        choices.iter().find(|(one, _)| one == value).map_or(value, |(_, label)| label)
    }
}

/// Some fields, the version that they were read at, and what is wrong with them.
#[derive(Default, Template)]
#[template(path = "teams/form.html")]
pub(crate) struct Form {
    pub(crate) fields: Vec<Field>,
    /// Nothing where it is about something new.
    pub(crate) version: Option<i64>,
    pub(crate) wrong: Option<String>,
}

impl Form {
    /// A form of something new.
    pub(crate) fn new(fields: Vec<Field>) -> Self {
        Self { fields, ..Self::default() }
    }

    /// A form of something that is stored, in a version of it.
    pub(crate) fn of(fields: Vec<Field>, version: i64) -> Self {
        Self { fields, version: Some(version), ..Self::default() }
    }

    /// The same with what was sent, and what is wrong with it.
    #[must_use]
    pub(crate) fn refused(mut self, sent: &Fields, wrong: String) -> Self {
        for field in &mut self.fields {
            sent.one(field.name).clone_into(&mut field.typed);
        }
        self.wrong = Some(wrong);
        self
    }

    /// The same, where somebody saved something else in the meantime: what was sent stays in the
    /// fields, and what is stored, which stood in them, goes beside each that differs.
    #[must_use]
    fn beside(mut self, sent: &Fields, who: &str) -> Self {
        for field in &mut self.fields {
            let typed = sent.one(field.name).replace("\r\n", "\n");
            if typed != field.typed {
                field.stored = Some(field.read(&field.typed).to_owned());
            }
            field.typed = typed;
        }
        self.wrong = Some(format!(
            "{who} changed this in the meantime. Your words are in the fields, and what stands there \
             now is below each that differs. Bring the two together, and save."
        ));
        self
    }

    /// The form again after something was not saved: side by side where the version that was sent is
    /// no longer the stored one, and with what is wrong where it is.
    #[must_use]
    pub(crate) fn again(self, sent: &Fields, wrong: String, latest: Option<&Event>) -> Self {
        let who = latest.and_then(|event| event.person.as_deref()).unwrap_or("Somebody");
        self.again_by(sent, wrong, who)
    }

    /// The same of something that its owner alone changes: on two devices.
    #[must_use]
    pub(crate) fn again_alone(self, sent: &Fields, wrong: String) -> Self {
        self.again_by(sent, wrong, "Elsewhere, you")
    }

    fn again_by(self, sent: &Fields, wrong: String, who: &str) -> Self {
        let is_stale = self.version.is_some_and(|version| Some(version) != seen(sent));
        if is_stale { self.beside(sent, who) } else { self.refused(sent, wrong) }
    }
}

/// The version that a form was read at.
pub(crate) fn seen(sent: &Fields) -> Option<i64> {
    sent.one("version").parse().ok()
}

/// A day that may be left out.
pub(crate) fn day(sent: &Fields, name: &str, label: &str) -> Result<Option<Date>, String> {
    match sent.one(name) {
        "" => Ok(None),
        _ => sent.day(name, label).map(Some),
    }
}
