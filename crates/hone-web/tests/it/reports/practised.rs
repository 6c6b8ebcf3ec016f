//! What was practised between two rounds, beside the contrasts of the later report.

use std::collections::BTreeMap;

use axum::Router;
use axum::http::{Method, StatusCode};
use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::coaching::{self, Ticks};
use hone_core::db::PeopleTx;
use hone_core::delegation::{Level, area, level};
use hone_core::ids::{LeaderId, TeamId};
use hone_core::plan::{self, Rhythm, State};
use hone_core::team::{self, Team};
use hone_core::testing::each_engine;
use hone_core::testing::round::{Staged, launched, viewer};
use jiff::civil::date;

use super::growth::{DAY, growth, released, report};
use super::words;
use crate::ask::page;
use crate::{ask, signed_in};

/// The name of a team, and of what is handed over in it: nobody outside of the team reads either.
const TEAM: &str = "Zephyr crew";
const AREA: &str = "Quince inspections";

/// Two rounds about the leader, between which they practised.
struct Scene {
    site: Router,
    staged: [Staged; 2],
    leader: String,
    coach: String,
    team: TeamId,
}

impl Scene {
    async fn of(hone: &Hone) -> Self {
        let first = released(hone, launched(hone, 30).await, 3).await;
        hone.clock.advance(DAY);
        let then = first.leaders(hone).await[0].id;
        let team = practise(hone, &first, then).await;
        hone.clock.advance(100 * DAY);
        let next = first.again(hone, 30).await.launch(hone).await;
        let second = released(hone, next, 5).await;
        Self {
            site: hone_web::site(hone),
            leader: signed_in(hone, &first.northfold.leader).await,
            coach: signed_in(hone, &first.northfold.coach).await,
            staged: [first, second],
            team,
        }
    }

    /// The page of a contrast of the later report.
    async fn contrast(&self, hone: &Hone, contrast: &str) -> String {
        format!("{}/{contrast}", report(hone, &self.staged[1]).await)
    }

    /// The leader asks the coach, who says yes, and grants what is ticked of each result.
    async fn grant(&self, hone: &Hone, then: Ticks, now: Ticks) {
        let here = &self.staged[0].northfold;
        let (marek, ruth) = (viewer(here, &here.leader), viewer(here, &here.coach));
        let mut ticks = BTreeMap::new();
        for (staged, ticked) in self.staged.iter().zip([then, now]) {
            ticks.insert(staged.leaders(hone).await[0].id, ticked);
        }
        let mut tx = hone.people.write().await.unwrap();
        let running = coaching::running(&mut tx, &marek).await.unwrap();
        if let Some(running) = running {
            coaching::share(&mut tx, hone, &running, &ticks).await.unwrap();
        } else {
            let asked = coaching::ask(&mut tx, hone, &marek, ruth.person_id, &ticks).await;
            let asked = asked.unwrap().unwrap();
            coaching::answer(&mut tx, hone, &ruth, &asked, true).await.unwrap();
        }
        tx.commit().await.unwrap();
    }
}

/// Marek takes a step to its end, hands an area over to Ben and lets him decide more.
async fn practise(hone: &Hone, staged: &Staged, then: LeaderId) -> TeamId {
    let here = &staged.northfold;
    let (marek, ben) = (viewer(here, &here.leader), viewer(here, &here.reports[0]));
    let mut tx = hone.people.write().await.unwrap();
    let plan = plan::choose(&mut tx, hone, &marek, then, "trust").await.unwrap().unwrap();
    let wording = plan::Wording {
        practice: None,
        moment: "someone brings me a problem".to_owned(),
        deed: "ask what they would do".to_owned(),
        rhythm: Rhythm::Never,
        starts_on: date(2026, 7, 1),
        ends_on: date(2026, 7, 14),
    };
    let step = plan::add(&mut tx, hone, &plan, wording).await.unwrap();
    plan::settle(&mut tx, &plan, &step, State::Done, Some("They knew more than I")).await.unwrap();
    let team = team::make(&mut tx, hone, &marek, TEAM).await.unwrap();
    team::invite(&mut tx, hone, &marek, &team, "", &here.reports[0].email).await.unwrap();
    hand_over(&mut tx, hone, (&marek, &ben), &team).await;
    tx.commit().await.unwrap();
    team.id
}

async fn hand_over(tx: &mut PeopleTx, hone: &Hone, (lead, owner): (&Viewer, &Viewer), team: &Team) {
    let wording = area::Wording {
        title: AREA.to_owned(),
        kind: area::Kind::Work,
        owner: owner.person_id,
        level: Level::Proposed,
        done_when: String::new(),
        limits: String::new(),
        check_in: area::Looks::None,
        every_days: 0,
        next_check_in: None,
    };
    let area = area::write(tx, hone, lead, team, wording, true).await.unwrap();
    area::answer(tx, hone, owner, team, (&area, area.version), (true, "")).await.unwrap();
    let area = area::find(tx, lead, team, area.id).await.unwrap().unwrap();
    let more = level::Wording { to: Level::Joint, want_to_see: String::new(), trial_ends: None };
    let open = level::propose(tx, hone, owner, team, &area, more).await.unwrap();
    let yes = (level::Answer::Accept, "");
    level::answer(tx, hone, lead, team, (&area, open.id), yes).await.unwrap();
}

const DONE: &str = "Tried one step of the plan to its end; handed over one area; agreed one level \
                    more in one area.";

#[tokio::test]
async fn the_leader_reads_beside_a_contrast_what_they_practised_with_links() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let scene = Scene::of(hone).await;

        let all =
            page(&scene.site, Some(&scene.leader), &growth(hone, &scene.staged[1]).await).await;
        let trust =
            page(&scene.site, Some(&scene.leader), &scene.contrast(hone, "trust").await).await;
        let risk =
            page(&scene.site, Some(&scene.leader), &scene.contrast(hone, "risk").await).await;
        let first = format!("{}/trust", report(hone, &scene.staged[0]).await);
        let before = page(&scene.site, Some(&scene.leader), &first).await;

        for html in [&all, &trust] {
            assert!(html.contains(DONE), "{html}");
            assert!(html.contains(&format!("href=\"/team/{}/delegation\"", scene.team)), "{html}");
            assert!(html.contains(TEAM) && !html.contains(AREA), "{html}");
            let plan = format!("href=\"{}/plan\"", report(hone, &scene.staged[0]).await);
            assert!(html.contains(&plan), "{html}");
        }
        assert!(!risk.contains("What was practised"), "nothing was done for it: {risk}");
        assert!(!before.contains("What was practised"), "there is no round before: {before}");
    }
}

#[tokio::test]
async fn a_coach_without_a_grant_of_the_plan_sees_none_of_it_and_with_it_no_word_of_the_team() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let scene = Scene::of(hone).await;
        let report = Ticks { report: true, ..Ticks::default() };
        let both = Ticks { plan: true, ..report };
        let trust = scene.contrast(hone, "trust").await;

        scene.grant(hone, report, both).await;
        let without = page(&scene.site, Some(&scene.coach), &trust).await;
        scene.grant(hone, both, report).await;
        let with = page(&scene.site, Some(&scene.coach), &trust).await;
        scene.grant(hone, report, report).await;
        let after = page(&scene.site, Some(&scene.coach), &trust).await;

        for html in [&without, &after] {
            assert!(
                !html.contains("What was practised") && !html.contains("handed over"),
                "{html}"
            );
        }
        assert!(words(&with).contains(DONE), "{with}");
        assert!(!with.contains(TEAM) && !with.contains("/team/"), "{with}");
        assert!(!with.contains("They knew more than I"), "{with}");
    }
}

#[tokio::test]
async fn nobody_else_finds_what_was_practised() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let scene = Scene::of(hone).await;
        let here = &scene.staged[0].northfold;

        for person in [&here.administrator, &here.manager, &here.reports[0], &here.coach] {
            let cookie = signed_in(hone, person).await;
            for path in [scene.contrast(hone, "trust").await, growth(hone, &scene.staged[1]).await]
            {
                let (status, _, body) =
                    ask(&scene.site, Some(&cookie), Method::GET, &path, &[]).await;
                assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
                assert!(!body.contains("handed over"), "{body}");
            }
        }
    }
}

#[tokio::test]
async fn the_plan_leads_into_the_tools_of_each_team() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let scene = Scene::of(hone).await;
        let plan = format!("{}/plan", report(hone, &scene.staged[0]).await);

        let html = page(&scene.site, Some(&scene.leader), &plan).await;

        let link = format!("<a href=\"/team/{}/delegation\">Delegation of {TEAM}</a>", scene.team);
        assert!(html.contains("With your team"), "{html}");
        assert!(html.matches(&link).count() >= 2, "for the contrast and on a card: {html}");
        let other = format!("<a href=\"/team/{}/bets\">", scene.team);
        assert!(!html.contains(&other), "no card of trust is done with bets: {html}");
    }
}
