use axum::extract::State;
use axum::response::Response;
use hone_core::account::Viewer;
use hone_core::db::PeopleTx;
use hone_core::ids::{ObjectiveId, PersonId};
use hone_core::team::{self, Team, event};
use hone_core::vision::objective::{self, Aim, Horizon, Step, Wording};
use hone_core::vision::{LONGEST_LINE, LONGEST_TEXT, Objective, statement};
use hone_core::{Error, Hone};
use uuid::Uuid;

use super::{address, find, horizons, page_of};
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::{At, Fields};
use crate::teams::{self, Edit, Field, Form, Kind, seen};

const SAYS: &str = "What will be different, and what it serves. One person sees to it that it moves; the work may be \
                    everybody’s. It may look out of reach today.";
const EXAMPLE: &str = "Nobody in the north waits longer than two hours for water. Serves the vision: the waiting is \
                       what people fear. Now. Carla owns it.";

/// The value of a choice for what something serves.
fn value(aim: Aim) -> String {
    match aim {
        Aim::Nothing => "nothing".to_owned(),
        Aim::Vision => "vision".to_owned(),
        Aim::Objective(id) => id.to_string(),
    }
}

/// The same, read.
pub(super) fn aim(fields: &Fields) -> Result<Aim, String> {
    match fields.one("serves") {
        "nothing" | "" => Ok(Aim::Nothing),
        "vision" => Ok(Aim::Vision),
        id => {
            let id = id.parse().map_err(|_| "Choose what it serves.".to_owned())?;
            Ok(Aim::Objective(ObjectiveId(id)))
        }
    }
}

/// The fields for what an objective serves in a team, and how. What would lead back to it is refused when
/// it is saved.
pub(super) async fn serves(
    tx: &mut PeopleTx,
    team: &Team,
    own: Option<&Objective>,
) -> Result<[Field; 2], Fault> {
    let mut choices = vec![(value(Aim::Nothing), "Nothing yet".to_owned())];
    if statement::present(tx, team).await?.is_some() {
        choices.push((value(Aim::Vision), "The vision".to_owned()));
    }
    let is_other = |one: &Objective| own.is_none_or(|own| own.id != one.id);
    let others = objective::list(tx, team).await?.into_iter().filter(is_other);
    let open = others.filter(Objective::is_open);
    choices.extend(open.map(|one| (value(Aim::Objective(one.id)), one.title)));
    let help = "What it is for. If you do not know yet, it stands among the loose branches.";
    let how = own.map(|own| own.how_it_serves.clone()).unwrap_or_default();
    Ok([
        Field::new(Kind::Choice(choices), "serves", "What it serves", help)
            .with(value(own.map_or(Aim::Nothing, Objective::aim))),
        Field::new(
            Kind::Text(LONGEST_TEXT),
            "how_it_serves",
            "How it serves that",
            "Such as you would say it to somebody who is new.",
        )
        .with(how),
    ])
}

/// Those who can own an objective, and who owns it now.
async fn owners(
    tx: &mut PeopleTx,
    team: &Team,
    own: Option<&Objective>,
) -> Result<Vec<(String, String)>, Fault> {
    let members = team::members(tx, team).await?;
    let mut all: Vec<(String, String)> =
        members.into_iter().map(|member| (member.person_id.to_string(), member.name)).collect();
    if let Some(own) = own.filter(|own| !own.is_owner_here) {
        let value = own.owner_id.map(|person| person.to_string()).unwrap_or_default();
        let name = own
            .owner
            .as_deref()
            .map_or("Nobody".to_owned(), |name| format!("{name}, who is no longer in the team"));
        all.insert(0, (value, name));
    }
    Ok(all)
}

async fn fields_of(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    team: &Team,
    own: Option<&Objective>,
) -> Result<Vec<Field>, Fault> {
    let title = own.map(|own| own.title.clone()).unwrap_or_default();
    let horizon = own.map_or(Horizon::Now, |own| own.horizon);
    let owner = own.map_or(Some(viewer.person_id), |own| own.owner_id);
    let owner = owner.map(|person| person.to_string()).unwrap_or_default();
    let mut fields = vec![
        Field::new(
            Kind::Line(LONGEST_LINE),
            "title",
            "The objective",
            "What will be different, in one line. Teams with which it is shared read this too.",
        )
        .required()
        .with(title),
    ];
    fields.extend(serves(tx, team, own).await?);
    fields.push(
        Field::new(Kind::Choice(horizons()), "horizon", "Horizon", "How far ahead it looks.")
            .with(horizon.word()),
    );
    let help = "Who sees to it that it moves. They take it on, or do not.";
    let choices = owners(tx, team, own).await?;
    fields.push(Field::new(Kind::Choice(choices), "owner", "Who owns it", help).with(owner));
    Ok(fields)
}

fn wording(fields: &Fields) -> Result<Wording, String> {
    let owner = match fields.one("owner") {
        "" => None,
        id => Some(PersonId(id.parse().map_err(|_| "Choose who owns it.".to_owned())?)),
    };
    Ok(Wording {
        title: fields.one("title").to_owned(),
        aim: aim(fields)?,
        how_it_serves: fields.one("how_it_serves").to_owned(),
        horizon: match fields.one("horizon") {
            "next" => Horizon::Next,
            "later" => Horizon::Later,
            _ => Horizon::Now,
        },
        owner,
    })
}

async fn new_page(tx: &mut PeopleTx, viewer: &Viewer, team: &Team) -> Result<Edit, Fault> {
    Ok(Edit {
        frame: Frame::of(viewer, Section::Practice),
        back: (address(team), "Vision".to_owned()),
        heading: "Propose an objective".to_owned(),
        says: SAYS,
        example: EXAMPLE,
        action: format!("{}/objectives/new", teams::address(team)),
        form: Form::new(fields_of(tx, viewer, team, None).await?),
        buttons: vec![("propose", "Propose it"), ("start", "I own it, and take it on")],
    })
}

/// The form for a new objective.
pub(super) async fn get_new(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(team): At<Uuid>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    new_page(&mut tx, &viewer, &team).await?.show()
}

/// Writes an objective down, and takes it on where its owner likes.
async fn write(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    fields: &Fields,
) -> Result<Objective, Error> {
    let wording = wording(fields).map_err(Error::Refused)?;
    let objective = objective::write(tx, hone, viewer, team, wording).await?;
    if fields.one("then") == "start" {
        objective::take(tx, hone, viewer, team, &objective, Step::Start).await?;
    }
    Ok(objective)
}

/// Writes an objective down.
pub(super) async fn post_new(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(team): At<Uuid>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    match write(&mut tx, &hone, &viewer, &team, &fields).await {
        Ok(objective) => {
            tx.commit().await?;
            let notice = "It is written down. By what will you see that it comes nearer?";
            Ok(frame::done(&page_of(&team, &objective), notice))
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
    own: &Objective,
) -> Result<Edit, Fault> {
    Ok(Edit {
        frame: Frame::of(viewer, Section::Practice),
        back: (page_of(team, own), own.title.clone()),
        heading: "The objective".to_owned(),
        says: "If you give it to somebody else, it is proposed to them, and they take it on.",
        example: "",
        action: format!("{}/change", page_of(team, own)),
        form: Form::of(fields_of(tx, viewer, team, Some(own)).await?, own.version),
        buttons: vec![("save", "Save")],
    })
}

/// An objective in its home team.
async fn find_own(tx: &mut PeopleTx, team: &Team, id: Uuid) -> Result<Objective, Fault> {
    let objective = find(tx, team, id).await?;
    if objective.is_home_of(team) { Ok(objective) } else { Err(Fault::NotFound) }
}

/// The form of an objective.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id)): At<(Uuid, Uuid)>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let own = find_own(&mut tx, &team, id).await?;
    page(&mut tx, &viewer, &team, &own).await?.show()
}

/// Changes an objective. Where somebody else has done so in the meantime, both stand on the page.
pub(super) async fn post(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id)): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let own = find_own(&mut tx, &team, id).await?;
    let at = (&own, seen(&fields).unwrap_or_default());
    let saved = match wording(&fields) {
        Ok(wording) => objective::reword(&mut tx, &hone, &viewer, &team, at, wording).await,
        Err(wrong) => Err(Error::Refused(wrong)),
    };
    match saved {
        Ok(()) => {
            tx.commit().await?;
            Ok(frame::done(&page_of(&team, &own), "The objective is saved."))
        }
        Err(Error::Refused(wrong)) => {
            let latest = event::latest(&mut tx, &team, own.about()).await?;
            let mut page = page(&mut tx, &viewer, &team, &own).await?;
            page.form = page.form.again(&fields, wrong, latest.as_ref());
            page.show()
        }
        Err(other) => Err(other.into()),
    }
}
