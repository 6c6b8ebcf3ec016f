use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::db::PeopleTx;
use hone_core::ids::ObjectiveId;
use hone_core::team::Team;
use hone_core::vision::objective::State as Stage;
use hone_core::vision::{
    self, Branch, Objective, Offer, Standing, Tree, key, objective, share, statement,
};
use jiff::civil::Date;
use uuid::Uuid;

use super::{address, page_of, stands};
use crate::fault::Fault;
use crate::frame::{self, Frame};
use crate::guard::Asking;
use crate::input::{Asked, At};
use crate::teams::{self, From, MOST_PAST, Pages};
use crate::words::{capital, number};

/// An objective in the tree with those that serve it.
#[derive(Template)]
#[template(path = "vision/branch.html")]
struct Line {
    href: String,
    title: String,
    is_own: bool,
    says: String,
    how_it_serves: String,
    /// Its key results: what is measured, where it stands, and whether its day has come.
    keys: Vec<(String, String, bool)>,
    below: Vec<Line>,
}

/// A way from an objective of the viewer's to where it leads.
struct Way {
    href: String,
    title: String,
    /// What it serves, and what that serves in turn.
    over: Vec<String>,
    is_loose: bool,
}

/// An objective that is over or put away.
struct Item {
    href: String,
    text: String,
    more: String,
    can_return: bool,
}

#[derive(Template)]
#[template(path = "vision/tree.html")]
struct Page {
    frame: Frame,
    team: Team,
    base: String,
    tree: Tree,
    vision_href: Option<String>,
    retired: Vec<(String, String)>,
    ways: Vec<Way>,
    leading: Vec<Line>,
    loose: Vec<Line>,
    offers: Vec<Offer>,
    left: Vec<Offer>,
    over: Vec<Item>,
    away: Vec<Item>,
    /// Where the others of each list are.
    pages: [Pages; 4],
}

impl Page {
    fn heading(&self) -> String {
        let n_loose = self.tree.loose.len();
        match self.tree.n_open() {
            0 if self.tree.vision.is_none() => "What do you work towards?".to_owned(),
            0 => "No objective leads to the vision yet.".to_owned(),
            1 if n_loose == 1 => "One objective, and it is a loose branch.".to_owned(),
            1 => "One objective leads to the vision.".to_owned(),
            n if n_loose == 0 => {
                format!("{} objectives, and all lead to the vision.", capital(&number(n)))
            }
            n if n_loose == 1 => {
                format!("{} objectives; one branch is loose.", capital(&number(n)))
            }
            n => {
                let (all, loose) = (capital(&number(n)), number(n_loose));
                format!("{all} objectives; {loose} branches are loose.")
            }
        }
    }

    /// How far ahead the open objectives look: counts of all there are.
    fn horizons(&self) -> String {
        let all = self.tree.horizons;
        let one = |n, what: &str| match n {
            0 => format!("none {what}"),
            n => format!("{} {what}", number(n)),
        };
        let parts =
            [one(all.n_now, "now"), one(all.n_next, "next"), one(all.n_later, "later")].join(", ");
        capital(&format!("{parts}."))
    }
}

/// How the vision stands, in a few words.
pub(crate) async fn standing(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
) -> Result<String, Fault> {
    let has_vision = statement::present(tx, team).await?.is_some();
    let today = hone.clock.now().date(&viewer.zone());
    let waiting = vision::due(tx, hone, viewer, team).await?;
    let all = match objective::n_open(tx, team).await? {
        0 if !has_vision => "A scene to work towards, and what leads there".to_owned(),
        0 => "A vision, and no objective yet".to_owned(),
        1 => "One objective".to_owned(),
        n => format!("{} objectives", capital(&number(n))),
    };
    Ok(match waiting.iter().filter(|line| line.is_on(today)).count() {
        0 => all,
        1 => format!("{all}, one waits for you"),
        n => format!("{all}, {} wait for you", number(n)),
    })
}

/// What the lines of the tree are made of.
struct Leaves<'a> {
    viewer: &'a Viewer,
    team: &'a Team,
    keys: BTreeMap<ObjectiveId, Vec<Standing>>,
    today: Date,
}

impl Leaves<'_> {
    fn line(&self, branch: &Branch) -> Line {
        let one = &branch.objective;
        let told = |one: &Standing| {
            (one.key.measure.clone(), stands(&one.key, one.now), one.is_due(self.today))
        };
        Line {
            href: page_of(self.team, one),
            title: one.title.clone(),
            is_own: one.is_of(self.viewer),
            says: self.says(one),
            how_it_serves: one.how_it_serves.clone(),
            keys: self.keys.get(&one.id).into_iter().flatten().map(told).collect(),
            below: branch.below.iter().map(|below| self.line(below)).collect(),
        }
    }

    fn says(&self, one: &Objective) -> String {
        let owner = one.owner.as_deref().unwrap_or("Nobody owns it");
        let mut parts = vec![owner.to_owned(), one.horizon.word().to_owned()];
        if one.state == Stage::Proposed {
            parts.push("proposed".to_owned());
        }
        if !one.is_home_of(self.team) {
            parts.push(format!("shared by {}", one.home));
        }
        parts.join(" · ")
    }

    fn way(&self, tree: &Tree, id: ObjectiveId) -> Option<Way> {
        let path = tree.path(id);
        let (own, over) = path.split_first()?;
        Some(Way {
            href: page_of(self.team, own),
            title: own.title.clone(),
            over: over.iter().map(|one| one.title.clone()).collect(),
            is_loose: !tree.leads_to_vision(id),
        })
    }

    fn item(&self, one: &Objective) -> Item {
        let more = match one.state {
            Stage::Reached => format!("Reached. {}", one.learned),
            Stage::Dropped => format!("Dropped. {} {}", one.reason, one.learned),
            Stage::Proposed | Stage::Active => String::new(),
        };
        Item {
            href: page_of(self.team, one),
            text: one.title.clone(),
            more,
            can_return: one.is_run_by(self.team, self.viewer),
        }
    }
}

/// The tree of a team.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    Asked(from): Asked<From>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = teams::find(&mut tx, &viewer, id).await?;
    let tree = vision::tree(&mut tx, &team).await?;
    let mut keys: BTreeMap<ObjectiveId, Vec<Standing>> = BTreeMap::new();
    for one in key::list_standings(&mut tx, &team).await? {
        keys.entry(one.key.objective_id).or_default().push(one);
    }
    let leaves =
        Leaves { viewer: &viewer, team: &team, keys, today: hone.clock.now().date(&viewer.zone()) };
    let retired = statement::list(&mut tx, &team).await?.into_iter();
    let retired = retired.filter(|one| one.state == statement::State::Retired);
    let mut pages = [
        Pages::of("open", "what leads to the vision", from.open, MOST_PAST),
        Pages::of("loose", "loose branches", from.loose, MOST_PAST),
        Pages::of("over", "objectives that are over", from.over, MOST_PAST),
        Pages::of("away", "objectives that are put away", from.away, MOST_PAST),
    ];
    let own = tree.open().into_iter().filter(|one| one.is_of(&viewer));
    frame::html(&Page {
        frame: teams::around(&viewer, &headers),
        base: address(&team),
        vision_href: tree.vision.as_ref().map(|one| format!("{}/{}", address(&team), one.id)),
        retired: retired.map(|one| (format!("{}/{}", address(&team), one.id), one.scene)).collect(),
        ways: own.filter_map(|one| leaves.way(&tree, one.id)).collect(),
        leading: pages[0].slice(&tree.leading).iter().map(|one| leaves.line(one)).collect(),
        loose: pages[1].slice(&tree.loose).iter().map(|one| leaves.line(one)).collect(),
        offers: share::list_offers(&mut tx, &viewer, &team).await?,
        left: share::list_left(&mut tx, &viewer, &team).await?,
        over: pages[2].slice(&tree.over).iter().map(|one| leaves.item(one)).collect(),
        away: pages[3].slice(&tree.away).iter().map(|one| leaves.item(one)).collect(),
        pages,
        tree,
        team: team.clone(),
    })
}
