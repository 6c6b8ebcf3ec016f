use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::db::PeopleTx;
use hone_core::stakeholder::{self, Rhythm, Stakeholder, rhythm as rhythms};
use hone_core::team::Team;
use jiff::civil::Date;
use uuid::Uuid;

use super::{address, day, days, owner, page_of, rhythm_page, since};
use crate::fault::Fault;
use crate::frame::{self, Frame};
use crate::guard::Asking;
use crate::input::At;
use crate::teams::{self, Names};
use crate::words::{capital, number};

/// A stakeholder or a rhythm on the page.
struct Line {
    href: String,
    title: String,
    says: String,
    /// When it is next, with the class of its look.
    turn: (String, &'static str),
    is_due: bool,
}

/// Something that is put away.
struct Item {
    href: String,
    text: String,
    can_return: bool,
}

#[derive(Template)]
#[template(path = "stakeholders/board.html")]
struct Page {
    frame: Frame,
    team: Team,
    base: String,
    people: Vec<Line>,
    rhythms: Vec<Line>,
    away: Vec<Item>,
}

impl Page {
    fn heading(&self) -> String {
        if self.people.is_empty() && self.rhythms.is_empty() {
            return "Who matters to your work?".to_owned();
        }
        let n_due = self.people.iter().chain(&self.rhythms).filter(|line| line.is_due).count();
        match n_due {
            0 => "Nobody waits for a word from you.".to_owned(),
            1 => "It is time for one word.".to_owned(),
            n => format!("It is time for {} words.", number(n)),
        }
    }
}

/// The stakeholders and rhythms of a team that are not put away, on a day.
struct Open {
    people: Vec<Stakeholder>,
    rhythms: Vec<Rhythm>,
    today: Date,
}

impl Open {
    async fn of(
        tx: &mut PeopleTx,
        hone: &Hone,
        viewer: &Viewer,
        team: &Team,
    ) -> Result<Self, Fault> {
        let mut people = stakeholder::list(tx, team).await?;
        people.retain(|one| one.archived_at.is_none());
        let mut rhythms = rhythms::list(tx, team).await?;
        rhythms.retain(|one| one.archived_at.is_none());
        Ok(Self { people, rhythms, today: hone.clock.now().date(&viewer.zone()) })
    }
}

/// How the stakeholders stand, in a few words.
pub(crate) async fn standing(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
) -> Result<String, Fault> {
    let open = Open::of(tx, hone, viewer, team).await?;
    let people = match open.people.len() {
        0 if open.rhythms.is_empty() => {
            return Ok("Who needs what from you, and how often you speak".to_owned());
        }
        0 => "What you tell, and to whom".to_owned(),
        1 => "One person or group".to_owned(),
        n => format!("{} people or groups", capital(&number(n))),
    };
    let n_people = open.people.iter().filter(|one| one.is_due(open.today)).count();
    let n_rhythms = open.rhythms.iter().filter(|one| one.is_due(open.today)).count();
    Ok(match n_people + n_rhythms {
        0 => people,
        1 => format!("{people}, time for one word"),
        n => format!("{people}, time for {} words", number(n)),
    })
}

fn person_line(team: &Team, names: &Names, one: &Stakeholder, today: Date) -> Line {
    let turn = if one.is_overdue(today) {
        (format!("Longer than {}", days(one.longest_gap)), "you")
    } else if one.is_due(today) {
        ("Time to speak".to_owned(), "")
    } else {
        (format!("Next by {}", day(one.due())), "none")
    };
    Line {
        href: page_of(team, one),
        title: one.name.clone(),
        says: format!("{}. {}", owner(names, one.owner_id), capital(&since(one, today))),
        turn,
        is_due: one.is_due(today),
    }
}

fn rhythm_line(team: &Team, names: &Names, one: &Rhythm, today: Date) -> Line {
    let channel =
        if one.channel.is_empty() { String::new() } else { format!(" · {}", one.channel) };
    let turn = if one.is_due(today) {
        (format!("Was due on {}", day(one.next_on.0)), "you")
    } else {
        (format!("Next on {}", day(one.next_on.0)), "none")
    };
    Line {
        href: rhythm_page(team, one),
        title: one.what.clone(),
        says: format!(
            "To {}{channel} · every {} · {}",
            one.to_whom,
            days(one.every_days),
            owner(names, one.owner_id)
        ),
        turn,
        is_due: one.is_due(today),
    }
}

/// The stakeholders and rhythms of a team.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = teams::find(&mut tx, &viewer, id).await?;
    let names = Names::of(&mut tx, &team).await?;
    let open = Open::of(&mut tx, &hone, &viewer, &team).await?;
    let mut away = Vec::new();
    for one in stakeholder::list(&mut tx, &team).await? {
        if one.archived_at.is_some() {
            let can_return = one.is_run_by(&team, &viewer);
            away.push(Item { href: page_of(&team, &one), text: one.name, can_return });
        }
    }
    for one in rhythms::list(&mut tx, &team).await? {
        if one.archived_at.is_some() {
            let can_return = one.is_run_by(&team, &viewer);
            away.push(Item { href: rhythm_page(&team, &one), text: one.what, can_return });
        }
    }
    let (people, rhythms) = (open.people.iter(), open.rhythms.iter());
    frame::html(&Page {
        frame: teams::around(&viewer, &headers),
        base: address(&team),
        people: people.map(|one| person_line(&team, &names, one, open.today)).collect(),
        rhythms: rhythms.map(|one| rhythm_line(&team, &names, one, open.today)).collect(),
        away,
        team,
    })
}
