//! Key results, and check-ins on them.

use axum::extract::State;
use axum::response::Response;
use hone_core::account::Viewer;
use hone_core::ids::{KeyCheckId, KeyResultId};
use hone_core::team::{Team, event};
use hone_core::vision::key::{self, Wording};
use hone_core::vision::{KeyResult, LONGEST_LINE, Measured, Objective, Refusal};
use hone_core::{Error, Hone};
use uuid::Uuid;

use super::objective::{Place, part_of};
use super::{find, page_of};
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::{At, Fields};
use crate::teams::{self, Edit, Field, Form, Kind, seen};

const SAYS: &str = "Something that everybody can see, of the work of the team or of those whom it serves. Never a \
                    number for one person: people who share work then work against each other.";
const EXAMPLE: &str = "The longest wait of a month, in hours. From 9 to 2, by 30 June.";

fn fields_of(key: Option<&KeyResult>) -> Vec<Field> {
    let measure = key.map(|key| key.measure.clone()).unwrap_or_default();
    let value = |of: fn(&KeyResult) -> f64| key.map(|key| of(key).to_string()).unwrap_or_default();
    let due = key.map(|key| key.due.to_string()).unwrap_or_default();
    let help = "With its unit, such as: the longest wait of a month, in hours.";
    vec![
        Field::new(Kind::Line(LONGEST_LINE), "measure", "What is measured", help)
            .required()
            .with(measure),
        Field::new(Kind::Line(20), "start", "Where it stands at the start", "A number.")
            .required()
            .with(value(|key| key.start_value)),
        Field::new(Kind::Line(20), "target", "Where it is to stand", "A number.")
            .required()
            .with(value(|key| key.target_value)),
        Field::new(Kind::Day, "due", "By when", "On that day, you are asked where it stands.")
            .required()
            .with(due),
    ]
}

fn wording(fields: &Fields) -> Result<Wording, String> {
    let text = |name| fields.one(name).to_owned();
    Ok(Wording {
        measure: text("measure"),
        start: text("start"),
        target: text("target"),
        due: fields.day("due", "The day")?,
    })
}

fn new_page(viewer: &Viewer, team: &Team, objective: &Objective) -> Edit {
    Edit {
        frame: Frame::of(viewer, Section::Practice),
        back: (page_of(team, objective), objective.title.clone()),
        heading: "By what will you see it come nearer?".to_owned(),
        says: SAYS,
        example: EXAMPLE,
        action: format!("{}/keys/new", page_of(team, objective)),
        form: Form::new(fields_of(None)),
        buttons: vec![("save", "Add it")],
    }
}

/// The form for a new key result.
pub(super) async fn get_new(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id)): At<(Uuid, Uuid)>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let objective = find(&mut tx, &team, id).await?;
    new_page(&viewer, &team, &objective).show()
}

/// Adds a key result.
pub(super) async fn post_new(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id)): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let objective = find(&mut tx, &team, id).await?;
    let written = match wording(&fields) {
        Ok(wording) => key::write(&mut tx, &hone, &viewer, &team, &objective, &wording).await,
        Err(wrong) => Err(Error::Refused(wrong)),
    };
    match written {
        Ok(_) => {
            tx.commit().await?;
            Ok(frame::done(&page_of(&team, &objective), "The key result is added."))
        }
        Err(Error::Refused(wrong)) => {
            let mut page = new_page(&viewer, &team, &objective);
            page.form = page.form.refused(&fields, wrong);
            page.show()
        }
        Err(other) => Err(other.into()),
    }
}

fn page(viewer: &Viewer, team: &Team, objective: &Objective, key: &KeyResult) -> Edit {
    Edit {
        frame: Frame::of(viewer, Section::Practice),
        back: (page_of(team, objective), objective.title.clone()),
        heading: "The key result".to_owned(),
        says: SAYS,
        example: "",
        action: format!("{}/keys/{}", page_of(team, objective), key.id),
        form: Form::of(fields_of(Some(key)), key.version),
        buttons: vec![("save", "Save")],
    }
}

/// The form of a key result.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id, key)): At<(Uuid, Uuid, Uuid)>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let objective = find(&mut tx, &team, id).await?;
    let found = key::find(&mut tx, &team, &objective, KeyResultId(key)).await?;
    let found = found.ok_or(Fault::NotFound)?;
    page(&viewer, &team, &objective, &found.key).show()
}

/// Changes a key result. Where somebody else has done so in the meantime, both stand on the page.
pub(super) async fn post(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id, key)): At<(Uuid, Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let objective = find(&mut tx, &team, id).await?;
    let found = key::find(&mut tx, &team, &objective, KeyResultId(key)).await?;
    let Measured { key, .. } = found.ok_or(Fault::NotFound)?;
    let at = (&objective, &key, seen(&fields).unwrap_or_default());
    let saved = match wording(&fields) {
        Ok(wording) => key::reword(&mut tx, &hone, &viewer, &team, at, &wording).await,
        Err(wrong) => Err(Error::Refused(wrong)),
    };
    match saved {
        Ok(()) => {
            tx.commit().await?;
            Ok(frame::done(&page_of(&team, &objective), "The key result is saved."))
        }
        Err(Error::Refused(wrong)) => {
            let latest = event::latest(&mut tx, &team, objective.about()).await?;
            let mut page = page(&viewer, &team, &objective, &key);
            page.form = page.form.again(&fields, wrong, latest.as_ref());
            page.show()
        }
        Err(other) => Err(other.into()),
    }
}

/// A key result of the objective with which something is about to be done.
async fn find_key(at: &mut Place, id: Uuid) -> Result<Measured, Fault> {
    let found = key::find(&mut at.tx, &at.team, &at.objective, KeyResultId(id)).await?;
    found.ok_or(Fault::NotFound)
}

/// Puts a key result away.
pub(super) async fn post_removal(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id, key)): At<(Uuid, Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, (team, id), fields).await?;
    let found = find_key(&mut at, key).await?;
    let what = (&at.objective, &found.key);
    let done = key::put_away(&mut at.tx, &hone, &at.viewer, &at.team, what, true).await;
    at.end(&hone, part_of(&found), done, "It is put away. You can bring it back below.").await
}

/// Brings a key result back.
pub(super) async fn post_return(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id, key)): At<(Uuid, Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, (team, id), fields).await?;
    let found = find_key(&mut at, key).await?;
    let what = (&at.objective, &found.key);
    let done = key::put_away(&mut at.tx, &hone, &at.viewer, &at.team, what, false).await;
    at.end(&hone, part_of(&found), done, "It is back.").await
}

/// Says where a key result stands.
pub(super) async fn post_check(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id, key)): At<(Uuid, Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, (team, id), fields).await?;
    let found = find_key(&mut at, key).await?;
    let odds = match at.fields.one("odds") {
        "" => Ok(None),
        typed => typed.parse().map(Some).map_err(|_| Error::from(Refusal::Odds)),
    };
    let done = match odds {
        Ok(odds) => {
            let said = (at.fields.one("value"), odds, at.fields.one("line"));
            let what = (&at.objective, &found.key);
            let done = key::check_in(&mut at.tx, &hone, &at.viewer, &at.team, what, said).await;
            done.map(drop)
        }
        Err(refused) => Err(refused),
    };
    at.end(&hone, part_of(&found), done, "Your check-in is kept.").await
}

/// Puts a check-in away.
pub(super) async fn post_check_removal(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id, key, check)): At<(Uuid, Uuid, Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let at = Place::find(&hone, viewer, (team, id), fields).await?;
    put_away(at, &hone, (key, check), true, "It is put away. You can bring it back.").await
}

/// Brings a check-in back.
pub(super) async fn post_check_return(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id, key, check)): At<(Uuid, Uuid, Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let at = Place::find(&hone, viewer, (team, id), fields).await?;
    put_away(at, &hone, (key, check), false, "The check-in counts again.").await
}

async fn put_away(
    mut at: Place,
    hone: &Hone,
    (key, check): (Uuid, Uuid),
    is_away: bool,
    notice: &str,
) -> Result<Response, Fault> {
    let found = find_key(&mut at, key).await?;
    let check = found.checks.iter().find(|one| one.id == KeyCheckId(check));
    let what = (&at.objective, &found.key, check.ok_or(Fault::NotFound)?);
    let done = key::put_check_away(&mut at.tx, hone, &at.viewer, &at.team, what, is_away).await;
    at.end(hone, part_of(&found), done, notice).await
}
