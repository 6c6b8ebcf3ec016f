use axum::extract::State;
use axum::response::Response;
use hone_core::account::Viewer;
use hone_core::db::PeopleTx;
use hone_core::delegation::Level;
use hone_core::delegation::area::{self, Area, Kind as Sort, Looks, State as Stage, Wording};
use hone_core::ids::PersonId;
use hone_core::team::{self, Team, event};
use hone_core::{Error, Hone};
use uuid::Uuid;

use super::{address, find, page_of};
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::{At, Fields};
use crate::teams::{self, Edit, Field, Form, Kind, day, seen};

const SAYS: &str =
    "A few lines that both of you agree on. All of it can be changed later, by either of you.";
const COUNTER: &str = "What you save is your offer. The other one of you says yes or no to it.";
const EXAMPLE: &str = "Valve inspections; done when every valve is seen once a year; up to 2,000 a month, \
                       and never without a second person below ground; looked at every 14 days.";

/// The fields of an area, with what stands in it.
async fn fields_of(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    team: &Team,
    area: Option<&Area>,
) -> Result<Vec<Field>, Fault> {
    let is_lead = team.is_led_by(viewer);
    let members = team::members(tx, team).await?;
    let can_own =
        |person: PersonId| person != team.lead_id && (is_lead || person == viewer.person_id);
    let owners = members
        .into_iter()
        .filter(|member| can_own(member.person_id))
        .map(|member| (member.person_id.to_string(), member.name));
    let text = |of: fn(&Area) -> &String| area.map(of).cloned().unwrap_or_default();
    let mut fields = vec![
        Field::new(
            Kind::Line(160),
            "title",
            "What it is",
            "Work, or a decision that comes up again.",
        )
        .required()
        .with(text(|area| &area.title)),
        Field::new(Kind::Choice(kinds()), "kind", "Which of the two", "")
            .with(area.map_or("work", |area| kind_word(area.kind))),
        Field::new(Kind::Choice(owners.collect()), "owner", "Who owns it", "")
            .with(area.map(|area| area.owner_id.to_string()).unwrap_or_default()),
    ];
    if area.is_none_or(|area| matches!(area.state, Stage::Draft | Stage::Offered)) {
        let help = "Level 3 is a fair start. Later, either of you proposes another.";
        fields.push(
            Field::new(Kind::Choice(levels()), "level", "How far the owner may go alone", help)
                .with(area.map_or(Level::Proposed, |area| area.level).number().to_string()),
        );
    }
    let every = area.map_or(14, |area| if area.every_days == 0 { 14 } else { area.every_days });
    fields.extend([
        Field::new(
            Kind::Line(160),
            "done_when",
            "Done when",
            "What both of you will be able to see.",
        )
        .with(text(|area| &area.done_when)),
        Field::new(
            Kind::Text(2000),
            "limits",
            "Limits",
            "Money, law, safety, people: within them, nobody needs to ask.",
        )
        .with(text(|area| &area.limits)),
        Field::new(Kind::Choice(looks()), "check_in", "When you look at it together", "")
            .with(area.map_or("days", |area| looks_word(area.check_in))),
        Field::new(
            Kind::Number(1, 366),
            "every_days",
            "Every so many days",
            "Counts where a rhythm is chosen.",
        )
        .with(every.to_string()),
        Field::new(Kind::Day, "next_check_in", "The next look", "May stay empty with a rhythm.")
            .with(area.and_then(|area| area.next_check_in.clone()).unwrap_or_default()),
    ]);
    Ok(fields)
}

fn choices(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(value, label)| ((*value).to_owned(), (*label).to_owned())).collect()
}

fn kinds() -> Vec<(String, String)> {
    choices(&[("work", "Work"), ("decision", "A decision that comes up again")])
}

fn looks() -> Vec<(String, String)> {
    choices(&[
        ("days", "In a rhythm"),
        ("milestones", "On agreed days"),
        ("none", "No look is agreed"),
    ])
}

fn levels() -> Vec<(String, String)> {
    let label = |level: Level| format!("{} {}: {}", level.number(), level.name(), level.meaning());
    Level::ALL.map(|level| (level.number().to_string(), label(level))).into()
}

fn kind_word(kind: Sort) -> &'static str {
    match kind {
        Sort::Work => "work",
        Sort::Decision => "decision",
    }
}

fn looks_word(looks: Looks) -> &'static str {
    match looks {
        Looks::None => "none",
        Looks::Days => "days",
        Looks::Milestones => "milestones",
    }
}

/// What was sent as an area, or what is wrong with it. `area` is what it is now.
fn wording(fields: &Fields, area: Option<&Area>) -> Result<Wording, String> {
    let owner = fields.one("owner").parse().map_err(|_| "Choose who owns it.")?;
    let kind = if fields.one("kind") == "decision" { Sort::Decision } else { Sort::Work };
    let check_in = match fields.one("check_in") {
        "days" => Looks::Days,
        "milestones" => Looks::Milestones,
        _ => Looks::None,
    };
    let level = match fields.one("level") {
        "" => area.map(|area| area.level),
        _ => fields.number("level", "The level").ok().and_then(Level::of),
    };
    let every_days = match check_in {
        Looks::Days => fields.number("every_days", "The rhythm")?,
        Looks::None | Looks::Milestones => 0,
    };
    Ok(Wording {
        title: fields.one("title").to_owned(),
        kind,
        owner: PersonId(owner),
        level: level.ok_or("Choose one of the seven levels.")?,
        done_when: fields.one("done_when").to_owned(),
        limits: fields.one("limits").to_owned(),
        check_in,
        every_days,
        next_check_in: day(fields, "next_check_in", "The next look")?,
    })
}

async fn new_page(tx: &mut PeopleTx, viewer: &Viewer, team: &Team) -> Result<Edit, Fault> {
    let is_lead = team.is_led_by(viewer);
    Ok(Edit {
        frame: Frame::of(viewer, Section::Practice),
        back: (address(team), "Delegation".to_owned()),
        heading: if is_lead { "Hand something over" } else { "Ask for something to own" }
            .to_owned(),
        says: SAYS,
        example: EXAMPLE,
        action: format!("{}/new", address(team)),
        form: Form::new(fields_of(tx, viewer, team, None).await?),
        buttons: vec![
            ("offer", if is_lead { "Offer it" } else { "Ask for it" }),
            ("draft", "Keep it as a draft"),
        ],
    })
}

/// The form for a new area.
pub(super) async fn get_new(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(team): At<Uuid>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    new_page(&mut tx, &viewer, &team).await?.show()
}

/// Writes an area down.
pub(super) async fn post_new(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(team): At<Uuid>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let is_offered = fields.one("then") != "draft";
    let written = match wording(&fields, None) {
        Ok(wording) => area::write(&mut tx, &hone, &viewer, &team, wording, is_offered).await,
        Err(wrong) => Err(Error::Refused(wrong)),
    };
    match written {
        Ok(area) => {
            tx.commit().await?;
            let notice = if is_offered {
                "It is offered. The other one of you says yes or no."
            } else {
                "The draft is kept. Only you read it."
            };
            Ok(frame::done(&page_of(&team, &area), notice))
        }
        Err(Error::Refused(wrong)) => {
            let mut page = new_page(&mut tx, &viewer, &team).await?;
            page.form = page.form.refused(&fields, wrong);
            page.show()
        }
        Err(other) => Err(other.into()),
    }
}

async fn page(tx: &mut PeopleTx, viewer: &Viewer, team: &Team, area: &Area) -> Result<Edit, Fault> {
    let (heading, says) = if area.is_offered_to(team, viewer) {
        ("Your counter-offer", COUNTER)
    } else if area.state == Stage::Offered {
        ("What is offered", SAYS)
    } else {
        ("What is agreed", SAYS)
    };
    Ok(Edit {
        frame: Frame::of(viewer, Section::Practice),
        back: (page_of(team, area), area.title.clone()),
        heading: heading.to_owned(),
        says,
        example: "",
        action: format!("{}/change", page_of(team, area)),
        form: Form::of(fields_of(tx, viewer, team, Some(area)).await?, area.version),
        buttons: vec![("save", "Save")],
    })
}

/// The form of what is agreed.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, area)): At<(Uuid, Uuid)>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let area = find(&mut tx, &viewer, &team, area).await?;
    page(&mut tx, &viewer, &team, &area).await?.show()
}

/// Changes what is agreed. Where the other one has done so in the meantime, both stand on the page.
pub(super) async fn post(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, area)): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let area = find(&mut tx, &viewer, &team, area).await?;
    let seen = (&area, seen(&fields).unwrap_or_default());
    let saved = match wording(&fields, Some(&area)) {
        Ok(wording) => area::reword(&mut tx, &hone, &viewer, &team, seen, wording).await,
        Err(wrong) => Err(Error::Refused(wrong)),
    };
    match saved {
        Ok(now) => {
            tx.commit().await?;
            let notice = match now.state {
                Stage::Draft => "The draft is saved. Only you read it.",
                Stage::Offered => "It is offered so. The other one of you says yes or no.",
                _ => "What is agreed is saved.",
            };
            Ok(frame::done(&page_of(&team, &now), notice))
        }
        Err(Error::Refused(wrong)) => {
            let latest = event::latest(&mut tx, &team, area.about()).await?;
            let mut page = page(&mut tx, &viewer, &team, &area).await?;
            page.form = page.form.again(&fields, wrong, latest.as_ref());
            page.show()
        }
        Err(other) => Err(other.into()),
    }
}
