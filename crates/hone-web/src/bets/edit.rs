use axum::extract::State;
use axum::response::Response;
use hone_core::account::Viewer;
use hone_core::bet::{self, Bet, STAKES, State as Stage, Wording, end, odds};
use hone_core::db::PeopleTx;
use hone_core::ids::PersonId;
use hone_core::team::{self, Team, event};
use hone_core::{Error, Hone};
use serde::Deserialize;
use uuid::Uuid;

use super::{address, find, grid, page_of};
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::{Asked, At, Fields};
use crate::teams::{self, Edit, Field, Form, Kind, day, seen};

const SAYS: &str = "Small bets teach the most: one a week from real work. Everybody in the team reads it, and gives \
                    odds before they see those of the others.";
const EXAMPLE: &str = "We text customers before we shut the water. True if calls fall by a fifth before midsummer. It \
                       can cost two weeks of work. We stop if three customers complain.";

/// From where somebody comes.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct From {
    problem: String,
}

/// Those who can judge: anybody but the owner, unless they are alone.
async fn judges(
    tx: &mut PeopleTx,
    team: &Team,
    owner: PersonId,
) -> Result<Vec<(String, String)>, Fault> {
    let members = team::members(tx, team).await?;
    let is_alone = members.len() == 1;
    let can_judge = |member: &team::Member| is_alone || member.person_id != owner;
    let judges = members.into_iter().filter(can_judge);
    Ok(judges.map(|member| (member.person_id.to_string(), member.name)).collect())
}

fn stakes() -> Vec<(String, String)> {
    let label = |class: i64| match class {
        1 => "1: hardly felt if it is lost",
        2 => "2: felt for a week",
        4 => "4: felt for a quarter",
        _ => "8: about as much as we can bear",
    };
    STAKES.map(|class| (class.to_string(), label(class).to_owned())).into()
}

/// What can still be changed once a bet is placed.
fn late(judges: Vec<(String, String)>, bet: Option<&Bet>) -> Vec<Field> {
    let judge = bet.map(|bet| bet.judge_id.to_string()).unwrap_or_default();
    let mind = bet.map(|bet| bet.change_our_mind_if.clone()).unwrap_or_default();
    vec![
        Field::new(
            Kind::Choice(judges),
            "judge",
            "Who judges",
            "Somebody else than the owner, where there is anybody else.",
        )
        .with(judge),
        Field::new(
            Kind::Text(2000),
            "change_our_mind_if",
            "What would change our mind",
            "What you could see on the way that would make you think again.",
        )
        .with(mind),
    ]
}

/// The fields of a bet that is not placed, with what stands in it.
fn early(judges: Vec<(String, String)>, bet: Option<&Bet>) -> Vec<Field> {
    let text = |of: fn(&Bet) -> &String| bet.map(of).cloned().unwrap_or_default();
    let line = |name, label, help| Field::new(Kind::Line(160), name, label, help);
    let mut fields = vec![
        line("problem", "The problem it comes from", "May stay empty.")
            .with(text(|bet| &bet.problem)),
        line("we_try", "What we try", "").required().with(text(|bet| &bet.we_try)),
        line(
            "true_if",
            "It came true if",
            "What everybody will be able to see, and by when. The judge has nothing else to go by.",
        )
        .with(text(|bet| &bet.true_if)),
        Field::new(Kind::Day, "review_on", "The day to look at it", "")
            .with(bet.and_then(|bet| bet.review_on.clone()).unwrap_or_default()),
        line("stake", "What it can cost", "Money, time, goodwill: what is gone if it is lost.")
            .with(text(|bet| &bet.stake)),
        Field::new(Kind::Choice(stakes()), "stake_class", "How much that is", "")
            .with(bet.map_or(1, |bet| bet.stake_class).to_string()),
        line("upside", "What it can win", "").with(text(|bet| &bet.upside)),
        line("stop_at", "Stop at", "The point at which you stop, whatever you hope by then.")
            .with(text(|bet| &bet.stop_at)),
    ];
    fields.extend(late(judges, bet));
    fields
}

/// What was sent as a bet, or what is wrong with it. `bet` is what it is now.
fn wording(fields: &Fields, bet: Option<&Bet>) -> Result<Wording, String> {
    let judge = PersonId(fields.one("judge").parse().map_err(|_| "Choose who judges.")?);
    let change_our_mind_if = fields.one("change_our_mind_if").to_owned();
    if let Some(bet) = bet.filter(|bet| bet.state != Stage::Draft) {
        return Ok(Wording {
            judge,
            change_our_mind_if,
            problem: bet.problem.clone(),
            we_try: bet.we_try.clone(),
            true_if: bet.true_if.clone(),
            stake: bet.stake.clone(),
            stake_class: bet.stake_class,
            upside: bet.upside.clone(),
            stop_at: bet.stop_at.clone(),
            review_on: bet.review(),
        });
    }
    let text = |name: &str| fields.one(name).to_owned();
    Ok(Wording {
        judge,
        change_our_mind_if,
        problem: text("problem"),
        we_try: text("we_try"),
        true_if: text("true_if"),
        stake: text("stake"),
        stake_class: fields.number("stake_class", "How much that is")?,
        upside: text("upside"),
        stop_at: text("stop_at"),
        review_on: day(fields, "review_on", "The day to look at it")?,
    })
}

async fn new_page(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    team: &Team,
    problem: &str,
) -> Result<Edit, Fault> {
    let is_alone = team::members(tx, team).await?.len() == 1;
    let mut fields = early(judges(tx, team, viewer.person_id).await?, None);
    if let Some(first) = fields.first_mut() {
        problem.clone_into(&mut first.typed);
    }
    let mut odds = vec![(String::new(), "Later".to_owned())];
    odds.extend(grid());
    let help = "Yours come first. They are needed to place the bet, and hidden until then.";
    fields.push(Field::new(Kind::Choice(odds), "odds", "Your odds that it comes true", help));
    let (ask, place) = (("ask", "Ask the team for odds"), ("place", "Place it now"));
    Ok(Edit {
        frame: Frame::of(viewer, Section::Practice),
        back: (address(team), "Bets".to_owned()),
        heading: if problem.is_empty() { "Write a bet" } else { "Turn it into a bet" }.to_owned(),
        says: SAYS,
        example: EXAMPLE,
        action: format!("{}/new", address(team)),
        form: Form::new(fields),
        buttons: if is_alone {
            vec![place, ("ask", "Keep it as a draft")]
        } else {
            vec![ask, place]
        },
    })
}

/// The form for a new bet; with a problem in the address, for one that comes from it.
pub(super) async fn get_new(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(team): At<Uuid>,
    Asked(from): Asked<From>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    new_page(&mut tx, &viewer, &team, from.problem.trim()).await?.show()
}

/// Writes a bet down, with its owner's odds where they gave some, and places it where they like.
async fn write(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    fields: &Fields,
) -> Result<Bet, Error> {
    let wording = wording(fields, None).map_err(Error::Refused)?;
    let bet = bet::write(tx, hone, viewer, team, wording).await?;
    if !fields.one("odds").is_empty() {
        let value = fields.number("odds", "Your odds").map_err(Error::Refused)?;
        odds::give(tx, hone, viewer, team, (&bet, bet.asked), value).await?;
    }
    if fields.one("then") == "place" {
        end::place(tx, hone, viewer, team, (&bet, bet.version)).await?;
    }
    Ok(bet)
}

/// Writes a bet down.
pub(super) async fn post_new(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(team): At<Uuid>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    match write(&mut tx, &hone, &viewer, &team, &fields).await {
        Ok(bet) => {
            tx.commit().await?;
            let is_placed = fields.one("then") == "place";
            let notice = if is_placed { "The bet is placed." } else { "The bet is written down." };
            Ok(frame::done(&page_of(&team, &bet), notice))
        }
        Err(Error::Refused(wrong)) => {
            let mut page = new_page(&mut tx, &viewer, &team, fields.one("problem")).await?;
            page.form = page.form.refused(&fields, wrong);
            page.show()
        }
        Err(other) => Err(other.into()),
    }
}

async fn page(tx: &mut PeopleTx, viewer: &Viewer, team: &Team, bet: &Bet) -> Result<Edit, Fault> {
    let judges = judges(tx, team, bet.owner_id).await?;
    let is_draft = bet.state == Stage::Draft;
    Ok(Edit {
        frame: Frame::of(viewer, Section::Practice),
        back: (page_of(team, bet), bet.we_try.clone()),
        heading: "The bet".to_owned(),
        says: if is_draft {
            "If you change what is tried, what makes it true or the day, odds that were given before no \
             longer count, and are asked for again."
        } else {
            "It is placed: what the odds are about stays as it is. If it cannot be judged any more, the \
             judge can say that it is void."
        },
        example: "",
        action: format!("{}/change", page_of(team, bet)),
        form: Form::of(
            if is_draft { early(judges, Some(bet)) } else { late(judges, Some(bet)) },
            bet.version,
        ),
        buttons: vec![("save", "Save")],
    })
}

/// The form of a bet.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, bet)): At<(Uuid, Uuid)>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let bet = find(&mut tx, &team, bet).await?;
    page(&mut tx, &viewer, &team, &bet).await?.show()
}

/// Changes a bet. Where somebody else has done so in the meantime, both stand on the page.
pub(super) async fn post(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, bet)): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let bet = find(&mut tx, &team, bet).await?;
    let seen = (&bet, seen(&fields).unwrap_or_default());
    let saved = match wording(&fields, Some(&bet)) {
        Ok(wording) => bet::reword(&mut tx, &hone, &viewer, &team, seen, wording).await,
        Err(wrong) => Err(Error::Refused(wrong)),
    };
    match saved {
        Ok(()) => {
            tx.commit().await?;
            Ok(frame::done(&page_of(&team, &bet), "The bet is saved."))
        }
        Err(Error::Refused(wrong)) => {
            let latest = event::latest(&mut tx, &team, bet.about()).await?;
            let mut page = page(&mut tx, &viewer, &team, &bet).await?;
            page.form = page.form.again(&fields, wrong, latest.as_ref());
            page.show()
        }
        Err(other) => Err(other.into()),
    }
}
