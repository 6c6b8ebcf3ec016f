use axum::extract::State;
use axum::response::Response;
use hone_core::account::Viewer;
use hone_core::experiment::challenge::{self, MOST_DAYS, Terms};
use hone_core::team::{Team, event};
use hone_core::{Error, Hone};
use uuid::Uuid;

use super::address;
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::{At, Fields};
use crate::teams::{self, Edit, Field, Form, Kind, seen};

fn page(viewer: &Viewer, team: &Team, terms: Terms) -> Edit {
    let help = "Days from the challenge to your answer. What is raised already keeps its day.";
    let days = Field::new(Kind::Number(1, MOST_DAYS), "answer_days", "How many days?", help);
    let days = days.required().with(terms.answer_days.to_string());
    Edit {
        frame: Frame::of(viewer, Section::Practice),
        back: (address(team), "Experiments".to_owned()),
        heading: "In how many days do you answer a challenge?".to_owned(),
        says: "Ask the team what is fair, and write down what you agree on.",
        example: "",
        action: format!("{}/challenges/terms", teams::address(team)),
        form: Form::of(vec![days], terms.version),
        buttons: vec![("save", "Save")],
    }
}

/// The form of the time for answers.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(team): At<Uuid>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = teams::find_led(&mut tx, &viewer, team).await?;
    let terms = challenge::terms(&mut tx, &team).await?;
    page(&viewer, &team, terms).show()
}

/// Agrees on another time for answers.
pub(super) async fn post(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(team): At<Uuid>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let team = teams::find_led(&mut tx, &viewer, team).await?;
    let saved = match fields.number("answer_days", "The number of days") {
        Ok(days) => {
            let terms = (days, seen(&fields).unwrap_or_default());
            challenge::set_terms(&mut tx, &hone, &viewer, &team, terms).await
        }
        Err(wrong) => Err(Error::Refused(wrong)),
    };
    match saved {
        Ok(()) => {
            tx.commit().await?;
            Ok(frame::done(&address(&team), "The time for answers is saved."))
        }
        Err(Error::Refused(wrong)) => {
            let terms = challenge::terms(&mut tx, &team).await?;
            let latest = event::latest(&mut tx, &team, challenge::terms_about(&team)).await?;
            let mut page = page(&viewer, &team, terms);
            page.form = page.form.again(&fields, wrong, latest.as_ref());
            page.show()
        }
        Err(other) => Err(other.into()),
    }
}
