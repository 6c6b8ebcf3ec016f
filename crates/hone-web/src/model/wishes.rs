//! What the questionnaire lets raters wish for.

use hone_model::Model;

/// The wishes, as the page of the questionnaire shows them.
pub(super) struct Wishes {
    pub(super) stem: String,
    pub(super) labels: String,
    pub(super) none: String,
    /// The names of the forms that ask.
    pub(super) forms: String,
    /// The contrast and the sentence of each.
    pub(super) rows: Vec<(String, String)>,
}

impl Wishes {
    /// What a model lets raters wish for, if it does.
    pub(super) fn of(model: &Model) -> Option<Self> {
        let labels = model.wish_answers().iter().map(|answer| answer.label.as_str());
        let forms = model.forms().iter().filter(|form| !model.wishes_in(form).is_empty());
        let rows = model.wishes().iter().filter_map(|wish| {
            Some((model.contrast(&wish.contrast)?.name.clone(), wish.said_of("Ines")))
        });
        (!model.wishes().is_empty()).then(|| Self {
            stem: model.wish_stems().0.to_owned(),
            labels: labels.collect::<Vec<_>>().join(" · "),
            none: model.no_wish().to_owned(),
            forms: forms.map(|form| form.name.to_lowercase()).collect::<Vec<_>>().join(", "),
            rows: rows.collect(),
        })
    }
}
