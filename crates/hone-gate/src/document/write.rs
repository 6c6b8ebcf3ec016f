//! From a release to its written form.

use std::collections::BTreeMap;

use super::{
    AgreementPart, BoundPart, CategoryPart, CellPart, ClassPart, CommentsPart, DirectionsDocument,
    Document, FigurePart, GroupPart, LinePart, ModelPart, OverviewDocument, QualityDocument,
    ScaleQualityPart, SdPart, ShowsPart, SpreadPart, TrendLinePart, TrendPart, UntoldPart,
    WordsPart,
};
use crate::release::RULES_WITHOUT_DAY;
use crate::{
    Agreement, Bound, Category, Cell, Class, Comments, Directions, Figure, Group, Line, Overview,
    Quality, RULES, Release, ScaleQuality, Sd, Source, Spread, Stamp, Trend, TrendLine, Untold,
    Words,
};

impl From<&Release> for Document {
    fn from(release: &Release) -> Self {
        Self {
            agreement: each(&release.agreement),
            classes: release.classes.iter().map(ClassPart::from).collect(),
            comments: CommentsPart {
                // The first version of the rule knew no themes.
                themes: release.day.map(|_| release.comments.themes.clone()),
                ..CommentsPart::from(&release.comments)
            },
            contrasts: each(&release.contrasts),
            day: release.day.map(|day| day.to_string()),
            items: each(&release.items),
            k: release.stamp.k.get(),
            model: ModelPart::from(&release.stamp),
            rules: if release.day.is_some() { RULES } else { RULES_WITHOUT_DAY }.to_owned(),
            scales: each(&release.scales),
            shows: release.day.map(|_| ShowsPart::Numbers),
            spread: SpreadPart::from(&release.spread),
            wishes: each(&release.wishes),
            words: release.words.as_ref().map(WordsPart::from),
        }
    }
}

impl From<&Directions> for DirectionsDocument {
    fn from(directions: &Directions) -> Self {
        Self {
            against: directions.against.map(|day| day.to_string()),
            classes: directions.classes.iter().map(GroupPart::from).collect(),
            comments: CommentsPart::from(&directions.comments),
            contrasts: each(&directions.contrasts),
            day: directions.day.to_string(),
            items: each(&directions.items),
            k: directions.stamp.k.get(),
            model: ModelPart::from(&directions.stamp),
            rules: RULES.to_owned(),
            scales: each(&directions.scales),
            shows: ShowsPart::Directions,
        }
    }
}

impl From<&Overview> for OverviewDocument {
    fn from(overview: &Overview) -> Self {
        Self {
            cells: overview.cells.iter().map(CellPart::from).collect(),
            day: overview.day.to_string(),
            k: overview.stamp.k.get(),
            model: ModelPart::from(&overview.stamp),
            rules: RULES.to_owned(),
            shows: ShowsPart::Overview,
            total: overview.total.as_ref().map(CellPart::from),
        }
    }
}

impl From<&Quality> for QualityDocument {
    fn from(quality: &Quality) -> Self {
        Self {
            day: quality.day.to_string(),
            k: quality.stamp.k.get(),
            leaders: quality.n_leaders,
            model: ModelPart::from(&quality.stamp),
            raters: quality.n_raters,
            rules: RULES.to_owned(),
            scales: each(&quality.scales),
            shows: ShowsPart::Quality,
        }
    }
}

impl From<&ScaleQuality> for ScaleQualityPart {
    fn from(scale: &ScaleQuality) -> Self {
        let items = scale.items.iter().map(|(id, told)| (id.clone(), told.hundredths));
        Self {
            alpha: scale.alpha.map(|told| told.hundredths),
            items: items.collect(),
            one_rater: scale.one_rater.map(|told| told.hundredths),
        }
    }
}

impl From<&Cell> for CellPart {
    fn from(cell: &Cell) -> Self {
        Self {
            contrasts: each(&cell.contrasts),
            leaders: cell.n_leaders,
            scales: each(&cell.scales),
            units: cell.units.iter().cloned().collect(),
        }
    }
}

impl From<&Words> for WordsPart {
    fn from(words: &Words) -> Self {
        let Words { colleagues, own, manager } = words.clone();
        Self { colleagues, manager, own }
    }
}

impl From<&Stamp> for ModelPart {
    fn from(stamp: &Stamp) -> Self {
        Self { digest: stamp.model_digest.clone(), version: stamp.model_version.clone() }
    }
}

fn each<'a, T, P: From<&'a T>>(parts: &'a BTreeMap<String, T>) -> BTreeMap<String, P> {
    parts.iter().map(|(id, part)| (id.clone(), P::from(part))).collect()
}

impl From<&Agreement> for AgreementPart {
    fn from(agreement: &Agreement) -> Self {
        match agreement {
            Agreement::Close => Self::Close,
            Agreement::Apart => Self::Apart,
        }
    }
}

impl From<&Class> for ClassPart {
    fn from(class: &Class) -> Self {
        Self {
            categories: class.categories.iter().map(CategoryPart::from).collect(),
            id: class.id.clone(),
            n: class.n,
        }
    }
}

impl From<&Group> for GroupPart {
    fn from(group: &Group) -> Self {
        let categories = group.categories.iter().map(CategoryPart::from).collect();
        Self { categories, id: group.id.clone() }
    }
}

impl From<&Category> for CategoryPart {
    fn from(category: &Category) -> Self {
        match category {
            Category::Reports => Self::Reports,
            Category::Peers => Self::Peers,
            Category::Own | Category::Manager | Category::Others => Self::Others,
        }
    }
}

impl From<&Comments> for CommentsPart {
    fn from(comments: &Comments) -> Self {
        Self {
            colleagues: comments.colleagues.clone(),
            manager: comments.manager.clone(),
            own: comments.own.clone(),
            themes: Some(comments.themes.clone()),
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

impl From<&TrendLine> for TrendLinePart {
    fn from(line: &TrendLine) -> Self {
        Self {
            classes: each(&line.classes),
            manager: line.manager.as_ref().map(TrendPart::from),
            overall: TrendPart::from(&line.overall),
            own: line.own.as_ref().map(TrendPart::from),
        }
    }
}

impl From<&Trend> for TrendPart {
    fn from(trend: &Trend) -> Self {
        match trend {
            Trend::Lower => Self::Lower,
            Trend::Same => Self::Same,
            Trend::Higher => Self::Higher,
            Trend::Untold => Self::Untold,
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
