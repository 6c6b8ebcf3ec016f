use axum::extract::State;
use axum::response::Response;
use hone_core::account::Viewer;
use hone_core::db::PeopleTx;
use hone_core::stakeholder::{self, LONGEST_LINE, LONGEST_TEXT, MOST_DAYS, Stakeholder, Wording};
use hone_core::team::{Team, event};
use hone_core::{Error, Hone};
use uuid::Uuid;

use super::{address, chosen, find, owners, page_of};
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::{At, Fields};
use crate::teams::{self, Edit, Field, Form, Kind, seen};

const SAYS: &str = "They may ask to read this. Write needs, and what you agree; nothing about what they are like, \
                    whom they get on with, or how they feel.";
const EXAMPLE: &str = "The treatment works. They need our plan a week ahead. We need to know when they flush. Every 28 \
                       days, and never more than 42.";

async fn fields_of(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    team: &Team,
    one: Option<&Stakeholder>,
) -> Result<Vec<Field>, Fault> {
    let text = |of: fn(&Stakeholder) -> &String| one.map(of).cloned().unwrap_or_default();
    let owner = one.map_or(Some(viewer.person_id), |one| one.owner_id);
    let choices = owners(tx, team, one.map(|one| (one.owner_id, one.is_owner_here))).await?;
    let gap = |name, label, help, days: i64| {
        Field::new(Kind::Number(1, MOST_DAYS), name, label, help).required().with(days.to_string())
    };
    Ok(vec![
        Field::new(Kind::Line(LONGEST_LINE), "name", "Who", "A person or a group.")
            .required()
            .with(text(|one| &one.name)),
        Field::new(Kind::Text(LONGEST_TEXT), "they_need", "What they need from us", "")
            .with(text(|one| &one.they_need)),
        Field::new(Kind::Text(LONGEST_TEXT), "we_need", "What we need from them", "")
            .with(text(|one| &one.we_need)),
        Field::new(Kind::Choice(choices), "owner", "Who looks after it", "")
            .with(owner.map(|person| person.to_string()).unwrap_or_default()),
        gap("usual_gap", "Speak every so many days", "", one.map_or(28, |one| one.usual_gap)),
        gap(
            "longest_gap",
            "And never let more go by than",
            "In days. Beyond that, it stands on the first page of whoever looks after it.",
            one.map_or(42, |one| one.longest_gap),
        ),
    ])
}

fn wording(fields: &Fields) -> Result<Wording, String> {
    let text = |name| fields.one(name).to_owned();
    Ok(Wording {
        name: text("name"),
        they_need: text("they_need"),
        we_need: text("we_need"),
        owner: chosen(fields)?,
        usual_gap: fields.number("usual_gap", "The usual gap")?,
        longest_gap: fields.number("longest_gap", "The longest gap")?,
    })
}

async fn new_page(tx: &mut PeopleTx, viewer: &Viewer, team: &Team) -> Result<Edit, Fault> {
    Ok(Edit {
        frame: Frame::of(viewer, Section::Practice),
        back: (address(team), "People who matter".to_owned()),
        heading: "Who matters to your work?".to_owned(),
        says: SAYS,
        example: EXAMPLE,
        action: format!("{}/new", address(team)),
        form: Form::new(fields_of(tx, viewer, team, None).await?),
        buttons: vec![("save", "Add them")],
    })
}

/// The form for a new stakeholder.
pub(super) async fn get_new(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(team): At<Uuid>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    new_page(&mut tx, &viewer, &team).await?.show()
}

/// Writes a stakeholder down.
pub(super) async fn post_new(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(team): At<Uuid>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let written = match wording(&fields) {
        Ok(wording) => stakeholder::write(&mut tx, &hone, &viewer, &team, wording).await,
        Err(wrong) => Err(Error::Refused(wrong)),
    };
    match written {
        Ok(one) => {
            tx.commit().await?;
            Ok(frame::done(&page_of(&team, &one), "It is written down."))
        }
        Err(Error::Refused(wrong)) => {
            let mut page = new_page(&mut tx, &viewer, &team).await?;
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
    one: &Stakeholder,
) -> Result<Edit, Fault> {
    Ok(Edit {
        frame: Frame::of(viewer, Section::Practice),
        back: (page_of(team, one), one.name.clone()),
        heading: one.name.clone(),
        says: SAYS,
        example: "",
        action: format!("{}/change", page_of(team, one)),
        form: Form::of(fields_of(tx, viewer, team, Some(one)).await?, one.version),
        buttons: vec![("save", "Save")],
    })
}

/// The form of a stakeholder.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id)): At<(Uuid, Uuid)>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let one = find(&mut tx, &team, id).await?;
    page(&mut tx, &viewer, &team, &one).await?.show()
}

/// Changes what is written of a stakeholder. Where somebody else has done so in the meantime, both stand
/// on the page.
pub(super) async fn post(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id)): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let one = find(&mut tx, &team, id).await?;
    let at = (&one, seen(&fields).unwrap_or_default());
    let saved = match wording(&fields) {
        Ok(wording) => stakeholder::reword(&mut tx, &hone, &viewer, &team, at, wording).await,
        Err(wrong) => Err(Error::Refused(wrong)),
    };
    match saved {
        Ok(()) => {
            tx.commit().await?;
            Ok(frame::done(&page_of(&team, &one), "It is saved."))
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
