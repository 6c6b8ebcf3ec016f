//! A model that has been read and found usable.

mod wishes;
mod words;

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::finding::Finding;
use crate::record::{
    AnswerPoint, ChangeStem, Claim, Contrast, Form, Item, Pole, Question, ScaleId,
};
use crate::{lint, read, shape};

pub(crate) use wishes::WishStem;
pub(crate) use words::WordChoice;

/// The file as it is written, before anybody looked whether it makes sense.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Document {
    pub(crate) id: String,
    pub(crate) version: String,
    pub(crate) name: String,
    pub(crate) language: String,
    pub(crate) licence: String,
    pub(crate) evidence: String,
    pub(crate) stem_others: String,
    pub(crate) stem_own: String,
    pub(crate) not_observed: String,
    #[serde(rename = "answer")]
    pub(crate) answers: Vec<AnswerPoint>,
    #[serde(rename = "question")]
    pub(crate) questions: Vec<Question>,
    #[serde(rename = "contrast")]
    pub(crate) contrasts: Vec<Contrast>,
    #[serde(rename = "claim")]
    pub(crate) claims: Vec<Claim>,
    #[serde(rename = "item")]
    pub(crate) items: Vec<Item>,
    #[serde(rename = "form")]
    pub(crate) forms: Vec<Form>,
    #[serde(rename = "wish_stem", default)]
    pub(crate) wish_stems: Vec<WishStem>,
    #[serde(rename = "wish_answer", default)]
    pub(crate) wish_answers: Vec<AnswerPoint>,
    #[serde(rename = "wish", default)]
    pub(crate) wishes: Vec<Item>,
    #[serde(rename = "word_choice", default)]
    pub(crate) word_choices: Vec<WordChoice>,
    #[serde(rename = "change_stem", default)]
    pub(crate) change_stems: Vec<ChangeStem>,
    #[serde(rename = "change_answer", default)]
    pub(crate) change_answers: Vec<AnswerPoint>,
    #[serde(rename = "change", default)]
    pub(crate) changes: Vec<Item>,
}

impl Document {
    pub(crate) fn item(&self, id: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }

    pub(crate) fn form(&self, id: &str) -> Option<&Form> {
        self.forms.iter().find(|form| form.id == id)
    }

    /// Everything that is asked for an answer from 1 to 5, by the name of its table.
    pub(crate) fn asked(&self) -> [(&'static str, &[Item]); 3] {
        [("item", &self.items), ("wish", &self.wishes), ("change", &self.changes)]
    }

    /// The sets of answers to it, by the name of their table.
    pub(crate) fn answer_sets(&self) -> [(&'static str, &[AnswerPoint]); 3] {
        [
            ("answer", &self.answers),
            ("wish_answer", &self.wish_answers),
            ("change_answer", &self.change_answers),
        ]
    }
}

/// A model of leadership: its contrasts, claims, items and forms.
///
/// Every value of this type has passed the linter, so ids are unique, and every id that one record
/// names in another is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    document: Document,
    change_forms: Vec<Form>,
    warnings: Vec<Finding>,
}

impl Model {
    /// The document of the model that Hone ships.
    pub const BUILTIN_DOCUMENT: &str = include_str!("../../../model/leadership.toml");

    /// The id of the form that holds every item.
    pub const FULL: &str = "full";

    /// The model that Hone ships.
    pub fn builtin() -> &'static Self {
        static BUILTIN: OnceLock<Model> = OnceLock::new();
        BUILTIN.get_or_init(|| {
            Self::parse("leadership.toml", Self::BUILTIN_DOCUMENT)
                .expect("a test reads this very document")
        })
    }

    /// Reads a model, or says everything that stops it from being used.
    ///
    /// `file_name` is only repeated in the findings. Where there are errors, warnings are among the
    /// findings too; where there are none, they are in [`Model::warnings`].
    pub fn parse(file_name: &str, text: &str) -> Result<Self, Vec<Finding>> {
        let (document, places) = read::document(file_name, text, &shape::MODEL)?;
        let findings = lint::findings(&document, &places);
        if findings.iter().any(Finding::is_error) {
            return Err(findings);
        }
        Ok(Self { change_forms: change_forms(&document), document, warnings: findings })
    }

    /// What somebody should look at, though the model can be used.
    pub fn warnings(&self) -> &[Finding] {
        &self.warnings
    }

    /// The model's id, such as `leadership`.
    pub fn id(&self) -> &str {
        &self.document.id
    }

    /// The version, such as `1.0.0`. A version that has answers never changes.
    pub fn version(&self) -> &str {
        &self.document.version
    }

    /// The model's name.
    pub fn name(&self) -> &str {
        &self.document.name
    }

    /// The language of its texts, such as `en`.
    pub fn language(&self) -> &str {
        &self.document.language
    }

    /// The licence of its texts.
    pub fn licence(&self) -> &str {
        &self.document.licence
    }

    /// What is known about how well this questionnaire measures, to be shown to those who use it.
    pub fn evidence(&self) -> &str {
        &self.document.evidence
    }

    /// The question above the items, for raters.
    pub fn stem_others(&self) -> &str {
        &self.document.stem_others
    }

    /// The question above the items, for the leader.
    pub fn stem_own(&self) -> &str {
        &self.document.stem_own
    }

    /// The label of the answer that a rater could not see this; never offered to the leader.
    pub fn not_observed(&self) -> &str {
        &self.document.not_observed
    }

    /// The five answers, from 1 to 5.
    pub fn answers(&self) -> &[AnswerPoint] {
        &self.document.answers
    }

    /// The three open questions.
    pub fn questions(&self) -> &[Question] {
        &self.document.questions
    }

    /// The contrasts, in the order of pages and reports.
    pub fn contrasts(&self) -> &[Contrast] {
        &self.document.contrasts
    }

    /// The claims.
    pub fn claims(&self) -> &[Claim] {
        &self.document.claims
    }

    /// Every item, in the order of the file.
    pub fn items(&self) -> &[Item] {
        &self.document.items
    }

    /// The forms.
    pub fn forms(&self) -> &[Form] {
        &self.document.forms
    }

    /// The contrast with this id.
    pub fn contrast(&self, id: &str) -> Option<&Contrast> {
        self.contrasts().iter().find(|contrast| contrast.id == id)
    }

    /// The claim with this id.
    pub fn claim(&self, id: &str) -> Option<&Claim> {
        self.claims().iter().find(|claim| claim.id == id)
    }

    /// The item with this id, be it of a round of feedback or about a change.
    pub fn item(&self, id: &str) -> Option<&Item> {
        let about_change = || self.changes().iter().find(|item| item.id == id);
        self.document.item(id).or_else(about_change)
    }

    /// The form with this id, be it of a round of feedback or about a change.
    pub fn form(&self, id: &str) -> Option<&Form> {
        let about_change = || self.change_forms.iter().find(|form| form.id == id);
        self.document.form(id).or_else(about_change)
    }

    /// What people are asked about a change, in the order of the file; nothing in a model that was
    /// written before there were such items. None of them is an item of a round of feedback.
    pub fn changes(&self) -> &[Item] {
        &self.document.changes
    }

    /// The form that asks whether people have seen a change in a contrast, if the model has one.
    pub fn change_form(&self, contrast: &str) -> Option<&Form> {
        self.change_forms.iter().find(|form| form.change() == Some(contrast))
    }

    /// The question above the items of a form: for raters, and for the leader.
    pub fn stems_of(&self, form: &Form) -> (&str, &str) {
        match self.document.change_stems.first().filter(|_| form.change().is_some()) {
            Some(stem) => (&stem.others, &stem.own),
            None => (self.stem_others(), self.stem_own()),
        }
    }

    /// The five answers to the items of a form, from 1 to 5. About a change, 3 is 'about the same'.
    pub fn answers_of(&self, form: &Form) -> &[AnswerPoint] {
        if form.change().is_some() { &self.document.change_answers } else { self.answers() }
    }

    /// The open questions of a form: the three, or none in one about a change.
    pub fn questions_of(&self, form: &Form) -> &[Question] {
        if form.change().is_some() { &[] } else { self.questions() }
    }

    /// The form that holds every item.
    pub fn full(&self) -> &Form {
        self.form(Self::FULL).expect("the linter refuses a model without it")
    }

    /// The open question with this id.
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions().iter().find(|question| question.id == id)
    }

    /// Every item of a form, in the order in which it is asked.
    pub fn items_in<'a>(&'a self, form: &'a Form) -> impl Iterator<Item = &'a Item> {
        form.items.iter().filter_map(|id| self.item(id))
    }

    /// One page of a form: its items of one contrast, outcomes included, in order.
    pub fn items_of<'a>(
        &'a self,
        form: &'a Form,
        contrast: &'a str,
    ) -> impl Iterator<Item = &'a Item> {
        self.items_in(form).filter(move |item| item.contrast == contrast)
    }

    /// The items of a scale in the full form, in order.
    pub fn scale_items<'a>(
        &'a self,
        contrast: &'a str,
        pole: Pole,
    ) -> impl Iterator<Item = &'a Item> {
        self.items_of(self.full(), contrast).filter(move |item| item.pole == pole)
    }

    /// The scales, leading before managing, contrast by contrast. Outcomes are no scale.
    pub fn scales(&self) -> impl Iterator<Item = ScaleId> + '_ {
        self.contrasts().iter().flat_map(|contrast| {
            [Pole::Leading, Pole::Managing].map(|pole| ScaleId::new(&contrast.id, pole))
        })
    }
}

/// A form for each contrast whose change can be asked about. Two or three items take a minute.
fn change_forms(document: &Document) -> Vec<Form> {
    let form = |contrast: &Contrast| {
        let of = document.changes.iter().filter(|item| item.contrast == contrast.id);
        Form {
            id: format!("{}{}", Form::CHANGE, contrast.id),
            name: contrast.name.clone(),
            minutes: 1,
            items: of.map(|item| item.id.clone()).collect(),
        }
    };
    let forms = document.contrasts.iter().map(form);
    forms.filter(|form| !form.items.is_empty()).collect()
}
