//! Every figure about one item, scale or contrast, side by side.

use std::collections::BTreeMap;

use hone_stats::error_of_mean;

use crate::estimate::{Estimate, Range, Told};
use crate::figure::Tenths;
use crate::form::items_needed;
use crate::{Answer, Category, Class, Figure, Floor, Form, Sheets, Spread, Untold, Voice};

/// The figures about one item, scale or contrast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub(crate) classes: BTreeMap<String, Figure>,
    pub(crate) overall: Figure,
    pub(crate) own: Option<Figure>,
    pub(crate) manager: Option<Figure>,
}

impl Line {
    /// The figure of a class, by the class's id.
    pub fn class(&self, id: &str) -> Option<&Figure> {
        self.classes.get(id)
    }

    /// The figures by class id.
    pub fn classes(&self) -> &BTreeMap<String, Figure> {
        &self.classes
    }

    /// All classes together, each weighing as much as it has raters.
    pub fn overall(&self) -> &Figure {
        &self.overall
    }

    /// The leader's own answer, if the leader answered at all.
    pub fn own(&self) -> Option<&Figure> {
        self.own.as_ref()
    }

    /// The manager's answer, or the mean of several managers, if one answered at all.
    pub fn manager(&self) -> Option<&Figure> {
        self.manager.as_ref()
    }
}

/// The lines of a release.
pub(crate) struct Lines {
    pub(crate) items: BTreeMap<String, Line>,
    pub(crate) scales: BTreeMap<String, Line>,
    pub(crate) contrasts: BTreeMap<String, Line>,
    pub(crate) wishes: BTreeMap<String, Line>,
}

/// What one line is made of, before it is turned into figures.
struct Row {
    classes: Vec<Told>,
    overall: Told,
    own: Option<Figure>,
    manager: Option<Figure>,
}

/// What every step needs to know.
struct Context<'a> {
    form: &'a Form,
    sheets: &'a Sheets,
    classes: &'a [Class],
    k: Floor,
    spread: &'a Spread,
}

pub(crate) fn lines(
    form: &Form,
    sheets: &Sheets,
    classes: &[Class],
    k: Floor,
    spread: &Spread,
) -> Lines {
    let context = Context { form, sheets, classes, k, spread };
    let items: BTreeMap<&str, Row> =
        form.items().iter().map(|item| (item.id.as_str(), context.item(&item.id))).collect();
    let scales: BTreeMap<&str, Row> = form
        .scales()
        .iter()
        .map(|scale| (scale.id.as_str(), context.scale(&scale.id, &items)))
        .collect();
    let contrasts: BTreeMap<&str, Row> = form
        .contrasts()
        .into_iter()
        .map(|(id, (leading, managing))| {
            (id, context.contrast(id, &scales[leading], &scales[managing]))
        })
        .collect();
    // A wish is an item by itself: no scale and no contrast is made of it.
    let wishes = form.wishes().iter().map(|id| (id.as_str(), context.item(id))).collect();
    let finish = |rows: BTreeMap<&str, Row>, range| {
        rows.into_iter().map(|(id, row)| (id.to_owned(), row.line(classes, range))).collect()
    };
    Lines {
        items: finish(items, Range::ANSWERS),
        scales: finish(scales, Range::ANSWERS),
        contrasts: finish(contrasts, Range::DIFFERENCES),
        wishes: finish(wishes, Range::ANSWERS),
    }
}

impl Context<'_> {
    fn item(&self, id: &str) -> Row {
        let sd = self.spread.item(id);
        let classes: Vec<Told> = self
            .classes
            .iter()
            .map(|class| {
                let answers = self.answers(&class.categories, id);
                Estimate::of_item(&answers, class, self.k, sd)
            })
            .collect();
        let overall = self.overall(&classes).map_err(|none| {
            let is_hidden = |told: &Told| *told == Err(Figure::NotShown);
            if classes.iter().all(is_hidden) { Figure::NotShown } else { none }
        });
        let voice =
            |category| self.identified(category).then(|| one_voice(&self.answers(&[category], id)));
        Row { classes, overall, own: voice(Category::Own), manager: voice(Category::Manager) }
    }

    fn scale(&self, id: &str, items: &BTreeMap<&str, Row>) -> Row {
        let rows: Vec<&Row> = self.form.items_of(id).into_iter().map(|item| &items[item]).collect();
        let needed = items_needed(rows.len());
        let sd = self.spread.scale(id);
        let classes: Vec<Told> = self
            .classes
            .iter()
            .enumerate()
            .map(|(i, class)| {
                let told: Vec<Estimate> =
                    rows.iter().filter_map(|row| row.classes[i].as_ref().ok().copied()).collect();
                if told.len() < needed {
                    let shown = told.len();
                    return Err(Figure::Untold(Untold::TooFewItems { shown, needed }));
                }
                Ok(Estimate::of_scale(&told, class, self.k, sd))
            })
            .collect();
        let voice = |category, of: fn(&Row) -> Option<&Figure>| {
            self.identified(category).then(|| {
                let voices: Vec<&Voice> = rows.iter().filter_map(|row| of(row)?.voice()).collect();
                mean_voice(&voices, needed)
            })
        };
        Row {
            overall: self.overall(&classes),
            classes,
            own: voice(Category::Own, |row| row.own.as_ref()),
            manager: voice(Category::Manager, |row| row.manager.as_ref()),
        }
    }

    /// Leading less managing.
    fn contrast(&self, id: &str, leading: &Row, managing: &Row) -> Row {
        let sd = self.spread.contrast(id).value();
        let classes: Vec<Told> = self
            .classes
            .iter()
            .zip(leading.classes.iter().zip(&managing.classes))
            .map(|(class, ends)| match ends {
                (Ok(leading), Ok(managing)) => {
                    let error = error_of_mean(sd, class.answers_needed(self.k));
                    Ok(leading.minus(*managing, error))
                }
                _ => Err(Figure::Untold(Untold::EndUntold)),
            })
            .collect();
        let is_same = leading
            .classes
            .iter()
            .zip(&managing.classes)
            .all(|(leading, managing)| leading.is_ok() == managing.is_ok());
        let overall = match (&leading.overall, &managing.overall) {
            (Ok(_), Ok(_)) if !is_same => Err(Figure::Untold(Untold::NotTheSameClasses)),
            (Ok(leading), Ok(managing)) => {
                self.overall(&classes).map(|both| leading.minus(*managing, both.error()))
            }
            _ => Err(Figure::Untold(Untold::EndUntold)),
        };
        let voice = |of: fn(&Row) -> Option<&Figure>| {
            Some(difference_of_voices(of(leading)?, of(managing)?))
        };
        Row {
            classes,
            overall,
            own: voice(|row| row.own.as_ref()),
            manager: voice(|row| row.manager.as_ref()),
        }
    }

    /// The mean of what was published, weighted by class size.
    fn overall(&self, classes: &[Told]) -> Told {
        let told: Vec<(Estimate, usize)> = classes
            .iter()
            .zip(self.classes)
            .filter_map(|(told, class)| Some((told.as_ref().ok().copied()?, class.n)))
            .collect();
        if told.is_empty() {
            return Err(Figure::Untold(Untold::NoClass));
        }
        Ok(Estimate::mean(&told))
    }

    fn answers(&self, categories: &[Category], item: &str) -> Vec<Answer> {
        self.sheets
            .of(categories)
            .into_iter()
            .filter_map(|sheet| sheet.answers.get(item).copied())
            .collect()
    }

    fn identified(&self, category: Category) -> bool {
        !self.sheets.of(&[category]).is_empty()
    }
}

impl Row {
    fn line(self, classes: &[Class], range: Range) -> Line {
        let figure = |told: Told| told.map_or_else(|none| none, |estimate| estimate.figure(range));
        Line {
            classes: classes
                .iter()
                .zip(self.classes)
                .map(|(class, told)| (class.id.clone(), figure(told)))
                .collect(),
            overall: figure(self.overall),
            own: self.own,
            manager: self.manager,
        }
    }
}

fn one_voice(answers: &[Answer]) -> Figure {
    let Ok(n) = i64::try_from(answers.len()) else { return Figure::Untold(Untold::NotSeen) };
    if n == 0 {
        return Figure::Untold(Untold::NotSeen);
    }
    let sum: i64 = answers.iter().map(|answer| answer.points()).sum();
    Figure::OneVoice(Voice { value: Tenths::mean(10 * sum, n), n_voices: answers.len() })
}

fn mean_voice(voices: &[&Voice], needed: usize) -> Figure {
    if voices.len() < needed {
        return Figure::Untold(Untold::TooFewItems { shown: voices.len(), needed });
    }
    let sum = voices.iter().map(|voice| voice.value.0).sum();
    let n = i64::try_from(voices.len()).expect("a form's items can be counted");
    Figure::OneVoice(Voice {
        value: Tenths::mean(sum, n),
        n_voices: voices.iter().map(|voice| voice.n_voices).max().unwrap_or_default(),
    })
}

fn difference_of_voices(leading: &Figure, managing: &Figure) -> Figure {
    match (leading, managing) {
        (Figure::OneVoice(leading), Figure::OneVoice(managing)) => Figure::OneVoice(Voice {
            value: Tenths(leading.value.0 - managing.value.0),
            n_voices: leading.n_voices.max(managing.n_voices),
        }),
        _ => Figure::Untold(Untold::EndUntold),
    }
}
