use axum::extract::State;
use axum::response::Response;
use hone_core::account::Viewer;
use hone_core::db::PeopleTx;
use hone_core::experiment::affected::{self, Wording};
use hone_core::experiment::{Affected, Effect, Experiment, LONGEST_LINE, LONGEST_TEXT};
use hone_core::ids::AffectedId;
use hone_core::team::{Team, event};
use hone_core::{Error, Hone};
use uuid::Uuid;

use super::experiment::Place;
use super::{choices, find, page_of};
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::{At, Fields};
use crate::teams::{self, Edit, Field, Form, Kind, day, seen};

const SAYS: &str =
    "A group that notices the change, inside or outside the team. No names of single people.";
const EXAMPLE: &str = "The stores. No second name to wait for, and one check less. Unsure. Told on 2 June. They said: \
                       let us see the list once a week.";

async fn find_group(
    tx: &mut PeopleTx,
    team: &Team,
    experiment: &Experiment,
    id: Uuid,
) -> Result<Affected, Fault> {
    affected::find(tx, team, experiment, AffectedId(id)).await?.ok_or(Fault::NotFound)
}

fn fields_of(affected: Option<&Affected>) -> Vec<Field> {
    let text = |of: fn(&Affected) -> &String| affected.map(of).cloned().unwrap_or_default();
    let effects =
        choices(&[("unsure", "Unsure"), ("gain", "They gain by it"), ("loss", "They lose by it")]);
    let effect = affected.map_or(Effect::Unsure, |one| one.effect).word();
    let told_on = affected.and_then(|one| one.told_on.clone()).unwrap_or_default();
    vec![
        Field::new(Kind::Line(LONGEST_LINE), "who", "Who", "Such as: the stores, the night shift.")
            .required()
            .with(text(|one| &one.who)),
        Field::new(Kind::Line(LONGEST_LINE), "what_changes", "What changes for them", "")
            .with(text(|one| &one.what_changes)),
        Field::new(Kind::Choice(effects), "effect", "What that means to them", "").with(effect),
        Field::new(Kind::Day, "told_on", "Told on", "Best before it starts.").with(told_on),
        Field::new(
            Kind::Text(LONGEST_TEXT),
            "they_said",
            "What they said",
            "In their words, without saying who.",
        )
        .with(text(|one| &one.they_said)),
    ]
}

fn wording(fields: &Fields) -> Result<Wording, String> {
    let one = |name| fields.one(name).to_owned();
    Ok(Wording {
        who: one("who"),
        what_changes: one("what_changes"),
        effect: match fields.one("effect") {
            "gain" => Effect::Gain,
            "loss" => Effect::Loss,
            _ => Effect::Unsure,
        },
        told_on: day(fields, "told_on", "The day on which they were told")?,
        they_said: one("they_said"),
    })
}

fn new_page(viewer: &Viewer, team: &Team, experiment: &Experiment) -> Edit {
    Edit {
        frame: Frame::of(viewer, Section::Practice),
        back: (page_of(team, experiment), format!("If we {}", experiment.if_we)),
        heading: "Whom does it reach?".to_owned(),
        says: SAYS,
        example: EXAMPLE,
        action: format!("{}/affected/new", page_of(team, experiment)),
        form: Form::new(fields_of(None)),
        buttons: vec![("save", "Write it down")],
    }
}

/// The form for a new group.
pub(super) async fn get_new(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id)): At<(Uuid, Uuid)>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let experiment = find(&mut tx, &team, id).await?;
    new_page(&viewer, &team, &experiment).show()
}

/// Writes a group down.
pub(super) async fn post_new(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id)): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let experiment = find(&mut tx, &team, id).await?;
    let written = match wording(&fields) {
        Ok(wording) => {
            affected::write(&mut tx, &hone, &viewer, &team, &experiment, wording).await.map(drop)
        }
        Err(wrong) => Err(Error::Refused(wrong)),
    };
    match written {
        Ok(()) => {
            tx.commit().await?;
            Ok(frame::done(&page_of(&team, &experiment), "It is written down."))
        }
        Err(Error::Refused(wrong)) => {
            let mut page = new_page(&viewer, &team, &experiment);
            page.form = page.form.refused(&fields, wrong);
            page.show()
        }
        Err(other) => Err(other.into()),
    }
}

fn page(viewer: &Viewer, team: &Team, experiment: &Experiment, affected: &Affected) -> Edit {
    Edit {
        frame: Frame::of(viewer, Section::Practice),
        back: (page_of(team, experiment), format!("If we {}", experiment.if_we)),
        heading: affected.who.clone(),
        says: SAYS,
        example: "",
        action: format!("{}/affected/{}", page_of(team, experiment), affected.id),
        form: Form::of(fields_of(Some(affected)), affected.version),
        buttons: vec![("save", "Save")],
    }
}

/// The form of a group.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id, group)): At<(Uuid, Uuid, Uuid)>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let experiment = find(&mut tx, &team, id).await?;
    let affected = find_group(&mut tx, &team, &experiment, group).await?;
    page(&viewer, &team, &experiment, &affected).show()
}

/// Words a group anew. Where somebody else has done so in the meantime, both stand on the page.
pub(super) async fn post(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id, group)): At<(Uuid, Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let experiment = find(&mut tx, &team, id).await?;
    let affected = find_group(&mut tx, &team, &experiment, group).await?;
    let seen = (&experiment, &affected, seen(&fields).unwrap_or_default());
    let saved = match wording(&fields) {
        Ok(wording) => affected::reword(&mut tx, &hone, &viewer, &team, seen, wording).await,
        Err(wrong) => Err(Error::Refused(wrong)),
    };
    match saved {
        Ok(()) => {
            tx.commit().await?;
            Ok(frame::done(&page_of(&team, &experiment), "It is saved."))
        }
        Err(Error::Refused(wrong)) => {
            let latest = event::latest(&mut tx, &team, experiment.about()).await?;
            let mut page = page(&viewer, &team, &experiment, &affected);
            page.form = page.form.again(&fields, wrong, latest.as_ref());
            page.show()
        }
        Err(other) => Err(other.into()),
    }
}

/// Notes that a group was told today.
pub(super) async fn post_told(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id, group)): At<(Uuid, Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, (team, id), fields).await?;
    let affected = find_group(&mut at.tx, &at.team, &at.experiment, group).await?;
    let what = (&at.experiment, &affected);
    let done = affected::tell(&mut at.tx, &hone, &at.viewer, &at.team, what).await;
    at.end(&hone, "affected", done.map(|()| None), "It is noted that they were told today.").await
}

/// Puts a group away.
pub(super) async fn post_removal(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id, group)): At<(Uuid, Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, (team, id), fields).await?;
    let affected = find_group(&mut at.tx, &at.team, &at.experiment, group).await?;
    let what = (&at.experiment, &affected);
    let done = affected::put_away(&mut at.tx, &hone, &at.viewer, &at.team, what, true).await;
    at.end(&hone, "affected", done.map(|()| None), "It is put away. You can bring it back.").await
}

/// Brings a group back.
pub(super) async fn post_return(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id, group)): At<(Uuid, Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, (team, id), fields).await?;
    let affected = find_group(&mut at.tx, &at.team, &at.experiment, group).await?;
    let what = (&at.experiment, &affected);
    let done = affected::put_away(&mut at.tx, &hone, &at.viewer, &at.team, what, false).await;
    at.end(&hone, "affected", done.map(|()| None), "It is back.").await
}
