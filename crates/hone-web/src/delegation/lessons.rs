use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hone_core::account::Viewer;
use hone_core::db::PeopleTx;
use hone_core::delegation::area;
use hone_core::delegation::lesson::{self, Lesson, State as Stage, Wording};
use hone_core::ids::{LessonId, PersonId};
use hone_core::team::{self, Team, event};
use hone_core::{Error, Hone};
use jiff::civil::Date;
use serde::Deserialize;
use uuid::Uuid;

use super::{address, day as day_text};
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::{Asked, At, Fields};
use crate::teams::{self, Edit, Field, Form, Kind, MOST_PAST, Names, Pages, day, seen};

const SAYS: &str = "Everybody did what made sense to them at the time. Say what happened, and leave out who: a \
                    lesson is about the work.";
const EXAMPLE: &str = "A pump stood still for a night. It surprised us that nobody knew of the lent spare part. \
                       We learned that the shelf tells nothing. We change: a card on the shelf says who has it.";

/// From where somebody comes.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct From {
    area: Option<Uuid>,
}

/// A lesson in the list.
struct Line {
    href: String,
    title: String,
    learned: String,
    says: String,
}

#[derive(Template)]
#[template(path = "delegation/lessons.html")]
struct ListPage {
    frame: Frame,
    team: Team,
    base: String,
    lines: Vec<Line>,
    away: Vec<Line>,
    /// Where the others of each list are.
    pages: [Pages; 2],
}

#[derive(Template)]
#[template(path = "delegation/lesson.html")]
struct Page {
    frame: Frame,
    team: Team,
    base: String,
    href: String,
    area: Option<(String, String)>,
    lesson: Lesson,
    change: String,
    changed: String,
}

impl Page {
    fn parts(&self) -> [(&'static str, &str); 3] {
        let lesson = &self.lesson;
        [
            ("What happened", lesson.what_happened.as_str()),
            ("What surprised us", lesson.surprise.as_str()),
            ("What we learned", lesson.learned.as_str()),
        ]
    }
}

fn page_of(team: &Team, lesson: &Lesson) -> String {
    format!("{}/lessons/{}", address(team), lesson.id)
}

async fn find(tx: &mut PeopleTx, viewer: &Viewer, team: &Team, id: Uuid) -> Result<Lesson, Fault> {
    lesson::find(tx, viewer, team, LessonId(id)).await?.ok_or(Fault::NotFound)
}

fn line(viewer: &Viewer, team: &Team, lesson: Lesson, today: Date) -> Line {
    let on = day_text(lesson.made_at.date(&viewer.zone()), today);
    let says = match lesson.state {
        Stage::Draft => format!("A draft of {on}, read by you alone"),
        Stage::Shared if lesson.change.is_empty() => on,
        Stage::Shared => format!("{on}; a change is to come"),
        Stage::Changed => format!("{on}; changed"),
        Stage::Kept => format!("{on}; good to know"),
    };
    let href = page_of(team, &lesson);
    Line { href, title: lesson.title, learned: lesson.learned, says }
}

/// The lessons of a team.
pub(super) async fn get_list(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(team): At<Uuid>,
    Asked(from): Asked<teams::From>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let mut pages = [
        Pages::of("open", "lessons", from.open, MOST_PAST),
        Pages::of("away", "lessons that are put away", from.away, MOST_PAST),
    ];
    let today = hone.clock.now().date(&viewer.zone());
    let mut lists = [Vec::new(), Vec::new()];
    for ((page, list), is_away) in pages.iter_mut().zip(&mut lists).zip([false, true]) {
        let part = (is_away, page.part());
        let lessons = page.cut(lesson::list_part(&mut tx, &viewer, &team, part).await?);
        list.extend(lessons.into_iter().map(|one| line(&viewer, &team, one, today)));
    }
    let [lines, away] = lists;
    let frame = teams::around(&viewer, &headers);
    frame::html(&ListPage { frame, base: address(&team), lines, away, pages, team })
}

/// A lesson.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id)): At<(Uuid, Uuid)>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let lesson = find(&mut tx, &viewer, &team, id).await?;
    let names = Names::of(&mut tx, &team).await?;
    let area = match lesson.area_id {
        Some(id) => area::find(&mut tx, &viewer, &team, id).await?,
        None => None,
    };
    let area = area.map(|area| (super::page_of(&team, &area), area.title));
    let latest = event::latest(&mut tx, &team, lesson.about()).await?;
    let changed = latest.map_or(lesson.made_at, |event| event.at).date(&viewer.zone());
    let today = hone.clock.now().date(&viewer.zone());
    let who = lesson.change_owner_id.map(|person| names.name(person).to_owned());
    let by = lesson.due().map(|due| format!("by {}", day_text(due, today)));
    let change = [who, by].into_iter().flatten().collect::<Vec<_>>().join(", ");
    frame::html(&Page {
        frame: teams::around(&viewer, &headers),
        base: address(&team),
        href: page_of(&team, &lesson),
        area,
        lesson,
        change,
        changed: day_text(changed, today),
        team,
    })
}

async fn fields_of(
    tx: &mut PeopleTx,
    team: &Team,
    lesson: Option<&Lesson>,
) -> Result<Vec<Field>, Fault> {
    let members = team::members(tx, team).await?.into_iter();
    let nobody = (String::new(), "Nobody yet".to_owned());
    let owners = members.map(|member| (member.person_id.to_string(), member.name));
    let owners = std::iter::once(nobody).chain(owners).collect();
    let text = |of: fn(&Lesson) -> &String| lesson.map(of).cloned().unwrap_or_default();
    let owner = lesson.and_then(|lesson| lesson.change_owner_id);
    Ok(vec![
        Field::new(Kind::Line(160), "title", "What it is about", "")
            .required()
            .with(text(|one| &one.title)),
        Field::new(
            Kind::Text(2000),
            "what_happened",
            "What happened",
            "What anybody could have seen, without names.",
        )
        .required()
        .with(text(|one| &one.what_happened)),
        Field::new(Kind::Text(2000), "surprise", "What surprised us", "")
            .with(text(|one| &one.surprise)),
        Field::new(Kind::Text(2000), "learned", "What we learned", "")
            .required()
            .with(text(|one| &one.learned)),
        Field::new(
            Kind::Text(2000),
            "change",
            "What we change",
            "May stay empty: some things are just good to know.",
        )
        .with(text(|one| &one.change)),
        Field::new(Kind::Choice(owners), "change_owner", "Who sees to the change", "")
            .with(owner.map(|person| person.to_string()).unwrap_or_default()),
        Field::new(Kind::Day, "change_due", "By when", "")
            .with(lesson.and_then(|lesson| lesson.change_due.clone()).unwrap_or_default()),
    ])
}

fn wording(fields: &Fields) -> Result<Wording, String> {
    let one = |name| fields.one(name).to_owned();
    let owner = match fields.one("change_owner") {
        "" => None,
        text => Some(PersonId(text.parse().map_err(|_| "Choose who sees to the change.")?)),
    };
    Ok(Wording {
        title: one("title"),
        what_happened: one("what_happened"),
        surprise: one("surprise"),
        learned: one("learned"),
        change: one("change"),
        change_owner: owner,
        change_due: day(fields, "change_due", "The day of the change")?,
    })
}

async fn new_page(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    team: &Team,
    area: Option<Uuid>,
) -> Result<Edit, Fault> {
    let from = area.map_or(String::new(), |id| format!("?area={}", id.simple()));
    Ok(Edit {
        frame: Frame::of(viewer, Section::Practice),
        back: (format!("{}/lessons", address(team)), "Lessons".to_owned()),
        heading: "What can be learned from it?".to_owned(),
        says: SAYS,
        example: EXAMPLE,
        action: format!("{}/lessons/new{from}", address(team)),
        form: Form::new(fields_of(tx, team, None).await?),
        buttons: vec![("share", "Share it with the team"), ("draft", "Keep it for myself")],
    })
}

/// The form for a new lesson.
pub(super) async fn get_new(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(team): At<Uuid>,
    Asked(from): Asked<From>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    new_page(&mut tx, &viewer, &team, from.area).await?.show()
}

/// Writes a lesson down.
pub(super) async fn post_new(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(team): At<Uuid>,
    Asked(from): Asked<From>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let area = match from.area {
        Some(id) => Some(super::find(&mut tx, &viewer, &team, id).await?.id),
        None => None,
    };
    let is_shared = fields.one("then") != "draft";
    let written = match wording(&fields) {
        Ok(wording) => {
            let what = (area, wording);
            lesson::write(&mut tx, &hone, &viewer, &team, what, is_shared).await
        }
        Err(wrong) => Err(Error::Refused(wrong)),
    };
    match written {
        Ok(lesson) => {
            tx.commit().await?;
            let notice = if is_shared { "The team reads it." } else { "It is kept for you alone." };
            Ok(frame::done(&page_of(&team, &lesson), notice))
        }
        Err(Error::Refused(wrong)) => {
            let mut page = new_page(&mut tx, &viewer, &team, from.area).await?;
            page.form = page.form.refused(&fields, wrong);
            page.show()
        }
        Err(other) => Err(other.into()),
    }
}

async fn change_page(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    team: &Team,
    lesson: &Lesson,
) -> Result<Edit, Fault> {
    Ok(Edit {
        frame: Frame::of(viewer, Section::Practice),
        back: (page_of(team, lesson), lesson.title.clone()),
        heading: "Change the lesson".to_owned(),
        says: SAYS,
        example: "",
        action: format!("{}/change", page_of(team, lesson)),
        form: Form::of(fields_of(tx, team, Some(lesson)).await?, lesson.version),
        buttons: vec![("save", "Save")],
    })
}

/// The form of a lesson.
pub(super) async fn get_change(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id)): At<(Uuid, Uuid)>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let lesson = find(&mut tx, &viewer, &team, id).await?;
    change_page(&mut tx, &viewer, &team, &lesson).await?.show()
}

/// Words a lesson anew. Where somebody else has done so in the meantime, both stand on the page.
pub(super) async fn post_change(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id)): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let lesson = find(&mut tx, &viewer, &team, id).await?;
    let seen = (&lesson, seen(&fields).unwrap_or_default());
    let saved = match wording(&fields) {
        Ok(wording) => lesson::reword(&mut tx, &hone, &viewer, &team, seen, wording).await,
        Err(wrong) => Err(Error::Refused(wrong)),
    };
    match saved {
        Ok(()) => {
            tx.commit().await?;
            Ok(frame::done(&page_of(&team, &lesson), "The lesson is saved."))
        }
        Err(Error::Refused(wrong)) => {
            let mut page = change_page(&mut tx, &viewer, &team, &lesson).await?;
            // A lesson names nobody, not even who changed it.
            page.form = page.form.again(&fields, wrong, None);
            page.show()
        }
        Err(other) => Err(other.into()),
    }
}

/// Shares a lesson, or says what became of it.
pub(super) async fn post_state(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id)): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let lesson = find(&mut tx, &viewer, &team, id).await?;
    let (state, notice) = match fields.one("state") {
        "shared" => (Stage::Shared, "The team reads it."),
        "changed" => (Stage::Changed, "The change is made."),
        "kept" => (Stage::Kept, "It is kept as good to know."),
        _ => return Err(Fault::BadRequest("Use one of the buttons of the page.".to_owned())),
    };
    lesson::set(&mut tx, &hone, &viewer, &team, &lesson, state).await?;
    tx.commit().await?;
    Ok(frame::done(&page_of(&team, &lesson), notice))
}

/// Puts a lesson away.
pub(super) async fn post_removal(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id)): At<(Uuid, Uuid)>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let lesson = find(&mut tx, &viewer, &team, id).await?;
    lesson::put_away(&mut tx, &hone, &viewer, &team, &lesson, true).await?;
    tx.commit().await?;
    let notice = "The lesson is put away. You can bring it back below.";
    Ok(frame::done(&format!("{}/lessons", address(&team)), notice))
}

/// Brings a lesson back.
pub(super) async fn post_return(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id)): At<(Uuid, Uuid)>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let lesson = find(&mut tx, &viewer, &team, id).await?;
    lesson::put_away(&mut tx, &hone, &viewer, &team, &lesson, false).await?;
    tx.commit().await?;
    Ok(frame::done(&page_of(&team, &lesson), "The lesson is back."))
}
