//! From the written form to a release, if it keeps the rule.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{
    AgreementPart, BoundPart, CategoryPart, CellPart, ClassPart, CommentsPart, DirectionsDocument,
    Document, FigurePart, GroupPart, LinePart, ModelPart, OverviewDocument, QualityDocument,
    ScaleQualityPart, SdPart, ShowsPart, TrendLinePart, TrendPart, UntoldPart, WordsPart,
};
use crate::classes::id_of;
use crate::estimate::{Estimate, Range};
use crate::figure::Tenths;
use crate::quality::{RATERS_STEP, ToldScale};
use crate::release::RULES_WITHOUT_DAY;
use crate::{
    AGREEMENT_RATERS, Agreement, Bound, CELL_LEADERS, COMMENT_RATERS, COMMENTS_NEEDED, Category,
    Cell, Class, Comments, Directions, Error, Figure, Floor, Group, LEADERS_NEEDED, Line, Overview,
    Quality, RATERS_NEEDED, RULES, Release, Sd, Shown, Source, Spread, Stamp, Trend, TrendLine,
    Untold, Voice, Words,
};

type Result<T> = std::result::Result<T, Error>;

fn ensure(is_kept: bool, rule: &'static str) -> Result<()> {
    if is_kept { Ok(()) } else { Err(Error::BrokenRule(rule)) }
}

impl Document {
    pub(super) fn check(self) -> Result<Release> {
        let rules = if self.day.is_some() { RULES } else { RULES_WITHOUT_DAY };
        ensure(self.rules == rules, "it names a rule that this version does not know")?;
        let is_said = self.shows == Some(ShowsPart::Numbers);
        ensure(is_said == self.day.is_some(), "it does not say whether it shows numbers")?;
        let day = self.day.as_deref().map(day).transpose()?;
        let k = Floor::new(self.k)?;
        let classes = classes(self.classes, k)?;
        let is_told = self.comments.themes.is_some();
        ensure(is_told == day.is_some(), "it does not say whether it tells themes")?;
        let comments = comments(self.comments);
        let n_raters: usize = classes.iter().map(|class| class.n).sum();
        check_comments(&comments, k, Some(n_raters))?;
        check_themes(&comments, self.contrasts.keys())?;
        let lines = |parts: BTreeMap<String, LinePart>, range| {
            parts
                .into_iter()
                .map(|(id, part)| Ok((id, line(part, &classes, range)?)))
                .collect::<Result<BTreeMap<String, Line>>>()
        };
        let (items, scales) =
            (lines(self.items, Range::ANSWERS)?, lines(self.scales, Range::ANSWERS)?);
        // The first version of the rule knew no wishes.
        let has_none = self.wishes.is_empty();
        ensure(day.is_some() || has_none, "wishes are told by a rule without them")?;
        let wishes = lines(self.wishes, Range::ANSWERS)?;
        ensure(wishes.keys().all(|id| !items.contains_key(id)), "a wish is an item too")?;
        for line in items.values().chain(scales.values()).chain(wishes.values()) {
            check_total(line, &classes)?;
        }
        for scale in self.agreement.keys() {
            let is_told = scales.get(scale).is_some_and(|line| line.overall.shown().is_some());
            let is_enough = day.is_some() && n_raters >= AGREEMENT_RATERS;
            ensure(is_told && is_enough, "agreement is told of too few")?;
        }
        // The first version of the rule knew no words.
        ensure(day.is_some() || self.words.is_none(), "words are told by a rule without them")?;
        let words = self.words.map(|part| words(part, n_raters, k)).transpose()?;
        Ok(Release {
            stamp: stamp(k, self.model),
            day,
            contrasts: lines(self.contrasts, Range::DIFFERENCES)?,
            classes,
            items,
            scales,
            wishes,
            agreement: self
                .agreement
                .into_iter()
                .map(|(id, part)| (id, Agreement::from(part)))
                .collect(),
            comments,
            spread: Spread {
                items: sds(self.spread.items)?,
                scales: sds(self.spread.scales)?,
                contrasts: sds(self.spread.contrasts)?,
            },
            words,
        })
    }
}

fn words(part: WordsPart, n_raters: usize, k: Floor) -> Result<Words> {
    let WordsPart { colleagues, manager, own } = part;
    let is_open = Words::is_open(n_raters, k);
    ensure(colleagues.is_some() == is_open, "words are told of too few, or kept back")?;
    let n_told = colleagues.as_ref().map_or(0, Vec::len);
    ensure(Words::may_tell(n_told, n_raters, k), "too many words are told")?;
    let lists = [colleagues.as_ref(), Some(&manager), Some(&own)];
    let in_order = |list: &Vec<String>| list.is_sorted_by(|one, next| one < next);
    ensure(lists.into_iter().flatten().all(in_order), "words are not each once, in order")?;
    Ok(Words { colleagues, own, manager })
}

impl DirectionsDocument {
    pub(super) fn check(self) -> Result<Directions> {
        ensure(self.rules == RULES, "it names a rule that this version does not know")?;
        let k = Floor::new(self.k)?;
        let classes = groups(self.classes)?;
        ensure(self.comments.themes.is_some(), "it does not say whether it tells themes")?;
        let comments = comments(self.comments);
        check_comments(&comments, k, None)?;
        check_themes(&comments, self.contrasts.keys())?;
        let ids: BTreeSet<&str> = classes.iter().map(|group| group.id.as_str()).collect();
        let lines = |parts: BTreeMap<String, TrendLinePart>| {
            parts
                .into_iter()
                .map(|(id, part)| Ok((id, trend_line(part, &ids)?)))
                .collect::<Result<BTreeMap<String, TrendLine>>>()
        };
        Ok(Directions {
            stamp: stamp(k, self.model),
            day: day(&self.day)?,
            against: self.against.as_deref().map(day).transpose()?,
            items: lines(self.items)?,
            scales: lines(self.scales)?,
            contrasts: lines(self.contrasts)?,
            classes,
            comments,
        })
    }
}

impl OverviewDocument {
    pub(super) fn check(self) -> Result<Overview> {
        ensure(self.rules == RULES, "it names a rule that this version does not know")?;
        ensure(self.shows == ShowsPart::Overview, "it is no overview")?;
        let k = Floor::new(self.k)?;
        let cells = self.cells.into_iter().map(cell).collect::<Result<Vec<_>>>()?;
        let units: Vec<&String> = cells.iter().flat_map(|cell| &cell.units).collect();
        let is_once = units.iter().collect::<BTreeSet<_>>().len() == units.len();
        ensure(!cells.is_empty() && is_once, "a unit is in two cells")?;
        ensure(cells.is_sorted_by_key(|cell| &cell.units), "cells are not ordered by name")?;
        let total = self.total.map(cell).transpose()?;
        ensure(total.is_some() == (cells.len() > 1), "a total is not made of its cells")?;
        if let Some(total) = &total {
            check_total_of_cells(total, &cells)?;
        }
        Ok(Overview { stamp: stamp(k, self.model), day: day(&self.day)?, cells, total })
    }
}

impl QualityDocument {
    pub(super) fn check(self) -> Result<Quality> {
        ensure(self.rules == RULES, "it names a rule that this version does not know")?;
        ensure(self.shows == ShowsPart::Quality, "it is not about a questionnaire")?;
        let (n_leaders, n_raters) = (self.leaders, self.raters);
        let is_enough = n_leaders >= LEADERS_NEEDED && n_raters >= RATERS_NEEDED;
        ensure(is_enough, "it rests on too few leaders or raters")?;
        ensure(n_raters.is_multiple_of(RATERS_STEP), "raters are not counted in tens")?;
        let scale = |(id, part): (String, ScaleQualityPart)| {
            let ScaleQualityPart { alpha, items, one_rater } = part;
            let told = ToldScale { alpha, one_rater, items };
            let scale = told.with_intervals(n_leaders, n_raters);
            Ok((id, scale.ok_or(Error::BrokenRule("a coefficient is finer than may be told"))?))
        };
        Ok(Quality {
            stamp: stamp(Floor::new(self.k)?, self.model),
            day: day(&self.day)?,
            n_leaders,
            n_raters,
            scales: self.scales.into_iter().map(scale).collect::<Result<_>>()?,
        })
    }
}

fn cell(part: CellPart) -> Result<Cell> {
    let figures = |parts: BTreeMap<String, FigurePart>, range| {
        let figure = |(id, part)| Ok((id, about_raters(&part, range)?));
        parts.into_iter().map(figure).collect::<Result<BTreeMap<String, Figure>>>()
    };
    ensure(part.leaders >= CELL_LEADERS, "a cell has too few leaders")?;
    ensure(!part.units.is_empty(), "a cell has no unit")?;
    Ok(Cell {
        contrasts: figures(part.contrasts, Range::DIFFERENCES)?,
        n_leaders: part.leaders,
        scales: figures(part.scales, Range::ANSWERS)?,
        units: part.units.into_iter().collect(),
    })
}

fn check_total_of_cells(total: &Cell, cells: &[Cell]) -> Result<()> {
    let units: BTreeSet<&String> = cells.iter().flat_map(|cell| &cell.units).collect();
    let n_leaders: usize = cells.iter().map(Cell::n_leaders).sum();
    let mut is_kept = total.units.iter().collect::<BTreeSet<_>>() == units;
    is_kept &= total.n_leaders == n_leaders;
    for of in [Cell::scales, Cell::contrasts] {
        for (id, figure) in of(total) {
            let parts: Vec<(Estimate, usize)> = cells
                .iter()
                .filter_map(|cell| {
                    Some((Estimate::stored(of(cell).get(id)?.shown()?), cell.n_leaders))
                })
                .collect();
            is_kept &= match figure.shown() {
                None => parts.is_empty(),
                Some(shown) => !parts.is_empty() && Estimate::mean(&parts).agrees_with(shown),
            };
        }
    }
    ensure(is_kept, "a total is not made of its cells")
}

fn stamp(k: Floor, model: ModelPart) -> Stamp {
    Stamp { k, model_version: model.version, model_digest: model.digest }
}

fn day(text: &str) -> Result<Date> {
    text.parse().map_err(|_| Error::BrokenRule("a day is no day"))
}

fn comments(part: CommentsPart) -> Comments {
    Comments {
        colleagues: part.colleagues,
        themes: part.themes.unwrap_or_default(),
        own: part.own,
        manager: part.manager,
    }
}

fn classes(parts: Vec<ClassPart>, k: Floor) -> Result<Vec<Class>> {
    ensure(parts.iter().all(|part| part.n >= k.get()), "a class is below the floor")?;
    let (groups_of, sizes): (Vec<_>, Vec<_>) = parts
        .into_iter()
        .map(|part| (GroupPart { categories: part.categories, id: part.id }, part.n))
        .unzip();
    let class =
        |(group, n): (Group, usize)| Class { id: group.id, categories: group.categories, n };
    Ok(groups(groups_of)?.into_iter().zip(sizes).map(class).collect())
}

fn groups(parts: Vec<GroupPart>) -> Result<Vec<Group>> {
    ensure(!parts.is_empty(), "it has no class of raters")?;
    let mut seen = BTreeSet::new();
    parts
        .into_iter()
        .map(|part| {
            let categories: Vec<Category> =
                part.categories.into_iter().map(Category::from).collect();
            ensure(!categories.is_empty(), "a class has no category")?;
            ensure(
                categories.iter().all(|category| seen.insert(*category)),
                "a category is in two classes",
            )?;
            ensure(id_of(&categories) == part.id, "a class is not named after its categories")?;
            Ok(Group { id: part.id, categories })
        })
        .collect()
}

/// `n_raters` is unknown where no numbers are told.
fn check_comments(comments: &Comments, k: Floor, n_raters: Option<usize>) -> Result<()> {
    let is_open = n_raters.is_none_or(|n| n >= k.get().max(COMMENT_RATERS));
    let questions: BTreeSet<&String> =
        comments.colleagues.keys().chain(comments.themes.keys()).collect();
    for question in questions {
        let texts = comments.colleagues(question).map(<[String]>::len);
        let themes = comments.themes(question).map(|themes| themes.values().sum::<usize>());
        let is_enough = |n: Option<usize>| n.is_none_or(|n| is_open && n >= COMMENTS_NEEDED);
        let n = texts.unwrap_or_default() + themes.unwrap_or_default();
        let is_from_them = n_raters.is_none_or(|n_raters| n <= n_raters);
        ensure(
            is_enough(texts) && is_enough(themes) && is_from_them,
            "comments are shown below their floor",
        )?;
    }
    Ok(())
}

fn check_themes<'a>(
    comments: &Comments,
    contrasts: impl Iterator<Item = &'a String>,
) -> Result<()> {
    let contrasts: BTreeSet<&String> = contrasts.collect();
    let mut told = comments.themes.values().flatten().flatten();
    ensure(told.all(|(theme, n)| contrasts.contains(theme) && *n > 0), "a theme is no contrast")
}

fn trend_line(part: TrendLinePart, ids: &BTreeSet<&str>) -> Result<TrendLine> {
    ensure(
        part.classes.keys().map(String::as_str).collect::<BTreeSet<_>>() == *ids,
        "a line is not about the classes of the release",
    )?;
    Ok(TrendLine {
        classes: part.classes.into_iter().map(|(id, trend)| (id, Trend::from(trend))).collect(),
        overall: Trend::from(part.overall),
        own: part.own.map(Trend::from),
        manager: part.manager.map(Trend::from),
    })
}

fn line(part: LinePart, classes: &[Class], range: Range) -> Result<Line> {
    let ids: BTreeSet<&str> = classes.iter().map(|class| class.id.as_str()).collect();
    ensure(
        part.classes.keys().map(String::as_str).collect::<BTreeSet<_>>() == ids,
        "a line is not about the classes of the release",
    )?;
    let figures = part
        .classes
        .into_iter()
        .map(|(id, part)| Ok((id, about_raters(&part, range)?)))
        .collect::<Result<_>>()?;
    let person = |part: Option<FigurePart>| part.map(|part| about_one(&part, range)).transpose();
    Ok(Line {
        classes: figures,
        overall: about_raters(&part.overall, range)?,
        own: person(part.own)?,
        manager: person(part.manager)?,
    })
}

fn about_raters(part: &FigurePart, range: Range) -> Result<Figure> {
    let found = figure(part, range)?;
    ensure(found.voice().is_none(), "one voice stands in the place of a class")?;
    Ok(found)
}

fn about_one(part: &FigurePart, range: Range) -> Result<Figure> {
    let found = figure(part, range)?;
    ensure(found.shown().is_none(), "a class stands in the place of one voice")?;
    Ok(found)
}

fn figure(part: &FigurePart, range: Range) -> Result<Figure> {
    let tenths = |x: f64| {
        let value = Tenths::nearest(x);
        ensure(range.holds(value), "a number is outside its range").map(|()| value)
    };
    Ok(match *part {
        FigurePart::NotShown => Figure::NotShown,
        FigurePart::Untold { reason } => Figure::Untold(Untold::from(reason)),
        FigurePart::OneVoice { value, voices } => {
            ensure(voices > 0, "a voice is nobody's")?;
            Figure::OneVoice(Voice { value: tenths(value)?, n_voices: voices })
        }
        FigurePart::Shown { bound, coded, high, low, value } => {
            let shown = Shown {
                value: tenths(value)?,
                low: tenths(low)?,
                high: tenths(high)?,
                bound: match bound {
                    None => Bound::None,
                    Some(BoundPart::AtLeast) => Bound::AtLeast,
                    Some(BoundPart::AtMost) => Bound::AtMost,
                },
                is_coded: coded,
            };
            ensure(
                shown.low <= shown.value && shown.value <= shown.high,
                "a number is outside its interval",
            )?;
            Figure::Shown(shown)
        }
    })
}

/// A total has to be the mean of what stands beside it.
fn check_total(line: &Line, classes: &[Class]) -> Result<()> {
    let parts: Vec<(Estimate, usize)> = classes
        .iter()
        .filter_map(|class| Some((Estimate::stored(line.class(&class.id)?.shown()?), class.n)))
        .collect();
    let is_kept = match line.overall.shown() {
        None => parts.is_empty(),
        Some(shown) => !parts.is_empty() && Estimate::mean(&parts).agrees_with(shown),
    };
    ensure(is_kept, "a total is not made of the numbers beside it")
}

fn sds(parts: BTreeMap<String, SdPart>) -> Result<BTreeMap<String, Sd>> {
    parts
        .into_iter()
        .map(|(id, part)| {
            let source = if part.measured { Source::Measured } else { Source::Assumed };
            let sd = Sd::stored(part.sd, source);
            Ok((id, sd.ok_or(Error::BrokenRule("a spread is not one of its steps"))?))
        })
        .collect()
}

impl From<AgreementPart> for Agreement {
    fn from(part: AgreementPart) -> Self {
        match part {
            AgreementPart::Close => Self::Close,
            AgreementPart::Apart => Self::Apart,
        }
    }
}

impl From<CategoryPart> for Category {
    fn from(part: CategoryPart) -> Self {
        match part {
            CategoryPart::Reports => Self::Reports,
            CategoryPart::Peers => Self::Peers,
            CategoryPart::Others => Self::Others,
        }
    }
}

impl From<TrendPart> for Trend {
    fn from(part: TrendPart) -> Self {
        match part {
            TrendPart::Lower => Self::Lower,
            TrendPart::Same => Self::Same,
            TrendPart::Higher => Self::Higher,
            TrendPart::Untold => Self::Untold,
        }
    }
}

impl From<UntoldPart> for Untold {
    fn from(part: UntoldPart) -> Self {
        match part {
            UntoldPart::EndUntold => Self::EndUntold,
            UntoldPart::MostCouldNotSee => Self::MostCouldNotSee,
            UntoldPart::NoClass => Self::NoClass,
            UntoldPart::NotSeen => Self::NotSeen,
            UntoldPart::NotTheSameClasses => Self::NotTheSameClasses,
            UntoldPart::TooFewItems { needed, shown } => Self::TooFewItems { shown, needed },
        }
    }
}
