//! To whom the sentences of a report speak: to the leader it is about, or to somebody who reads about
//! that leader.
//!
//! Sentences are written for the leader. What the model and the rules of `model/sentences.toml` say is
//! turned round by [`Whom::said`]; what is written in code asks for each word that differs.

/// To whom a sentence speaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whom {
    /// To the leader: 'you'.
    Leader,
    /// To somebody else, about the leader of this name.
    Reader(Name),
}

/// What somebody is called, and whose a thing of theirs is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    plain: String,
    owning: String,
    first: [String; 2],
}

impl Name {
    fn of(plain: &str) -> Self {
        let owning = format!("{plain}’s");
        let first = [capital(plain), capital(&owning)];
        Self { plain: plain.to_owned(), owning, first }
    }
}

/// Words for the leader, and what stands in their place for others. `{name}` stands for the name, and
/// `{Name}` for the same at the beginning of a sentence.
const TURNED: [(&str, &str); 6] = [
    ("than you do", "than {name} does"),
    ("You see ", "{Name} sees "),
    ("your own average", "{name}’s own average"),
    ("until you have", "until they have"),
    ("how you come across", "how they come across"),
    ("in your own way", "in their own way"),
];

impl Whom {
    /// About a leader whose full name is given; their first name stands in sentences.
    pub fn reader(name: &str) -> Self {
        Self::Reader(Name::of(name.split_whitespace().next().unwrap_or(name)))
    }

    /// About leaders in general, for everybody.
    pub fn anyone() -> Self {
        Self::Reader(Name::of("the leader"))
    }

    /// `you`, or the name.
    pub fn you(&self) -> &str {
        match self {
            Self::Leader => "you",
            Self::Reader(name) => &name.plain,
        }
    }

    /// The same at the beginning of a sentence.
    pub fn you_first(&self) -> &str {
        match self {
            Self::Leader => "You",
            Self::Reader(name) => &name.first[0],
        }
    }

    /// `your`, or whose it is.
    pub fn your(&self) -> &str {
        match self {
            Self::Leader => "your",
            Self::Reader(name) => &name.owning,
        }
    }

    /// The same at the beginning of a sentence.
    pub fn your_first(&self) -> &str {
        match self {
            Self::Leader => "Your",
            Self::Reader(name) => &name.first[1],
        }
    }

    /// `yourself` or `themselves`.
    pub fn yourself(&self) -> &'static str {
        self.either("yourself", "themselves")
    }

    /// The first for the leader, the second for others: `see` or `sees`.
    pub fn either<'a>(&self, leader: &'a str, others: &'a str) -> &'a str {
        match self {
            Self::Leader => leader,
            Self::Reader(_) => others,
        }
    }

    /// What the model or a rule says, which is written for the leader.
    pub fn said(&self, text: &str) -> String {
        let Self::Reader(name) = self else { return text.to_owned() };
        TURNED.iter().fold(text.to_owned(), |text, (from, to)| {
            let to = to.replace("{name}", &name.plain).replace("{Name}", &name.first[0]);
            text.replace(from, &to)
        })
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use hone_model::{Model, Pole, RuleId, Sentences};

    use super::*;

    /// Whether a text speaks to somebody.
    fn speaks(text: &str) -> bool {
        let words = text.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase);
        words.into_iter().any(|word| ["you", "your", "yours", "yourself"].contains(&&*word))
    }

    #[test]
    fn nothing_that_the_model_or_a_rule_says_speaks_to_somebody_who_reads_about_a_leader() {
        let (model, rules, whom) =
            (Model::builtin(), Sentences::builtin(), Whom::reader("Ines O."));
        let poles = [Pole::Leading, Pole::Managing];
        let seen = model.contrasts().iter().flat_map(|contrast| {
            let means = [&*contrast.leading_means, &*contrast.managing_means];
            poles.iter().filter_map(|pole| contrast.seen(*pole)).chain(means)
        });
        let rules = RuleId::ALL.map(|id| (rules.name(id).to_owned(), rules.says(id)));
        let texts: Vec<String> = seen
            .map(ToOwned::to_owned)
            .chain(rules.into_iter().flat_map(|(name, says)| [name, says]))
            .collect();

        assert!(texts.iter().any(|text| speaks(text)), "there is nothing to turn round");
        for text in texts {
            assert_eq!(Whom::Leader.said(&text), text);
            assert!(!speaks(&whom.said(&text)), "TURNED has nothing for: {text}");
        }
    }

    #[test]
    fn a_leader_is_spoken_to_and_others_are_told_of_them() {
        let (you, ines) = (Whom::Leader, Whom::reader("ines Okafor"));

        assert_eq!(
            [you.you(), you.you_first(), you.your(), you.yourself()],
            ["you", "You", "your", "yourself"]
        );
        assert_eq!(
            [ines.you(), ines.you_first(), ines.your(), ines.your_first()],
            ["ines", "Ines", "ines’s", "Ines’s"]
        );
        assert_eq!(
            Whom::anyone().said("Colleagues see less of it than you do. You see it alike."),
            "Colleagues see less of it than the leader does. The leader sees it alike."
        );
    }
}
