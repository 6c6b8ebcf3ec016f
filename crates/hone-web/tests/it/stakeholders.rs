//! Two people of a team: one writes down who matters, the other speaks with them; both see when it is time
//! again, and what came back.

use axum::Router;
use axum::http::{Method, StatusCode};
use hone_core::Hone;
use hone_core::testing::{self, Northfold, each_engine};

use crate::ask::{page, sent};
use crate::{ask, signed_in};

const DAY: i64 = 24 * 3600;

/// A team of Northfold's leader and Ben.
struct Scene {
    hone: Hone,
    site: Router,
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
        Self { hone: hone.clone(), site, here, lead, ben, team }
    }

    /// Lets days go by; both sign in again.
    async fn wait(&mut self, n_days: i64) {
        self.hone.clock.advance(n_days * DAY);
        self.lead = signed_in(&self.hone, &self.here.leader).await;
        self.ben = signed_in(&self.hone, &self.here.reports[0]).await;
    }

    fn board(&self) -> String {
        format!("{}/stakeholders", self.team)
    }

    async fn send(&self, cookie: &str, path: &str, form: &[(&str, &str)]) -> String {
        sent(&self.site, cookie, path, form).await
    }

    async fn refused(&self, cookie: &str, path: &str, form: &[(&str, &str)]) -> String {
        let (status, _, body) = ask(&self.site, Some(cookie), Method::POST, path, form).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {body}");
        body
    }

    async fn page(&self, cookie: &str, path: &str) -> String {
        page(&self.site, Some(cookie), path).await
    }

    /// Somebody whom Ben looks after, as the lead writes them down.
    async fn written(&self) -> String {
        let owner = self.here.reports[0].id.to_string();
        let form = person(&owner);
        self.send(&self.lead, &format!("{}/new", self.board()), &form).await
    }

    async fn weekly(&self) -> String {
        let owner = self.here.reports[0].id.to_string();
        let form = [
            ("what", "The plan of the week"),
            ("to_whom", "both depots"),
            ("channel", "letter"),
            ("every_days", "7"),
            ("owner", owner.as_str()),
            ("next_on", "2026-05-06"),
        ];
        self.send(&self.lead, &format!("{}/rhythms/new", self.team), &form).await
    }
}

/// A stakeholder as the form sends them.
fn person(owner: &str) -> Vec<(&str, &str)> {
    vec![
        ("name", "The <works>"),
        ("they_need", "our plan"),
        ("we_need", ""),
        ("owner", owner),
        ("usual_gap", "28"),
        ("longest_gap", "42"),
    ]
}

/// What stands between two texts of a page.
fn between<'a>(html: &'a str, before: &str, after: &str) -> &'a str {
    let rest = html.split(before).nth(1).unwrap_or_else(|| panic!("no {before} in {html}"));
    rest.split(after).next().unwrap()
}

#[tokio::test]
async fn whoever_matters_is_spoken_with_and_any_contact_moves_the_day() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let empty = scene.page(&scene.ben, &scene.board()).await;
        assert!(empty.contains("Who matters to your work?"), "{empty}");
        assert_eq!(empty.matches("class=\"example\"").count(), 2, "{empty}");
        assert!(empty.contains("may ask to read") && empty.contains("no judgement"), "{empty}");
        let form = scene.page(&scene.ben, &format!("{}/new", scene.board())).await;
        assert!(form.contains("They may ask to read this."), "{form}");
        let one = scene.written().await;
        let html = scene.page(&scene.ben, &one).await;
        assert!(html.contains("Ben Okafor looks after it. No contact yet"), "{html}");
        assert!(html.contains("Next by 1 June 2026."), "{html}");
        assert!(html.contains("The &#60;works&#62;"), "{html}");

        scene.wait(42).await;
        assert!(!scene.page(&scene.ben, "/").await.contains("waits for a word"), "in time");
        let board = scene.page(&scene.lead, &scene.board()).await;
        assert!(board.contains("It is time for one word."), "{board}");
        assert!(board.contains("Time to speak"), "{board}");
        scene.wait(1).await;
        assert!(scene.page(&scene.ben, "/").await.contains("Someone waits for a word"));
        assert!(!scene.page(&scene.lead, "/").await.contains("Someone waits for a word"));
        let team = scene.page(&scene.lead, &scene.team).await;
        assert!(team.contains("One person or group, time for one word"), "{team}");
        let form = [("line", "Flushing <moves>"), ("back", "board")];
        let back = scene.send(&scene.lead, &format!("{one}/contacts"), &form).await;
        assert_eq!(back, scene.board());
        assert!(!scene.page(&scene.ben, "/").await.contains("Someone waits for a word"));
        let html = scene.page(&scene.ben, &one).await;
        assert!(html.contains("You spoke today; you mean to speak every 28 days."), "{html}");
        assert!(html.contains("Flushing &#60;moves&#62;"), "{html}");

        let future = [("line", "x"), ("on", "2027-01-01")];
        let body = scene.refused(&scene.ben, &format!("{one}/contacts"), &future).await;
        assert!(body.contains("Choose a day up to today"), "{body}");
        assert!(body.contains("value=\"2027-01-01\""), "{body}");
        let contact = between(&html, &format!("action=\"{one}/contacts/"), "/removal").to_owned();
        scene.send(&scene.ben, &format!("{one}/contacts/{contact}/removal"), &[]).await;
        assert!(scene.page(&scene.ben, &one).await.contains("No contact yet"));
        scene.send(&scene.lead, &format!("{one}/contacts/{contact}/return"), &[]).await;
        scene.send(&scene.ben, &format!("{one}/removal"), &[]).await;
        let board = scene.page(&scene.lead, &scene.board()).await;
        assert!(board.contains("Put away") && board.contains("Bring back"), "{board}");
        scene.send(&scene.lead, &format!("{one}/return"), &[]).await;
        assert!(scene.page(&scene.ben, &one).await.contains("You spoke today"));
    }
}

#[tokio::test]
async fn a_rhythm_is_due_until_somebody_writes_what_came_back() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let one = scene.weekly().await;
        let html = scene.page(&scene.ben, &one).await;
        assert!(html.contains("Ben Okafor tells both depots every seven days (letter)."), "{html}");
        assert!(html.contains("Next on 6 May 2026."), "{html}");

        scene.wait(2).await;
        let today = scene.page(&scene.ben, "/").await;
        assert!(today.contains("Tell both depots: The plan of the week"), "{today}");
        let board = scene.page(&scene.lead, &scene.board()).await;
        assert!(board.contains("Was due on 6 May 2026"), "{board}");
        let body = scene.refused(&scene.ben, &format!("{one}/beats"), &[("back", "board")]).await;
        assert!(body.contains("What came back: write something."), "{body}");
        let form = [("what_came_back", "The map is too <small>")];
        scene.send(&scene.lead, &format!("{one}/beats"), &form).await;

        let html = scene.page(&scene.ben, &one).await;
        assert!(html.contains("The map is too &#60;small&#62;"), "{html}");
        assert!(html.contains("6 May 2026, Marek Dvorak"), "{html}");
        assert!(html.contains("Next on 13 May 2026."), "{html}");
        assert!(!scene.page(&scene.ben, "/").await.contains("The plan of the week"));
        let beat = between(&html, &format!("action=\"{one}/beats/"), "/removal").to_owned();
        scene.send(&scene.ben, &format!("{one}/beats/{beat}/removal"), &[]).await;
        assert!(scene.page(&scene.ben, &one).await.contains("It was due on 6 May 2026."));
        scene.send(&scene.ben, &format!("{one}/beats/{beat}/return"), &[]).await;
        scene.send(&scene.ben, &format!("{one}/removal"), &[]).await;
        let board = scene.page(&scene.lead, &scene.board()).await;
        assert!(!board.contains("Next on") && board.contains("Put away"), "{board}");
        scene.send(&scene.ben, &format!("{one}/return"), &[]).await;
        assert!(scene.page(&scene.lead, &scene.board()).await.contains("Next on 13 May 2026"));
    }
}

#[tokio::test]
async fn of_two_who_change_a_stakeholder_the_second_keeps_their_words_beside_the_first_ones() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let one = scene.written().await;
        let owner = scene.here.reports[0].id.to_string();
        let change = format!("{one}/change");
        let mut first = person(&owner);
        first.push(("version", "1"));
        let mut second = first.clone();
        first[1] = ("they_need", "our plan a week ahead");
        second[1] = ("they_need", "our plan by Friday");
        scene.send(&scene.ben, &change, &first).await;

        let body = scene.refused(&scene.lead, &change, &second).await;

        assert!(body.contains("Ben Okafor changed this in the meantime"), "{body}");
        assert!(body.contains("our plan by Friday</textarea>"), "{body}");
        assert!(body.contains("<p class=\"lines s\">our plan a week ahead</p>"), "{body}");
        assert_eq!(body.matches("Now stands there").count(), 1, "beside what differs: {body}");
        let odd =
            [("name", "x"), ("owner", owner.as_str()), ("usual_gap", "9"), ("longest_gap", "3")];
        let body = scene.refused(&scene.lead, &format!("{}/new", scene.board()), &odd).await;
        assert!(body.contains("the longest at least as long as the usual one"), "{body}");
    }
}
