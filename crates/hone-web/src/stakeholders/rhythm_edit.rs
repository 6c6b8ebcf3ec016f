use axum::extract::State;
use axum::response::Response;
use hone_core::account::Viewer;
use hone_core::db::PeopleTx;
use hone_core::stakeholder::rhythm::{self as rhythms, Wording};
use hone_core::stakeholder::{LONGEST_LINE, MOST_DAYS, Rhythm};
use hone_core::team::{Team, event};
use hone_core::{Error, Hone};
use jiff::civil::Date;
use uuid::Uuid;

use super::{address, chosen, find_rhythm, owners, rhythm_page};
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::{At, Fields};
use crate::teams::{self, Edit, Field, Form, Kind, seen};

const SAYS: &str = "Few things, told often and alike. Each time, listen for what comes back.";
const EXAMPLE: &str =
    "What we plan for the week. To both depots. In person, at the morning meeting. Every 7 days.";

async fn fields_of(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    team: &Team,
    (one, today): (Option<&Rhythm>, Date),
) -> Result<Vec<Field>, Fault> {
    let text = |of: fn(&Rhythm) -> &String| one.map(of).cloned().unwrap_or_default();
    let owner = one.map_or(Some(viewer.person_id), |one| one.owner_id);
    let choices = owners(tx, team, one.map(|one| (one.owner_id, one.is_owner_here))).await?;
    let line = |name, label, help| Field::new(Kind::Line(LONGEST_LINE), name, label, help);
    Ok(vec![
        line("what", "What you tell", "").required().with(text(|one| &one.what)),
        line("to_whom", "To whom", "").required().with(text(|one| &one.to_whom)),
        line("channel", "How", "Such as: a letter, a call, in person.")
            .with(text(|one| &one.channel)),
        Field::new(Kind::Number(1, MOST_DAYS), "every_days", "Every so many days", "")
            .required()
            .with(one.map_or(7, |one| one.every_days).to_string()),
        Field::new(Kind::Choice(choices), "owner", "Who does it", "")
            .with(owner.map(|person| person.to_string()).unwrap_or_default()),
        Field::new(Kind::Day, "next_on", "Next on", "")
            .required()
            .with(one.map_or(today, |one| one.next_on.0).to_string()),
    ])
}

fn wording(fields: &Fields) -> Result<Wording, String> {
    let text = |name| fields.one(name).to_owned();
    Ok(Wording {
        what: text("what"),
        to_whom: text("to_whom"),
        channel: text("channel"),
        every_days: fields.number("every_days", "The days between")?,
        owner: chosen(fields)?,
        next_on: fields.day("next_on", "The next day")?,
    })
}

async fn new_page(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
) -> Result<Edit, Fault> {
    let today = hone.clock.now().date(&viewer.zone());
    Ok(Edit {
        frame: Frame::of(viewer, Section::Practice),
        back: (address(team), "People who matter".to_owned()),
        heading: "What do you tell, and how often?".to_owned(),
        says: SAYS,
        example: EXAMPLE,
        action: format!("{}/rhythms/new", teams::address(team)),
        form: Form::new(fields_of(tx, viewer, team, (None, today)).await?),
        buttons: vec![("save", "Add it")],
    })
}

/// The form for a new rhythm.
pub(super) async fn get_new(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(team): At<Uuid>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    new_page(&mut tx, &hone, &viewer, &team).await?.show()
}

/// Writes a rhythm down.
pub(super) async fn post_new(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(team): At<Uuid>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let written = match wording(&fields) {
        Ok(wording) => rhythms::write(&mut tx, &hone, &viewer, &team, wording).await,
        Err(wrong) => Err(Error::Refused(wrong)),
    };
    match written {
        Ok(one) => {
            tx.commit().await?;
            Ok(frame::done(&rhythm_page(&team, &one), "It is written down."))
        }
        Err(Error::Refused(wrong)) => {
            let mut page = new_page(&mut tx, &hone, &viewer, &team).await?;
            page.form = page.form.refused(&fields, wrong);
            page.show()
        }
        Err(other) => Err(other.into()),
    }
}

async fn page(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    team: &Team,
    one: &Rhythm,
) -> Result<Edit, Fault> {
    Ok(Edit {
        frame: Frame::of(viewer, Section::Practice),
        back: (rhythm_page(team, one), one.what.clone()),
        heading: "The rhythm".to_owned(),
        says: SAYS,
        example: "",
        action: format!("{}/change", rhythm_page(team, one)),
        form: Form::of(fields_of(tx, viewer, team, (Some(one), one.next_on.0)).await?, one.version),
        buttons: vec![("save", "Save")],
    })
}

/// The form of a rhythm.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id)): At<(Uuid, Uuid)>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let one = find_rhythm(&mut tx, &team, id).await?;
    page(&mut tx, &viewer, &team, &one).await?.show()
}

/// Changes a rhythm. Where somebody else has done so in the meantime, both stand on the page.
pub(super) async fn post(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id)): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let one = find_rhythm(&mut tx, &team, id).await?;
    let at = (&one, seen(&fields).unwrap_or_default());
    let saved = match wording(&fields) {
        Ok(wording) => rhythms::reword(&mut tx, &hone, &viewer, &team, at, wording).await,
        Err(wrong) => Err(Error::Refused(wrong)),
    };
    match saved {
        Ok(()) => {
            tx.commit().await?;
            Ok(frame::done(&rhythm_page(&team, &one), "The rhythm is saved."))
        }
        Err(Error::Refused(wrong)) => {
            let latest = event::latest(&mut tx, &team, one.about()).await?;
            let mut page = page(&mut tx, &viewer, &team, &one).await?;
            page.form = page.form.again(&fields, wrong, latest.as_ref());
            page.show()
        }
        Err(other) => Err(other.into()),
    }
}
