use axum::extract::State;
use axum::response::Response;
use hone_core::account::Viewer;
use hone_core::db::PeopleTx;
use hone_core::experiment::{
    self as experiments, Experiment, LONGEST_BECAUSE, LONGEST_IF, LONGEST_LINE, Wording,
};
use hone_core::ids::PersonId;
use hone_core::team::{self, Team, event};
use hone_core::{Error, Hone};
use serde::Deserialize;
use uuid::Uuid;

use super::{address, find, page_of};
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::{Asked, At, Fields};
use crate::teams::{self, Edit, Field, Form, Kind, day, seen};

const SAYS: &str = "Small enough to start soon, with an end. One line each; only the first is needed for a draft, \
                    and the rest before it starts.";
const SAYS_FIXED: &str = "It has started: what you try and what counts as success stand. To change them, end it and \
                          write the next one.";
const EXAMPLE: &str = "If we let one person sign below 500, then parts come a day sooner, because the second name \
                       only waits. Measure: days from order to part. Today: 4 days. Adopt if: 3 days or fewer. Stop \
                       if: one wrong order.";

/// What is carried over from elsewhere into a new experiment.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct From {
    if_we: String,
    because: String,
    /// A problem from the board of bets.
    problem: String,
}

impl From {
    fn because(&self) -> &str {
        if self.because.is_empty() { &self.problem } else { &self.because }
    }
}

/// The fields of an experiment that change as long as it is not decided.
async fn open_fields(
    tx: &mut PeopleTx,
    team: &Team,
    owner: Option<PersonId>,
    experiment: Option<&Experiment>,
) -> Result<[Field; 4], Fault> {
    let members = team::members(tx, team).await?.into_iter();
    let nobody = (String::new(), "Nobody yet".to_owned());
    let owners = members.map(|member| (member.person_id.to_string(), member.name));
    let owners = std::iter::once(nobody).chain(owners).collect();
    let text = |of: fn(&Experiment) -> &String| experiment.map(of).cloned().unwrap_or_default();
    let ends_on = experiment.and_then(|one| one.ends_on.clone()).unwrap_or_default();
    Ok([
        Field::new(
            Kind::Line(LONGEST_LINE),
            "baseline",
            "How it stands today",
            "The same measure, before you start.",
        )
        .with(text(|one| &one.baseline)),
        Field::new(
            Kind::Line(LONGEST_LINE),
            "guardrail",
            "We stop at once if",
            "What must not happen meanwhile: to people, safety, money or law.",
        )
        .with(text(|one| &one.guardrail)),
        Field::new(
            Kind::Day,
            "ends_on",
            "The last day",
            "An experiment without an end is a habit.",
        )
        .with(ends_on),
        Field::new(Kind::Choice(owners), "owner", "Who sees to it", "")
            .with(owner.map(|person| person.to_string()).unwrap_or_default()),
    ])
}

/// All fields of a draft.
async fn draft_fields(
    tx: &mut PeopleTx,
    team: &Team,
    (owner, from): (Option<PersonId>, &From),
    experiment: Option<&Experiment>,
) -> Result<Vec<Field>, Fault> {
    let [baseline, guardrail, ends_on, owner] = open_fields(tx, team, owner, experiment).await?;
    let text = |of: fn(&Experiment) -> &String| experiment.map(of).cloned().unwrap_or_default();
    let or = |of: fn(&Experiment) -> &String, other: &str| {
        experiment.map_or_else(|| other.to_owned(), |one| of(one).clone())
    };
    let starts_on = experiment.and_then(|one| one.starts_on.clone()).unwrap_or_default();
    let line = |name, label, help| Field::new(Kind::Line(LONGEST_LINE), name, label, help);
    Ok(vec![
        Field::new(Kind::Line(LONGEST_IF), "if_we", "If we …", "What you do differently.")
            .required()
            .with(or(|one| &one.if_we, &from.if_we)),
        line("then_see", "Then we see …", "What you expect, where somebody could see it.")
            .with(text(|one| &one.then_see)),
        Field::new(Kind::Text(LONGEST_BECAUSE), "because", "Because …", "Why you expect that.")
            .with(or(|one| &one.because, from.because())),
        line("measure", "What we measure", "One number or one thing to look at.")
            .with(text(|one| &one.measure)),
        baseline,
        line("adopt_if", "We adopt it if", "Say it now: afterwards, every result looks good.")
            .with(text(|one| &one.adopt_if)),
        guardrail,
        Field::new(Kind::Day, "starts_on", "The first day", "As planned. You start it by hand.")
            .with(starts_on),
        ends_on,
        owner,
    ])
}

/// What was sent as an experiment. What is not in the form, since it stands, is as it is stored.
fn wording(fields: &Fields, fixed: Option<&Experiment>) -> Result<Wording, String> {
    let one = |name: &str, of: fn(&Experiment) -> &String| {
        fixed.map_or_else(|| fields.one(name).to_owned(), |stored| of(stored).clone())
    };
    let owner = match fields.one("owner") {
        "" => None,
        text => Some(PersonId(text.parse().map_err(|_| "Choose who sees to it.")?)),
    };
    let starts_on = match fixed {
        Some(stored) => stored.first_day(),
        None => day(fields, "starts_on", "The first day")?,
    };
    Ok(Wording {
        owner,
        if_we: one("if_we", |stored| &stored.if_we),
        then_see: one("then_see", |stored| &stored.then_see),
        because: one("because", |stored| &stored.because),
        measure: one("measure", |stored| &stored.measure),
        baseline: fields.one("baseline").to_owned(),
        adopt_if: one("adopt_if", |stored| &stored.adopt_if),
        guardrail: fields.one("guardrail").to_owned(),
        starts_on,
        ends_on: day(fields, "ends_on", "The last day")?,
    })
}

async fn new_page(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    team: &Team,
    from: &From,
) -> Result<Edit, Fault> {
    let own = (Some(viewer.person_id), from);
    Ok(Edit {
        frame: Frame::of(viewer, Section::Practice),
        back: (address(team), "Experiments".to_owned()),
        heading: "What do you try?".to_owned(),
        says: SAYS,
        example: EXAMPLE,
        action: format!("{}/new", address(team)),
        form: Form::new(draft_fields(tx, team, own, None).await?),
        buttons: vec![("draft", "Write it down")],
    })
}

/// The form for a new experiment.
pub(super) async fn get_new(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(team): At<Uuid>,
    Asked(from): Asked<From>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    new_page(&mut tx, &viewer, &team, &from).await?.show()
}

/// Writes an experiment down.
pub(super) async fn post_new(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(team): At<Uuid>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let written = match wording(&fields, None) {
        Ok(wording) => experiments::write(&mut tx, &hone, &viewer, &team, wording).await,
        Err(wrong) => Err(Error::Refused(wrong)),
    };
    match written {
        Ok(experiment) => {
            tx.commit().await?;
            let notice = "The draft is written. Now write down whom it reaches.";
            Ok(frame::done(&page_of(&team, &experiment), notice))
        }
        Err(Error::Refused(wrong)) => {
            let mut page = new_page(&mut tx, &viewer, &team, &From::default()).await?;
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
    experiment: &Experiment,
) -> Result<Edit, Fault> {
    let owner = experiment.owner_id;
    let fields = if experiment.is_fixed() {
        open_fields(tx, team, owner, Some(experiment)).await?.into()
    } else {
        draft_fields(tx, team, (owner, &From::default()), Some(experiment)).await?
    };
    Ok(Edit {
        frame: Frame::of(viewer, Section::Practice),
        back: (page_of(team, experiment), format!("If we {}", experiment.if_we)),
        heading: "The experiment".to_owned(),
        says: if experiment.is_fixed() { SAYS_FIXED } else { SAYS },
        example: "",
        action: format!("{}/change", page_of(team, experiment)),
        form: Form::of(fields, experiment.version),
        buttons: vec![("save", "Save")],
    })
}

/// The form of an experiment.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id)): At<(Uuid, Uuid)>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let experiment = find(&mut tx, &team, id).await?;
    page(&mut tx, &viewer, &team, &experiment).await?.show()
}

/// Words an experiment anew. Where somebody else has done so in the meantime, both stand on the page.
pub(super) async fn post(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id)): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let experiment = find(&mut tx, &team, id).await?;
    let seen = (&experiment, seen(&fields).unwrap_or_default());
    let saved = match wording(&fields, Some(&experiment).filter(|one| one.is_fixed())) {
        Ok(wording) => experiments::reword(&mut tx, &hone, &viewer, &team, seen, wording).await,
        Err(wrong) => Err(Error::Refused(wrong)),
    };
    match saved {
        Ok(()) => {
            tx.commit().await?;
            Ok(frame::done(&page_of(&team, &experiment), "The experiment is saved."))
        }
        Err(Error::Refused(wrong)) => {
            let latest = event::latest(&mut tx, &team, experiment.about()).await?;
            let mut page = page(&mut tx, &viewer, &team, &experiment).await?;
            page.form = page.form.again(&fields, wrong, latest.as_ref());
            page.show()
        }
        Err(other) => Err(other.into()),
    }
}
