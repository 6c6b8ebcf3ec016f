//! From a release to its written form.

use std::collections::BTreeMap;

use super::{
    BoundPart, CategoryPart, ClassPart, CommentsPart, Document, FigurePart, LinePart, ModelPart,
    SdPart, SpreadPart, UntoldPart,
};
use crate::{
    Bound, Category, Class, Comments, Figure, Line, RULES, Release, Sd, Source, Spread, Untold,
};

impl From<&Release> for Document {
    fn from(release: &Release) -> Self {
        Self {
            classes: release.classes.iter().map(ClassPart::from).collect(),
            comments: CommentsPart::from(&release.comments),
            contrasts: each(&release.contrasts),
            items: each(&release.items),
            k: release.stamp.k.get(),
            model: ModelPart {
                digest: release.stamp.model_digest.clone(),
                version: release.stamp.model_version.clone(),
            },
            rules: RULES.to_owned(),
            scales: each(&release.scales),
            spread: SpreadPart::from(&release.spread),
        }
    }
}

fn each<'a, T, P: From<&'a T>>(parts: &'a BTreeMap<String, T>) -> BTreeMap<String, P> {
    parts.iter().map(|(id, part)| (id.clone(), P::from(part))).collect()
}

impl From<&Class> for ClassPart {
    fn from(class: &Class) -> Self {
        let category = |category: &Category| match category {
            Category::Reports => CategoryPart::Reports,
            Category::Peers => CategoryPart::Peers,
            Category::Own | Category::Manager | Category::Others => CategoryPart::Others,
        };
        Self {
            categories: class.categories.iter().map(category).collect(),
            id: class.id.clone(),
            n: class.n,
        }
    }
}

impl From<&Comments> for CommentsPart {
    fn from(comments: &Comments) -> Self {
        Self {
            colleagues: comments.colleagues.clone(),
            manager: comments.manager.clone(),
            own: comments.own.clone(),
        }
    }
}

impl From<&Line> for LinePart {
    fn from(line: &Line) -> Self {
        Self {
            classes: each(&line.classes),
            manager: line.manager.as_ref().map(FigurePart::from),
            overall: FigurePart::from(&line.overall),
            own: line.own.as_ref().map(FigurePart::from),
        }
    }
}

impl From<&Figure> for FigurePart {
    fn from(figure: &Figure) -> Self {
        match figure {
            Figure::Shown(shown) => Self::Shown {
                bound: match shown.bound {
                    Bound::None => None,
                    Bound::AtLeast => Some(BoundPart::AtLeast),
                    Bound::AtMost => Some(BoundPart::AtMost),
                },
                coded: shown.is_coded,
                high: shown.high(),
                low: shown.low(),
                value: shown.value(),
            },
            Figure::OneVoice(voice) => {
                Self::OneVoice { value: voice.value(), voices: voice.n_voices }
            }
            Figure::Untold(untold) => Self::Untold { reason: UntoldPart::from(untold) },
            Figure::NotShown => Self::NotShown,
        }
    }
}

impl From<&Untold> for UntoldPart {
    fn from(untold: &Untold) -> Self {
        match *untold {
            Untold::MostCouldNotSee => Self::MostCouldNotSee,
            Untold::TooFewItems { shown, needed } => Self::TooFewItems { needed, shown },
            Untold::NoClass => Self::NoClass,
            Untold::NotTheSameClasses => Self::NotTheSameClasses,
            Untold::EndUntold => Self::EndUntold,
            Untold::NotSeen => Self::NotSeen,
        }
    }
}

impl From<&Spread> for SpreadPart {
    fn from(spread: &Spread) -> Self {
        Self {
            contrasts: each(&spread.contrasts),
            items: each(&spread.items),
            scales: each(&spread.scales),
        }
    }
}

impl From<&Sd> for SdPart {
    fn from(sd: &Sd) -> Self {
        Self { measured: sd.source == Source::Measured, sd: sd.value() }
    }
}
