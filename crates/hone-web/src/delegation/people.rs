use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hone_core::account::Viewer;
use hone_core::db::PeopleTx;
use hone_core::delegation::growth::{self, Stretch, Talk, Wording};
use hone_core::ids::{PersonId, TalkId};
use hone_core::team::{Member, Team, event};
use hone_core::{Error, Hone};
use jiff::civil::Date;
use uuid::Uuid;

use super::day as day_text;
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::{At, Fields};
use crate::teams::{self, Edit, Field, Form, Kind, day, seen};

/// A talk in the list.
struct Line {
    href: String,
    day: String,
    will: String,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "delegation/person.html")]
struct Page {
    frame: Frame,
    team: Team,
    href: String,
    other: String,
    is_lead: bool,
    member: Member,
    stretch: Stretch,
    lines: Vec<Line>,
    away: Vec<Line>,
}

impl Page {
    fn parts(&self) -> [(&'static str, &str); 3] {
        [
            ("Strength", self.stretch.strength.as_str()),
            ("Next step", self.stretch.next_step.as_str()),
            ("What would help", self.stretch.support.as_str()),
        ]
    }
}

fn page_of(team: &Team, member: &Member) -> String {
    format!("{}/people/{}", teams::address(team), member.person_id)
}

/// A member with whom the viewer shares what is next.
async fn find(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    (team, person): (Uuid, Uuid),
) -> Result<(Team, Member), Fault> {
    let team = teams::find(tx, viewer, team).await?;
    let member = growth::partner(tx, viewer, &team, PersonId(person)).await?;
    Ok((team, member.ok_or(Fault::NotFound)?))
}

fn line(team: &Team, member: &Member, talk: &Talk, today: Date) -> Line {
    let next = talk.next_on.as_deref().and_then(|text| text.parse().ok());
    Line {
        href: format!("{}/talks/{}", page_of(team, member), talk.id),
        day: day_text(talk.held_on.0, today),
        will: talk.will.clone(),
        next: next.map(|next| day_text(next, today)),
    }
}

/// What is next for a member.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let (team, member) = find(&mut tx, &viewer, ids).await?;
    let stretch = growth::stretch(&mut tx, &team, &member).await?;
    let talks = growth::talks(&mut tx, &team, &member).await?;
    let (away, lines): (Vec<_>, Vec<_>) = talks.iter().partition(|talk| talk.archived_at.is_some());
    let today = hone.clock.now().date(&viewer.zone());
    let lines_of = |talks: Vec<&Talk>| -> Vec<Line> {
        talks.into_iter().map(|talk| line(&team, &member, talk, today)).collect()
    };
    let is_lead = team.is_led_by(&viewer);
    frame::html(&Page {
        frame: teams::around(&viewer, &headers),
        href: page_of(&team, &member),
        other: if is_lead { member.name.clone() } else { team.lead.clone() },
        is_lead,
        lines: lines_of(lines),
        away: lines_of(away),
        stretch,
        member,
        team,
    })
}

fn stretch_page(viewer: &Viewer, team: &Team, member: &Member, stretch: &Stretch) -> Edit {
    let text = |name, label, help, typed: &String| {
        Field::new(Kind::Text(2000), name, label, help).with(typed)
    };
    Edit {
        frame: Frame::of(viewer, Section::Practice),
        back: (page_of(team, member), format!("What is next for {}", member.name)),
        heading: "Strength and next step".to_owned(),
        says: "Write it together. Speak of deeds that were seen, and of one step that is a little too big today.",
        example: "Explains a fault so that the customer calms down. Next: lead the talk with the council in June. \
                  Would help: to sit in on one such talk before.",
        action: format!("{}/stretch", page_of(team, member)),
        form: Form::of(
            vec![
                text("strength", "What they do well", "", &stretch.strength),
                text("next_step", "The next step", "", &stretch.next_step),
                text("support", "What would help", "", &stretch.support),
            ],
            stretch.version,
        ),
        buttons: vec![("save", "Save")],
    }
}

/// The form of what somebody could grow into.
pub(super) async fn get_stretch(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let (team, member) = find(&mut tx, &viewer, ids).await?;
    let stretch = growth::stretch(&mut tx, &team, &member).await?;
    stretch_page(&viewer, &team, &member, &stretch).show()
}

/// Writes what somebody could grow into.
pub(super) async fn post_stretch(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let (team, member) = find(&mut tx, &viewer, ids).await?;
    let stretch = growth::stretch(&mut tx, &team, &member).await?;
    let one = |name| fields.one(name).to_owned();
    let written = Stretch {
        strength: one("strength"),
        next_step: one("next_step"),
        support: one("support"),
        version: seen(&fields).unwrap_or_default(),
        ..stretch.clone()
    };
    match growth::write_stretch(&mut tx, &hone, &viewer, &team, written).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(frame::done(&page_of(&team, &member), "It is saved. You two read it."))
        }
        Err(Error::Refused(wrong)) => {
            let latest = event::latest(&mut tx, &team, stretch.about()).await?;
            let mut page = stretch_page(&viewer, &team, &member, &stretch);
            page.form = page.form.again(&fields, wrong, latest.as_ref());
            page.show()
        }
        Err(other) => Err(other.into()),
    }
}

/// The fields of a talk on a day, with what stands in it.
fn talk_fields(today: Date, talk: Option<&Talk>) -> Vec<Field> {
    let text = |name, label, help, of: fn(&Talk) -> &String| {
        Field::new(Kind::Text(2000), name, label, help)
            .with(talk.map(of).cloned().unwrap_or_default())
    };
    vec![
        Field::new(Kind::Day, "held_on", "Day of the talk", "")
            .required()
            .with(talk.map_or(today, |talk| talk.held_on.0).to_string()),
        text("goal", "Goal", "What do they want to reach, and how would they notice?", |talk| {
            &talk.goal
        }),
        text("reality", "Reality", "How is it now? What was tried?", |talk| &talk.reality),
        text(
            "options",
            "Options",
            "What could they do? Three at least, also odd ones. Theirs first.",
            |talk| &talk.options,
        ),
        text("will", "Will", "What will they do, and when will you hear of it?", |talk| &talk.will),
        Field::new(Kind::Day, "next_on", "Next talk", "May stay empty.")
            .with(talk.and_then(|talk| talk.next_on.clone()).unwrap_or_default()),
    ]
}

fn wording(fields: &Fields) -> Result<Wording, String> {
    let one = |name| fields.one(name).to_owned();
    Ok(Wording {
        held_on: fields.day("held_on", "The day of the talk")?,
        goal: one("goal"),
        reality: one("reality"),
        options: one("options"),
        will: one("will"),
        next_on: day(fields, "next_on", "The next talk")?,
    })
}

fn new_page(viewer: &Viewer, team: &Team, member: &Member, today: Date) -> Edit {
    Edit {
        frame: Frame::of(viewer, Section::Practice),
        back: (page_of(team, member), format!("What is next for {}", member.name)),
        heading: "Note a talk".to_owned(),
        says: "Ask more than you tell. It need not begin with the goal.",
        example: "Goal: run the crew meeting without me. Reality: all eyes go to me. Options: I stay away; we swap \
                  seats; Carla opens it. Will: Carla opens on Monday, I come ten minutes later.",
        action: format!("{}/talks", page_of(team, member)),
        form: Form::new(talk_fields(today, None)),
        buttons: vec![("save", "Save")],
    }
}

/// The form for a new talk.
pub(super) async fn get_new(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let (team, member) = find(&mut tx, &viewer, ids).await?;
    new_page(&viewer, &team, &member, hone.clock.now().date(&viewer.zone())).show()
}

/// Notes a talk.
pub(super) async fn post_new(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let (team, member) = find(&mut tx, &viewer, ids).await?;
    let written = match wording(&fields) {
        Ok(wording) => {
            growth::write_talk(&mut tx, &hone, &viewer, &team, &member, wording).await.map(drop)
        }
        Err(wrong) => Err(Error::Refused(wrong)),
    };
    match written {
        Ok(()) => {
            tx.commit().await?;
            Ok(frame::done(&page_of(&team, &member), "The talk is noted. You two read it."))
        }
        Err(Error::Refused(wrong)) => {
            let today = hone.clock.now().date(&viewer.zone());
            let mut page = new_page(&viewer, &team, &member, today);
            page.form = page.form.refused(&fields, wrong);
            page.show()
        }
        Err(other) => Err(other.into()),
    }
}

/// A talk of a member with whom the viewer shares it.
async fn find_talk(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    (team, person, talk): (Uuid, Uuid, Uuid),
) -> Result<(Team, Member, Talk), Fault> {
    let (team, member) = find(tx, viewer, (team, person)).await?;
    let talk = growth::find_talk(tx, &team, &member, TalkId(talk)).await?;
    Ok((team, member, talk.ok_or(Fault::NotFound)?))
}

fn talk_page(viewer: &Viewer, team: &Team, (member, talk): (&Member, &Talk), today: Date) -> Edit {
    let action = format!("{}/talks/{}", page_of(team, member), talk.id);
    Edit {
        heading: format!("Talk of {}", day_text(talk.held_on.0, today)),
        example: "",
        action,
        form: Form::of(talk_fields(talk.held_on.0, Some(talk)), talk.version),
        ..new_page(viewer, team, member, talk.held_on.0)
    }
}

/// A talk.
pub(super) async fn get_talk(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid, Uuid)>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let (team, member, talk) = find_talk(&mut tx, &viewer, ids).await?;
    let today = hone.clock.now().date(&viewer.zone());
    talk_page(&viewer, &team, (&member, &talk), today).show()
}

/// Words a talk anew. Where the other one has done so in the meantime, both stand on the page.
pub(super) async fn post_talk(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let (team, member, talk) = find_talk(&mut tx, &viewer, ids).await?;
    let seen = (&talk, seen(&fields).unwrap_or_default());
    let saved = match wording(&fields) {
        Ok(wording) => growth::reword_talk(&mut tx, &hone, &viewer, &team, seen, wording).await,
        Err(wrong) => Err(Error::Refused(wrong)),
    };
    match saved {
        Ok(()) => {
            tx.commit().await?;
            Ok(frame::done(&page_of(&team, &member), "The talk is saved."))
        }
        Err(Error::Refused(wrong)) => {
            let latest = event::latest(&mut tx, &team, talk.about()).await?;
            let today = hone.clock.now().date(&viewer.zone());
            let mut page = talk_page(&viewer, &team, (&member, &talk), today);
            page.form = page.form.again(&fields, wrong, latest.as_ref());
            page.show()
        }
        Err(other) => Err(other.into()),
    }
}

/// Puts a talk away.
pub(super) async fn post_removal(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid, Uuid)>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let (team, member, talk) = find_talk(&mut tx, &viewer, ids).await?;
    growth::put_talk_away(&mut tx, &hone, &viewer, &team, &talk, true).await?;
    tx.commit().await?;
    let notice = "The talk is put away. You can bring it back below.";
    Ok(frame::done(&page_of(&team, &member), notice))
}

/// Brings a talk back.
pub(super) async fn post_return(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid, Uuid)>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let (team, member, talk) = find_talk(&mut tx, &viewer, ids).await?;
    growth::put_talk_away(&mut tx, &hone, &viewer, &team, &talk, false).await?;
    tx.commit().await?;
    Ok(frame::done(&page_of(&team, &member), "The talk is back."))
}
