//! When somebody wants mails with what waits for them, and their calendar.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use hone_core::account::Viewer;
use hone_core::db::PeopleTx;
use hone_core::rhythm::feed;
use hone_core::rhythm::nudge::{self, Nudge, Often, Wording};
use hone_core::{Error, Hone};

use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::Fields;

/// The days of the week by their numbers.
const DAYS: [(i64, &str); 7] = [
    (1, "Monday"),
    (2, "Tuesday"),
    (3, "Wednesday"),
    (4, "Thursday"),
    (5, "Friday"),
    (6, "Saturday"),
    (7, "Sunday"),
];

/// What stands in the form of the mails.
struct Typed {
    often: String,
    weekday: String,
    hour: String,
    quiet_from: String,
    quiet_to: String,
    quiet_days: Vec<String>,
    time_zone: String,
}

impl Typed {
    fn stored(nudge: &Nudge) -> Self {
        let often = match nudge.often {
            Often::Never => "never",
            Often::Daily => "daily",
            Often::Weekly => "weekly",
        };
        let quiet = (1..=7).filter(|day| nudge.is_quiet_day(*day));
        Self {
            often: often.to_owned(),
            weekday: nudge.weekday.to_string(),
            hour: nudge.hour.to_string(),
            quiet_from: nudge.quiet_from.to_string(),
            quiet_to: nudge.quiet_to.to_string(),
            quiet_days: quiet.map(|day| day.to_string()).collect(),
            time_zone: nudge.time_zone.clone(),
        }
    }

    fn sent(fields: &Fields) -> Self {
        Self {
            often: fields.one("often").to_owned(),
            weekday: fields.one("weekday").to_owned(),
            hour: fields.one("hour").to_owned(),
            quiet_from: fields.one("quiet_from").to_owned(),
            quiet_to: fields.one("quiet_to").to_owned(),
            quiet_days: fields.all("quiet_days").map(str::to_owned).collect(),
            time_zone: fields.one("time_zone").to_owned(),
        }
    }

    /// The same as it can be stored, or what is wrong with it.
    fn wording(&self) -> Result<Wording, String> {
        let number = |typed: &str, label: &str| {
            typed.parse::<i64>().map_err(|_| format!("{label}: choose one of the list."))
        };
        let often = match self.often.as_str() {
            "never" => Often::Never,
            "daily" => Often::Daily,
            "weekly" => Often::Weekly,
            _ => return Err("How often: choose never, each day or once a week.".to_owned()),
        };
        let quiet_days = self.quiet_days.iter().map(|day| number(day, "Quiet days"));
        Ok(Wording {
            often,
            weekday: number(&self.weekday, "The day")?,
            hour: number(&self.hour, "The hour")?,
            quiet_from: number(&self.quiet_from, "Quiet from")?,
            quiet_to: number(&self.quiet_to, "Quiet to")?,
            quiet_days: quiet_days.collect::<Result<_, _>>()?,
            time_zone: self.time_zone.clone(),
        })
    }
}

#[derive(Template)]
#[template(path = "rhythm/settings.html")]
struct Page {
    frame: Frame,
    /// How the mails stand, in a sentence.
    says: String,
    typed: Typed,
    wrong: Option<String>,
    /// Since when there is a calendar.
    feed_since: Option<String>,
    /// The address of the calendar, where it was made just now.
    address: Option<String>,
}

impl Page {
    /// The days of the week: number, name, and whether it is quiet.
    fn days(&self) -> Vec<(String, &'static str, bool)> {
        let day = |(number, name): &(i64, &'static str)| {
            let number = number.to_string();
            let is_quiet = self.typed.quiet_days.contains(&number);
            (number, *name, is_quiet)
        };
        DAYS.iter().map(day).collect()
    }
}

/// The hours of a day by their numbers.
fn hours() -> Vec<(String, String)> {
    (0..24).map(|hour| (hour.to_string(), format!("{hour:02}:00"))).collect()
}

fn says(nudge: &Nudge, today: jiff::civil::Date) -> String {
    let when = match nudge.often {
        Often::Never => return "You get no mail. Turn it on if you like.".to_owned(),
        Often::Daily => "each day that is not quiet".to_owned(),
        Often::Weekly => {
            let name = DAYS.iter().find(|(number, _)| *number == nudge.weekday);
            format!("each {}", name.map_or("week", |(_, name)| name))
        }
    };
    let silent = match nudge.silent(today) {
        Some(until) => format!(" None comes before {}.", until.strftime("%-d %B")),
        None => String::new(),
    };
    format!("You get a mail {when} at {:02}:00, if something waits.{silent}", nudge.hour)
}

async fn page(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    frame: Frame,
) -> Result<Page, Fault> {
    let nudge = nudge::find(tx, viewer).await?;
    let since = feed::since(tx, viewer).await?;
    Ok(Page {
        frame,
        says: says(&nudge, hone.clock.now().date(&viewer.zone())),
        typed: Typed::stored(&nudge),
        wrong: None,
        feed_since: since.map(|at| at.day_text(&viewer.zone())),
        address: None,
    })
}

/// How mails and calendar stand.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let frame = Frame::of(&viewer, Section::Today).with_notice(&headers);
    frame::html(&page(&mut tx, &hone, &viewer, frame).await?)
}

/// The same page with the address of a calendar that was made just now.
pub(super) async fn with_address(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    address: String,
) -> Result<Response, Fault> {
    let page = page(tx, hone, viewer, Frame::of(viewer, Section::Today)).await?;
    frame::html(&Page { address: Some(address), ..page })
}

/// Chooses when mails come.
pub(super) async fn post(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    fields: Fields,
) -> Result<Response, Fault> {
    let typed = Typed::sent(&fields);
    let mut tx = hone.people.write().await?;
    let chosen = match typed.wording() {
        Ok(wording) => nudge::choose(&mut tx, &hone, &viewer, wording).await,
        Err(wrong) => Err(Error::Refused(wrong)),
    };
    match chosen {
        Ok(nudge) => {
            tx.commit().await?;
            let today = hone.clock.now().date(&viewer.zone());
            Ok(frame::done("/rhythm", &says(&nudge, today)))
        }
        Err(Error::Refused(wrong)) => {
            let page = page(&mut tx, &hone, &viewer, Frame::of(&viewer, Section::Today)).await?;
            let page = frame::html(&Page { typed, wrong: Some(wrong), ..page })?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}
