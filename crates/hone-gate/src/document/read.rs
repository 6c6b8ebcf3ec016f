//! From the written form to a release, if it keeps the rule.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    BoundPart, CategoryPart, ClassPart, Document, FigurePart, LinePart, SdPart, UntoldPart,
};
use crate::estimate::{Estimate, Range};
use crate::figure::Tenths;
use crate::{
    Bound, COMMENT_RATERS, COMMENTS_NEEDED, Category, Class, Comments, Error, Figure, Floor, Line,
    RULES, Release, Sd, Shown, Source, Spread, Stamp, Untold, Voice,
};

type Result<T> = std::result::Result<T, Error>;

fn ensure(is_kept: bool, rule: &'static str) -> Result<()> {
    if is_kept { Ok(()) } else { Err(Error::BrokenRule(rule)) }
}

impl Document {
    pub(crate) fn check(self) -> Result<Release> {
        ensure(self.rules == RULES, "it names a rule that this version does not know")?;
        let k = Floor::new(self.k)?;
        let classes = classes(self.classes, k)?;
        let comments = Comments {
            colleagues: self.comments.colleagues,
            own: self.comments.own,
            manager: self.comments.manager,
        };
        check_comments(&comments, &classes, k)?;
        let lines = |parts: BTreeMap<String, LinePart>, range| {
            parts
                .into_iter()
                .map(|(id, part)| Ok((id, line(part, &classes, range)?)))
                .collect::<Result<BTreeMap<String, Line>>>()
        };
        let (items, scales) =
            (lines(self.items, Range::ANSWERS)?, lines(self.scales, Range::ANSWERS)?);
        for line in items.values().chain(scales.values()) {
            check_total(line, &classes)?;
        }
        Ok(Release {
            stamp: Stamp { k, model_version: self.model.version, model_digest: self.model.digest },
            contrasts: lines(self.contrasts, Range::DIFFERENCES)?,
            classes,
            items,
            scales,
            comments,
            spread: Spread {
                items: sds(self.spread.items)?,
                scales: sds(self.spread.scales)?,
                contrasts: sds(self.spread.contrasts)?,
            },
        })
    }
}

fn classes(parts: Vec<ClassPart>, k: Floor) -> Result<Vec<Class>> {
    ensure(!parts.is_empty(), "it has no class of raters")?;
    let mut seen = BTreeSet::new();
    parts
        .into_iter()
        .map(|part| {
            let categories: Vec<Category> =
                part.categories.into_iter().map(Category::from).collect();
            ensure(part.n >= k.get(), "a class is below the floor")?;
            ensure(!categories.is_empty(), "a class has no category")?;
            ensure(
                categories.iter().all(|category| seen.insert(*category)),
                "a category is in two classes",
            )?;
            let class = Class::new(categories, part.n);
            ensure(class.id == part.id, "a class is not named after its categories")?;
            Ok(class)
        })
        .collect()
}

fn check_comments(comments: &Comments, classes: &[Class], k: Floor) -> Result<()> {
    let n_raters: usize = classes.iter().map(|class| class.n).sum();
    let is_open = n_raters >= k.get().max(COMMENT_RATERS);
    for texts in comments.colleagues.values().flatten() {
        ensure(
            is_open && texts.len() >= COMMENTS_NEEDED && texts.len() <= n_raters,
            "comments are shown below their floor",
        )?;
    }
    Ok(())
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

impl From<CategoryPart> for Category {
    fn from(part: CategoryPart) -> Self {
        match part {
            CategoryPart::Reports => Self::Reports,
            CategoryPart::Peers => Self::Peers,
            CategoryPart::Others => Self::Others,
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
