//! From the answer sheets of a round to what may be told about each leader, by the disclosure gate.

use std::collections::{BTreeMap, BTreeSet};

use hone_gate::{
    Answer, Floor, Form, Item, Outcome, Past, Pole, Published, QualityBuilder, Scale, Sheet,
    Sheets, SpreadBuilder, Stamp, release,
};
use hone_model::Model;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::ballot::{Cast, Made, Turnout};
use crate::category::Category;
use crate::ids::{GroupRef, LeaderRef};
use crate::{Error, Hone, Result, ballot, chance, hex, leader};

use super::Round;

/// Makes the results of a round and destroys its answer sheets. Returns about whom there is one.
///
/// Done twice, the second time changes nothing.
pub(super) async fn make(
    hone: &Hone,
    round: &Round,
    model: &Model,
    n_issued: &BTreeMap<GroupRef, i64>,
) -> Result<Vec<LeaderRef>> {
    let today = hone.clock.now().date(&TimeZone::UTC);
    let make = |turnouts: &_| documents(round, model, today, turnouts);
    ballot::close(hone, round.round_ref, n_issued, make).await?;
    put_together(hone, round).await?;
    ballot::list_released(hone, round.round_ref).await
}

/// Makes the overview of a round from what was released in it, unit by unit. The same releases make
/// the same overview, so a close that breaks off here makes it when it goes on.
async fn put_together(hone: &Hone, round: &Round) -> Result<()> {
    let mut tx = hone.people.read().await?;
    let units = leader::store::list_units(&mut tx, round.organisation_id, round.id).await?;
    drop(tx);
    let units: BTreeMap<LeaderRef, String> = units.into_iter().collect();
    let mut releases = Vec::new();
    for (leader, document) in ballot::list_releases(hone, round.round_ref).await? {
        let published = Published::parse(&document).map_err(|error| corrupt(&error))?;
        if let Published::Numbers(release) = published {
            releases.push((units.get(&leader).cloned().unwrap_or_default(), *release));
        }
    }
    match hone_gate::overview(&releases) {
        Some(overview) => ballot::keep_overview(hone, round.round_ref, &overview.to_json()).await,
        None => Ok(()),
    }
}

/// What is released about the leaders of a round, and what it shows of the questionnaire.
pub(crate) fn documents(
    round: &Round,
    model: &Model,
    today: Date,
    turnouts: &BTreeMap<LeaderRef, Turnout>,
) -> Result<Made> {
    let form = form(model, &round.form)?;
    let k = usize::try_from(round.k).unwrap_or_default();
    let k = Floor::new(k).map_err(|error| corrupt(&error))?;
    let mut sheets = Vec::new();
    let mut spread = SpreadBuilder::new(&form, k);
    for (leader, turnout) in turnouts {
        let about = sheets_of(turnout)?;
        spread.add(&about);
        let past = Past::new(today, turnout.earlier.iter().map(String::as_str));
        sheets.push((*leader, about, past));
    }
    let spread = spread.finish();
    let stamp = Stamp {
        k,
        model_version: model.version().to_owned(),
        model_digest: hex::write(round.model_digest.as_deref().unwrap_or_default()),
    };
    let mut quality = QualityBuilder::new(&form, k);
    let mut releases = Vec::new();
    for (leader, sheets, past) in &sheets {
        let made = release(&form, stamp.clone(), sheets, &spread, past, &mut chance::number);
        let Outcome::Released(published) = made else { continue };
        if matches!(published, Published::Numbers(_)) {
            quality.add(sheets);
        }
        releases.push((*leader, published.to_json()));
    }
    let quality = quality.finish(stamp, today).map(|quality| quality.to_json());
    Ok(Made { releases, quality })
}

/// The form as the gate knows it: outcome items, wishes and what is asked about a change stand alone,
/// all others in their scale.
fn form(model: &Model, id: &str) -> Result<Form> {
    let asked = model
        .form(id)
        .ok_or_else(|| Error::Corrupt(format!("the form {id} is not in the model of its round")))?;
    let pole = |pole| match pole {
        hone_model::Pole::Leading => Some(Pole::Leading),
        hone_model::Pole::Managing => Some(Pole::Managing),
        hone_model::Pole::Outcome => None,
    };
    let has_scales = asked.change().is_none();
    let item = |item: &hone_model::Item| Item {
        id: item.id.clone(),
        scale: pole(item.pole).filter(|_| has_scales).map(|_| item.scale().to_string()),
    };
    let scale = |scale: hone_model::ScaleId| {
        let pole = pole(scale.pole)?;
        Some(Scale { id: scale.to_string(), contrast: scale.contrast, pole })
    };
    Form::new(
        model.items_in(asked).map(item).collect(),
        model.scales().filter(|_| has_scales).filter_map(scale).collect(),
        model.questions_of(asked).iter().map(|question| question.id.clone()).collect(),
    )
    .and_then(|form| {
        form.with_wishes(model.wishes_in(asked).iter().map(|wish| wish.id.clone()).collect())
    })
    .map(|form| form.with_words(model.words_in(asked).iter().cloned().collect()))
    .map_err(|error| corrupt(&error))
}

fn sheets_of(turnout: &Turnout) -> Result<Sheets> {
    let invited: BTreeSet<_> = turnout.n_invited.keys().map(|category| gate(*category)).collect();
    let sheets = turnout.casts.iter().map(sheet).collect::<Result<Vec<_>>>()?;
    Sheets::new(invited, sheets).map_err(|error| corrupt(&error))
}

/// A 0 means 'I could not see this' or 'I cannot say', which for the gate is no answer.
fn sheet(cast: &Cast) -> Result<Sheet> {
    let seen = cast.sheet.answers.iter().filter(|(_, points)| **points > 0);
    let answer = |(item, points): (&String, &u8)| {
        Ok((item.clone(), Answer::new(*points).map_err(|error| corrupt(&error))?))
    };
    Ok(Sheet {
        category: gate(cast.category),
        answers: seen.map(answer).collect::<Result<_>>()?,
        comments: cast.sheet.comments.clone(),
        themes: cast.sheet.themes.clone(),
        words: cast.sheet.words.clone(),
    })
}

fn gate(category: Category) -> hone_gate::Category {
    match category {
        Category::Own => hone_gate::Category::Own,
        Category::Manager => hone_gate::Category::Manager,
        Category::Reports => hone_gate::Category::Reports,
        Category::Peers => hone_gate::Category::Peers,
        Category::Others => hone_gate::Category::Others,
    }
}

fn corrupt(error: &hone_gate::Error) -> Error {
    Error::Corrupt(format!("the answers of a round: {error}"))
}
