//! Two people of a team: one challenges, the lead answers, and what is tried has an end and a result.

use axum::Router;
use axum::http::{Method, StatusCode};
use hone_core::Hone;
use hone_core::testing::{self, Northfold, each_engine};

use crate::ask::{page, sent};
use crate::{ask, signed_in};

const DAY: i64 = 24 * 3600;

/// A team of Northfold's leader, with Ben in it.
struct Scene {
    site: Router,
    hone: Hone,
    here: Northfold,
    lead: String,
    ben: String,
    team: String,
}

impl Scene {
    async fn of(hone: &Hone) -> Self {
        let here = testing::northfold(hone).await;
        let site = hone_web::site(hone);
        let lead = signed_in(hone, &here.leader).await;
        let team = sent(&site, &lead, "/team", &[("name", "Pump crew")]).await;
        let email = here.reports[0].email.clone();
        sent(&site, &lead, &format!("{team}/members"), &[("email", &email)]).await;
        let ben = signed_in(hone, &here.reports[0]).await;
        Self { site, hone: hone.clone(), here, lead, ben, team }
    }

    fn board(&self) -> String {
        format!("{}/experiments", self.team)
    }

    async fn send(&self, cookie: &str, path: &str, form: &[(&str, &str)]) -> String {
        sent(&self.site, cookie, path, form).await
    }

    /// Sends a form that is refused, and returns the page.
    async fn refused(&self, cookie: &str, path: &str, form: &[(&str, &str)]) -> String {
        let (status, _, body) = ask(&self.site, Some(cookie), Method::POST, path, form).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {body}");
        body
    }

    async fn page(&self, cookie: &str, path: &str) -> String {
        page(&self.site, Some(cookie), path).await
    }

    /// Goes some days on, with both signed in anew.
    async fn later(&mut self, n_days: i64) {
        self.hone.clock.advance(n_days * DAY);
        self.lead = signed_in(&self.hone, &self.here.leader).await;
        self.ben = signed_in(&self.hone, &self.here.reports[0]).await;
    }

    /// A challenge of Ben's: its address.
    async fn challenge(&self) -> String {
        let form = [
            ("title", "Why do two people sign <b>every</b> purchase?"),
            ("target", "procedure"),
            ("why", "Spare parts wait for two days."),
            ("instead", "let one person sign below 500"),
        ];
        self.send(&self.ben, &format!("{}/challenges/new", self.team), &form).await
    }
}

/// The words of an experiment as its form sends them.
fn words<'a>(owner: &'a str, ends_on: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("if_we", "let one person sign below 500"),
        ("then_see", "parts come a day sooner"),
        ("because", "the second name only waits"),
        ("measure", "days from order to part"),
        ("baseline", "4 days in April"),
        ("adopt_if", "3 days or fewer"),
        ("guardrail", "one wrong order"),
        ("starts_on", ""),
        ("ends_on", ends_on),
        ("owner", owner),
    ]
}

fn version(html: &str) -> &str {
    html.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap()
}

#[tokio::test]
async fn a_challenge_is_answered_tried_adopted_and_looked_at_again() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let empty = scene.page(&scene.lead, &scene.board()).await;
        assert!(empty.contains("What do you challenge, and what do you try?"), "{empty}");
        assert!(empty.contains("class=\"example\"") && empty.contains("Raise a challenge"));
        let challenge = scene.challenge().await;

        let board = scene.page(&scene.lead, &scene.board()).await;
        assert!(board.contains("One challenge. One waits for you."), "{board}");
        assert!(board.contains("Your turn: answer by Mon 18 May"), "{board}");
        let today = scene.page(&scene.lead, "/").await;
        assert!(today.contains("Answer a challenge: Why do two people sign"), "{today}");
        let html = scene.page(&scene.ben, &challenge).await;
        assert!(
            !html.contains("Your answer") && html.contains("Due by Mon 18 May 2026."),
            "{html}"
        );
        let answer = format!("{challenge}/answer");
        let form = |version| {
            [("answer", "try"), ("reason", "Small sums, small harm."), ("version", version)]
        };
        let stale = scene.refused(&scene.lead, &answer, &form("0")).await;
        assert!(stale.contains("changed in the meantime"), "other words than those read: {stale}");
        scene.send(&scene.lead, &answer, &form("1")).await;
        let html = scene.page(&scene.ben, &challenge).await;
        assert!(html.contains("Small sums, small harm.") && html.contains("Try it"), "{html}");
        let experiment = scene.send(&scene.ben, &format!("{challenge}/experiment"), &[]).await;

        let html = scene.page(&scene.lead, &experiment).await;
        assert!(html.contains("If we let one person sign below 500"), "{html}");
        assert!(html.contains("Why do two people sign &#60;b&#62;every&#60;/b&#62;"), "{html}");
        let step = format!("{experiment}/step");
        let html = scene.refused(&scene.ben, &step, &[("step", "start")]).await;
        assert!(html.contains("Before it starts, write down: what you expect to see"), "{html}");
        let form = [("verdict", "drop"), ("reason", "x"), ("learned", "y")];
        let html = scene.refused(&scene.ben, &format!("{experiment}/decision"), &form).await;
        assert!(html.contains("This is not possible now, since it is a draft."), "{html}");
        let owner = scene.here.reports[0].id.to_string();
        let change = format!("{experiment}/change");
        let form = scene.page(&scene.ben, &change).await;
        let mut words = words(&owner, "2026-06-01");
        words.push(("version", version(&form)));
        scene.send(&scene.ben, &change, &words).await;
        let form = [("who", "The stores"), ("effect", "loss"), ("what_changes", "one check less")];
        scene.send(&scene.lead, &format!("{experiment}/affected/new"), &form).await;
        let board = scene.page(&scene.ben, &scene.board()).await;
        assert!(board.contains("Reaches one group, not told yet"), "{board}");
        let html = scene.page(&scene.ben, &experiment).await;
        let told = html.split("action=\"").find(|part| part.contains("/told#")).unwrap();
        scene.send(&scene.ben, told.split('#').next().unwrap(), &[]).await;
        scene.send(&scene.ben, &step, &[("step", "start")]).await;
        let html = scene.page(&scene.lead, &experiment).await;
        assert!(html.contains("told on Mon 4 May") && html.contains("It runs to Mon 1 June 2026."));

        scene.later(28).await;
        let today = scene.page(&scene.ben, "/").await;
        assert!(today.contains("An end is due") && today.contains("What did you see"), "{today}");
        let form = [("step", "end"), ("result", "2.6 days")];
        scene.send(&scene.ben, &step, &form).await;
        let html = scene.page(&scene.lead, &experiment).await;
        assert!(html.contains("You said you adopt it if: 3 days or fewer"), "{html}");
        let form = [("verdict", "adopt"), ("reason", "It is 2.6."), ("learned", "")];
        let html = scene.refused(&scene.lead, &format!("{experiment}/decision"), &form).await;
        assert!(html.contains("What we learned: write something.") && html.contains("It is 2.6."));
        let form = [("verdict", "adopt"), ("reason", "It is 2.6."), ("learned", "One is enough.")];
        scene.send(&scene.lead, &format!("{experiment}/decision"), &form).await;
        let html = scene.page(&scene.ben, &experiment).await;
        assert!(html.contains("You look at it again on Fri 31 July 2026."), "{html}");
        assert!(!html.contains("Is it still in use?"), "not before its day: {html}");

        scene.later(60).await;
        let today = scene.page(&scene.ben, "/").await;
        assert!(today.contains("Is it still in use: if we let one person sign"), "{today}");
        let form = [("kept", "yes"), ("found", "Nobody asks for a second name.")];
        scene.send(&scene.ben, &format!("{experiment}/check"), &form).await;
        let board = scene.page(&scene.lead, &scene.board()).await;
        assert!(board.contains("adopted, and still in use. One is enough."), "{board}");
        assert!(board.contains("Challenge: became an experiment"), "{board}");
        let html = scene.page(&scene.lead, &experiment).await;
        for told in ["started it", "ended it", "decided to adopt it", "looked at it again"] {
            assert!(html.contains(told), "{told}: {html}");
        }
    }
}

#[tokio::test]
async fn a_late_answer_is_seen_as_late_and_one_without_a_reason_is_kept_for_its_writer() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let terms = format!("{}/challenges/terms", scene.team);
        let form = [("answer_days", "7"), ("version", "0")];
        scene.send(&scene.lead, &terms, &form).await;
        let (status, ..) = ask(&scene.site, Some(&scene.ben), Method::POST, &terms, &form).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "only the lead notes what is agreed");
        let challenge = scene.challenge().await;

        scene.later(10).await;
        let board = scene.page(&scene.ben, &scene.board()).await;
        assert!(board.contains("The answer is three days late"), "{board}");
        let today = scene.page(&scene.lead, "/").await;
        assert!(today.contains("A date you promised"), "{today}");
        let answer = format!("{challenge}/answer");
        let form = [("answer", "not_now"), ("reason", ""), ("again_on", "2026-09-01")];
        let html = scene.refused(&scene.lead, &answer, &form).await;
        assert!(html.contains("Your reason: write something."), "{html}");
        assert!(html.contains("value=\"not_now\" checked") && html.contains("2026-09-01"));
        let form = [
            ("answer", "not_now"),
            ("reason", "After the audit"),
            ("again_on", "2026-09-01"),
            ("version", "1"),
        ];
        scene.send(&scene.lead, &answer, &form).await;
        let html = scene.page(&scene.ben, &challenge).await;
        assert!(html.contains("Answered three days late."), "{html}");
        assert!(html.contains("Looked at again on Tue 1 September 2026."), "{html}");
        let html = scene.refused(&scene.ben, &answer, &[("answer", "do"), ("reason", "I")]).await;
        assert!(html.contains("Only the lead of the team does this."), "{html}");
    }
}

#[tokio::test]
async fn of_two_who_change_an_experiment_the_second_keeps_their_words_beside_the_first_ones() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let owner = scene.here.reports[0].id.to_string();
        let new = format!("{}/new", scene.board());
        let experiment = scene.send(&scene.ben, &new, &words(&owner, "2026-06-01")).await;
        let change = format!("{experiment}/change");
        let form = scene.page(&scene.lead, &change).await;
        let (mut first, mut second) = (words(&owner, "2026-06-01"), words(&owner, "2026-06-01"));
        first[6] = ("guardrail", "two wrong orders");
        second[6] = ("guardrail", "any wrong order");
        first.push(("version", version(&form)));
        second.push(("version", version(&form)));
        scene.send(&scene.ben, &change, &first).await;

        let body = scene.refused(&scene.lead, &change, &second).await;

        assert!(body.contains("Ben Okafor changed this in the meantime"), "{body}");
        assert!(body.contains("value=\"any wrong order\""), "{body}");
        assert_eq!(body.matches("Now stands there").count(), 1, "beside what differs: {body}");
        assert!(body.contains("<p class=\"lines s\">two wrong orders</p>"), "{body}");
        let last = second.len() - 1;
        second[last] = ("version", version(&body));
        scene.send(&scene.lead, &change, &second).await;
        assert!(scene.page(&scene.ben, &experiment).await.contains("any wrong order"));
    }
}

#[tokio::test]
async fn what_is_put_away_is_found_no_more_and_comes_back_by_one_press() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let challenge = scene.challenge().await;
        let new = format!("{}/new?if_we=meet+standing&problem=A+problem", scene.board());
        let form = scene.page(&scene.ben, &new).await;
        assert!(form.contains("value=\"meet standing\"") && form.contains(">A problem</textarea>"));
        let owner = scene.here.reports[0].id.to_string();
        let form = words(&owner, "2026-06-01");
        let experiment = scene.send(&scene.ben, &format!("{}/new", scene.board()), &form).await;
        let search = format!("{}/search?q=sign+person", scene.team);
        let found = scene.page(&scene.lead, &search).await;
        assert!(found.contains(&challenge) && found.contains(&experiment), "{found}");

        scene.send(&scene.ben, &format!("{challenge}/removal"), &[]).await;
        scene.send(&scene.lead, &format!("{experiment}/removal"), &[]).await;

        assert!(scene.page(&scene.lead, &search).await.contains("Nothing found"));
        let board = scene.page(&scene.ben, &scene.board()).await;
        assert!(board.contains("What do you challenge, and what do you try?"), "{board}");
        assert!(board.contains(&format!("{challenge}/return")), "{board}");
        let leads = scene.page(&scene.lead, &scene.board()).await;
        assert!(!leads.contains(&format!("{challenge}/return")), "an open one is Ben's: {leads}");
        scene.send(&scene.ben, &format!("{challenge}/return"), &[]).await;
        scene.send(&scene.ben, &format!("{experiment}/return"), &[]).await;
        let found = scene.page(&scene.lead, &search).await;
        assert!(found.contains(&challenge) && found.contains(&experiment), "{found}");
    }
}
