use axum::extract::State;
use axum::response::Response;
use hone_core::account::Viewer;
use hone_core::experiment::challenge::{self, Target, Wording};
use hone_core::experiment::{Challenge, LONGEST_LINE, LONGEST_TEXT};
use hone_core::team::{Team, event};
use hone_core::{Error, Hone};
use uuid::Uuid;

use super::{address, challenge_page, choices, find_challenge};
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::{At, Fields};
use crate::teams::{self, Edit, Field, Form, Kind, seen};

const SAYS: &str = "Challenge how things are done, never a person. The team reads it with your name, and the \
                    lead answers with a reason.";
const EXAMPLE: &str = "Why do two people sign every purchase under 500? Spare parts wait two days for the second \
                       name. I would let one person sign below 500.";

pub(super) fn fields_of(challenge: Option<&Challenge>) -> Vec<Field> {
    let text = |of: fn(&Challenge) -> &String| challenge.map(of).cloned().unwrap_or_default();
    let targets = choices(&[
        ("process", "A process: how work runs, over several steps"),
        ("procedure", "A procedure: a rule for how something is done"),
        ("decision", "A decision that somebody has taken"),
    ]);
    let target = challenge.map_or("process", |challenge| match challenge.target {
        Target::Process => "process",
        Target::Procedure => "procedure",
        Target::Decision => "decision",
    });
    vec![
        Field::new(Kind::Line(LONGEST_LINE), "title", "The challenge", "A question works well.")
            .required()
            .with(text(|one| &one.title)),
        Field::new(Kind::Choice(targets), "target", "What it is about", "").with(target),
        Field::new(
            Kind::Text(LONGEST_TEXT),
            "why",
            "Why you ask",
            "What you see, and what it costs: time, money, nerves.",
        )
        .with(text(|one| &one.why)),
        Field::new(
            Kind::Line(LONGEST_LINE),
            "instead",
            "What you would try: if we …",
            "Such as: let one person sign below 500. May stay empty.",
        )
        .with(text(|one| &one.instead)),
    ]
}

fn wording(fields: &Fields) -> Wording {
    let one = |name| fields.one(name).to_owned();
    Wording {
        target: Target::of(fields.one("target")),
        title: one("title"),
        why: one("why"),
        instead: one("instead"),
    }
}

fn new_page(viewer: &Viewer, team: &Team) -> Edit {
    Edit {
        frame: Frame::of(viewer, Section::Practice),
        back: (address(team), "Experiments".to_owned()),
        heading: "What do you challenge?".to_owned(),
        says: SAYS,
        example: EXAMPLE,
        action: format!("{}/challenges/new", teams::address(team)),
        form: Form::new(fields_of(None)),
        buttons: vec![("raise", "Raise it")],
    }
}

/// The form for a new challenge.
pub(super) async fn get_new(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(team): At<Uuid>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    new_page(&viewer, &team).show()
}

/// Raises a challenge.
pub(super) async fn post_new(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(team): At<Uuid>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    match challenge::raise(&mut tx, &hone, &viewer, &team, wording(&fields)).await {
        Ok(challenge) => {
            tx.commit().await?;
            let by = super::day(challenge.answer_due.0);
            let notice = format!("It is raised. The answer is due by {by}.");
            Ok(frame::done(&challenge_page(&team, &challenge), &notice))
        }
        Err(Error::Refused(wrong)) => {
            let mut page = new_page(&viewer, &team);
            page.form = page.form.refused(&fields, wrong);
            page.show()
        }
        Err(other) => Err(other.into()),
    }
}

fn page(viewer: &Viewer, team: &Team, challenge: &Challenge) -> Edit {
    Edit {
        frame: Frame::of(viewer, Section::Practice),
        back: (challenge_page(team, challenge), challenge.title.clone()),
        heading: "Change the challenge".to_owned(),
        says: SAYS,
        example: "",
        action: format!("{}/change", challenge_page(team, challenge)),
        form: Form::of(fields_of(Some(challenge)), challenge.version),
        buttons: vec![("save", "Save")],
    }
}

/// The form of a challenge.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id)): At<(Uuid, Uuid)>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let challenge = find_challenge(&mut tx, &team, id).await?;
    page(&viewer, &team, &challenge).show()
}

/// Words a challenge anew. Where that was done elsewhere in the meantime, both stand on the page.
pub(super) async fn post(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id)): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let challenge = find_challenge(&mut tx, &team, id).await?;
    let seen = (&challenge, seen(&fields).unwrap_or_default());
    match challenge::reword(&mut tx, &hone, &viewer, &team, seen, wording(&fields)).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(frame::done(&challenge_page(&team, &challenge), "The challenge is saved."))
        }
        Err(Error::Refused(wrong)) => {
            let latest = event::latest(&mut tx, &team, challenge.about()).await?;
            let mut page = page(&viewer, &team, &challenge);
            page.form = page.form.again(&fields, wrong, latest.as_ref());
            page.show()
        }
        Err(other) => Err(other.into()),
    }
}
