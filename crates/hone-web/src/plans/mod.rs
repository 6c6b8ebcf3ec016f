//! The plan of a leader after a result: one contrast, a few steps 'When …, I will …', what to tell
//! those who answered, the day to look again, and the second look. Nobody else finds it, but for a
//! coach to whom the leader grants it.

mod cards;
mod change;
mod look;
mod paper;
mod shared;
mod show;
mod step;
mod typed;

use std::sync::Arc;

use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::clock::days_after;
use hone_core::ids::LeaderId;
use hone_core::leader::Leader;
use hone_core::plan::{Rhythm, Wording};
use hone_core::result::{self, Found, Report};
use hone_core::round::Round;
use hone_model::{Library, Model};
use jiff::civil::Date;
use uuid::Uuid;

use crate::fault::Fault;
use crate::reports;
use crate::routes::{Routes, Who};

/// The routes of this part.
pub(crate) fn routes(routes: Routes) -> Routes {
    use Who::Person;
    routes
        .get("/reports/{leader}/plan", Person, show::get)
        .post("/reports/{leader}/plan", Person, change::post_contrast)
        .post("/reports/{leader}/plan/steps", Person, change::post_step)
        .post("/reports/{leader}/plan/look-again", Person, change::post_look_again)
        .post("/reports/{leader}/plan/second-look", Person, look::post)
        .get("/reports/{leader}/plan/calendar.ics", Person, show::get_calendar)
        .get("/reports/{leader}/plan/plan.pdf", Person, paper::get)
        .get("/steps/{step}", Person, step::get)
        .post("/steps/{step}", Person, step::post)
        .post("/steps/{step}/state", Person, step::post_state)
}

/// What becomes of a sentence 'When …, I will …' that was agreed with a coach: a step of two weeks with
/// a reminder once a week. Nothing where it has another form.
pub(crate) fn agreed(sentence: &str, today: Date) -> Option<Wording> {
    let (moment, deed) = Wording::halves(sentence)?;
    let (starts_on, ends_on) = (today, days_after(today, 14));
    let rhythm = Rhythm::Weekly;
    let wording = Wording { practice: None, moment, deed, rhythm, starts_on, ends_on };
    wording.tidied().ok()
}

/// The result that a plan comes from.
struct Ground {
    round: Round,
    leader: Leader,
    model: Arc<Model>,
    /// The contrast that the report says to hone, if it does.
    pointed_at: Option<String>,
}

/// The result that a plan comes from, if it is the viewer's own.
async fn ground(hone: &Hone, viewer: &Viewer, id: Uuid) -> Result<Ground, Fault> {
    Ok(match result::find(hone, viewer, LeaderId(id)).await?.ok_or(Fault::NotFound)? {
        Found::Numbers(report) => {
            let pointed_at = reports::contrast_to_hone(&report);
            Ground { pointed_at, ..Ground::of(*report) }
        }
        Found::Directions(report) => Ground::of(*report),
    })
}

impl Ground {
    fn of<R>(report: Report<R>) -> Self {
        let Report { round, leader, model, .. } = report;
        Self { round, leader, model, pointed_at: None }
    }

    fn base(&self) -> String {
        format!("/reports/{}", self.leader.id)
    }

    /// The practices for the questionnaire of the round, if there are any.
    fn library(&self) -> Option<&'static Library> {
        let library = Library::builtin();
        (library.model() == self.model.id()).then_some(library)
    }

    fn name_of(&self, contrast: &str) -> String {
        self.model.contrast(contrast).map_or_else(String::new, |contrast| contrast.name.clone())
    }
}
