//! What a round asks, as the ballots know it: the form, and which groups may answer.

use std::collections::HashSet;

use hone_model::Model;

use super::{LONGEST_COMMENT, Sheet, WORDS_CHOSEN, manifest, store};
use crate::category::Category;
use crate::clock::Moment;
use crate::ids::{GroupRef, LeaderRef, RoundRef};
use crate::{Error, Hone, Result};

/// A round that begins to take answers.
#[derive(Clone, Debug)]
pub struct NewPoll {
    /// The id of the form in the model.
    pub form: String,
    /// The disclosure floor.
    pub k: i64,
    /// The version of the model.
    pub model_version: String,
    /// The model as it was written; it never changes for this round.
    pub model_document: String,
    /// When it is to close.
    pub closes_at: Moment,
}

/// A group that may answer.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct NewGroup {
    /// The key that people and ballots share.
    pub group_ref: GroupRef,
    /// The leader they are asked about.
    pub leader_ref: LeaderRef,
    /// How they stand to the leader.
    pub category: Category,
    /// How many there are.
    pub n_invited: i64,
}

/// Which answers the form of a round has room for.
#[derive(Debug)]
pub struct Poll {
    /// Items and wishes: both are answered by 1 to 5, or by 0.
    items: HashSet<String>,
    questions: HashSet<String>,
    themes: HashSet<String>,
    words: HashSet<String>,
}

impl Poll {
    /// The form of a round, from its stored model.
    pub(crate) fn read(form: &str, document: &str) -> Result<Self> {
        let unreadable = |what: &str| Error::Corrupt(format!("the model of a round: {what}"));
        let model =
            Model::parse("the model of the round", document).map_err(|_| unreadable("syntax"))?;
        let form = model.form(form).ok_or_else(|| unreadable("its form"))?;
        let wishes = model.wishes_in(form).iter().map(|wish| &wish.id);
        Ok(Self {
            items: form.items.iter().chain(wishes).cloned().collect(),
            questions: model
                .questions_of(form)
                .iter()
                .map(|question| question.id.clone())
                .collect(),
            themes: model.contrasts().iter().map(|contrast| contrast.id.clone()).collect(),
            words: model.words_in(form).iter().cloned().collect(),
        })
    }

    /// Whether a sheet answers this form and no other.
    pub(crate) fn fits(&self, sheet: &Sheet) -> bool {
        let is_answer = |(item, answer): (&String, &u8)| self.items.contains(item) && *answer <= 5;
        let is_comment = |(question, text): (&String, &String)| {
            self.questions.contains(question) && text.chars().count() <= LONGEST_COMMENT
        };
        let is_theme = |(question, theme): (&String, &String)| {
            self.questions.contains(question) && self.themes.contains(theme)
        };
        sheet.answers.iter().all(is_answer)
            && sheet.comments.iter().all(is_comment)
            && sheet.themes.iter().all(is_theme)
            && sheet.words.len() <= WORDS_CHOSEN
            && sheet.words.iter().all(|word| self.words.contains(word))
    }
}

/// Begins to take answers; done twice, it is the same.
///
/// The keys of the round are drawn first. Groups that a launch left behind which failed go: nobody
/// was invited to them, and they would count as people who do not answer.
pub async fn open_round(
    hone: &Hone,
    round: RoundRef,
    poll: &NewPoll,
    groups: &[NewGroup],
) -> Result<()> {
    let keys = hone.keys.make(round).await?;
    let mut tx = hone.ballots.write().await?;
    store::save_round(&mut tx, round, poll).await?;
    store::remove_groups(&mut tx, round).await?;
    for group in groups {
        store::save_group(&mut tx, round, group).await?;
    }
    let manifest = manifest::write(round, poll, groups, &keys)?;
    store::save_manifest(&mut tx, round, &manifest).await?;
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The questionnaire as it was before there were wishes.
    const FIRST: &str = include_str!("../../../../model/earlier/leadership-1.0.0.toml");

    #[test]
    fn a_wish_fits_where_the_form_asks_for_it_and_nowhere_else() {
        let fits = |form: &str, document: &str, answer: u8| {
            let answers = [("wish-trust".to_owned(), answer)].into();
            let sheet = Sheet { answers, ..Sheet::default() };
            Poll::read(form, document).unwrap().fits(&sheet)
        };

        for form in ["full", "short"] {
            assert!((0..=5).all(|answer| fits(form, Model::BUILTIN_DOCUMENT, answer)), "{form}");
            assert!(!fits(form, Model::BUILTIN_DOCUMENT, 6), "{form}");
            assert!(!fits(form, FIRST, 3), "{form}");
        }
        assert!(!fits("pulse", Model::BUILTIN_DOCUMENT, 3));
    }

    #[test]
    fn at_most_three_words_fit_and_only_those_that_the_form_offers() {
        let fits = |form: &str, document: &str, words: &[&str]| {
            let words = words.iter().map(|word| (*word).to_owned()).collect();
            let sheet = Sheet { words, ..Sheet::default() };
            Poll::read(form, document).unwrap().fits(&sheet)
        };

        for form in ["full", "short"] {
            assert!(fits(form, Model::BUILTIN_DOCUMENT, &["calm", "clear", "fair"]), "{form}");
            assert!(!fits(form, Model::BUILTIN_DOCUMENT, &["bold", "calm", "clear", "fair"]));
            assert!(!fits(form, Model::BUILTIN_DOCUMENT, &["Ada shouts"]), "{form}");
            assert!(!fits(form, FIRST, &["calm"]), "{form}");
        }
        assert!(!fits("pulse", Model::BUILTIN_DOCUMENT, &["calm"]));
    }
}
