//! What waits for one person in a tool: a line of their day, of the mail that reminds of it, and of
//! their calendar.
//!
//! Each tool tells its lines by a function `due`. What becomes of them (order, how many, put off) is the
//! business of the slice `rhythm` alone.

use jiff::civil::Date;
use uuid::Uuid;

/// Why a line is there; what comes first is looked at first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// Somebody waits for the person.
    Waits,
    /// A day that the person has promised is past.
    Promised,
    /// The day of a review, an end or a start has come.
    Due,
    /// Something comes round again.
    Rhythm,
    /// A question to think about. Of these, a day has one at most.
    Prompt,
}

impl Rank {
    /// The rank of something that is promised for a day, on a day: past it, the promise is broken.
    pub fn promised(day: Date, today: Date) -> Self {
        if day < today { Self::Promised } else { Self::Due }
    }

    /// The same in a few words.
    pub fn says(self) -> &'static str {
        match self {
            Self::Waits => "Someone waits for you",
            Self::Promised => "A date you promised",
            Self::Due => "A date is due",
            Self::Rhythm => "A rhythm is due",
            Self::Prompt => "One question",
        }
    }
}

/// By what a line is known again: it is put off by it, and a calendar knows the entry by it. It stays
/// the same as long as the same thing waits, and is another one for the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// What waits, in small letters and hyphens, such as `question`; each tool has its own words.
    pub kind: &'static str,
    /// The id of the thing.
    pub id: Uuid,
}

/// What can be done about a line where it stands, by a form that its tool takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    /// What stands on the button.
    pub label: &'static str,
    /// Where the form goes, without the host.
    pub address: String,
    /// What the form says besides.
    pub fields: Vec<(&'static str, String)>,
    /// The name of the field for one sentence, and what it is called, where one is asked for.
    pub asks: Option<(&'static str, &'static str)>,
}

/// One thing that waits for a person, or will on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Why it is there.
    pub rank: Rank,
    /// By what it is known again.
    pub key: Key,
    /// The same as [`Rank::says`] or more exactly.
    pub kind: &'static str,
    /// In which team or round; may be empty.
    pub about: String,
    /// What it is, in one sentence.
    pub text: String,
    /// What it is called in a calendar. It names no other person.
    pub title: String,
    /// Whom it is about, for its person's own eyes and in no calendar; may be empty.
    pub who: String,
    /// The page where it is done, without the host; empty where there is none.
    pub href: String,
    /// What stands on the link to that page.
    pub action: &'static str,
    /// What can be done at once.
    pub deed: Option<Deed>,
    /// Since when it waits, where that tells which is the oldest.
    pub since: Option<Date>,
    /// Its day, as a calendar has it.
    pub day: Option<Date>,
    /// The first day on which it is a line of the day.
    pub from: Date,
}

impl Key {
    /// Whether something can be called so: a line that is called otherwise could not be put off.
    pub fn is_kind(kind: &str) -> bool {
        !kind.is_empty()
            && kind.len() <= 32
            && kind.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
    }
}

impl Line {
    /// A line that waits from now on, without a day.
    pub fn new(
        rank: Rank,
        (kind, id): (&'static str, Uuid),
        text: impl Into<String>,
        href: impl Into<String>,
    ) -> Self {
        debug_assert!(Key::is_kind(kind), "{kind}: small letters and hyphens");
        let text = text.into();
        Self {
            rank,
            key: Key { kind, id },
            kind: rank.says(),
            about: String::new(),
            title: text.clone(),
            who: String::new(),
            text,
            href: href.into(),
            action: "Look at it",
            deed: None,
            since: None,
            day: None,
            from: Date::MIN,
        }
    }

    /// The same, which waits from a day on.
    #[must_use]
    pub fn on(self, day: Date) -> Self {
        Self { day: Some(day), from: day, ..self }
    }

    /// The same, which waits from now on and has to be done by a day.
    #[must_use]
    pub fn by(self, day: Option<Date>) -> Self {
        Self { day, ..self }
    }

    /// The same, which waits from a day on that is not its day.
    #[must_use]
    pub fn from(self, from: Date) -> Self {
        Self { from, ..self }
    }

    /// The same for the calendar alone: it is never a line of the day.
    #[must_use]
    pub fn only_dated(self) -> Self {
        Self { from: Date::MAX, ..self }
    }

    /// The same, which has waited since a day.
    #[must_use]
    pub fn since(self, day: Date) -> Self {
        Self { since: Some(day), ..self }
    }

    /// The same with its team or round.
    #[must_use]
    pub fn about(self, about: &str) -> Self {
        Self { about: about.to_owned(), ..self }
    }

    /// The same with what it is called in a calendar.
    #[must_use]
    pub fn titled(self, title: impl Into<String>) -> Self {
        Self { title: title.into(), ..self }
    }

    /// The same with whom it is about.
    #[must_use]
    pub fn with(self, who: impl Into<String>) -> Self {
        Self { who: who.into(), ..self }
    }

    /// The same with a more exact word on why it is there.
    #[must_use]
    pub fn kind(self, kind: &'static str) -> Self {
        Self { kind, ..self }
    }

    /// The same with another word on its link.
    #[must_use]
    pub fn action(self, action: &'static str) -> Self {
        Self { action, ..self }
    }

    /// The same with a button that does it at once.
    #[must_use]
    pub fn deed(
        self,
        label: &'static str,
        address: impl Into<String>,
        fields: &[(&'static str, &str)],
    ) -> Self {
        let fields = fields.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        Self { deed: Some(Deed { label, address: address.into(), fields, asks: None }), ..self }
    }

    /// The same, where that takes one sentence: the field for it, and what it is called.
    #[must_use]
    pub fn asking(mut self, name: &'static str, label: &'static str) -> Self {
        if let Some(deed) = &mut self.deed {
            deed.asks = Some((name, label));
        }
        self
    }

    /// Whether it is a line of a day.
    pub fn is_on(&self, today: Date) -> bool {
        self.from <= today
    }
}
