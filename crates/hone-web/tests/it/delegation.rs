//! Two people of a team: the lead hands something over, the owner takes it on, and both see what waits.

use axum::Router;
use axum::http::{Method, StatusCode, header};
use hone_core::Hone;
use hone_core::testing::round::mail;
use hone_core::testing::{self, Northfold, each_engine};

use crate::ask::page;
use crate::{ask, signed_in};

/// A team of Northfold's leader, and Ben, who came into it by mail.
struct Scene {
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
        let team = send(&site, &lead, "/team", &[("name", "Pump crew")]).await;
        let email = here.reports[0].email.clone();
        send(&site, &lead, &format!("{team}/members"), &[("email", &email)]).await;
        let ben = signed_in(hone, &here.reports[0]).await;
        Self { site, here, lead, ben, team }
    }

    fn board(&self) -> String {
        format!("{}/delegation", self.team)
    }

    async fn send(&self, cookie: &str, path: &str, form: &[(&str, &str)]) -> String {
        send(&self.site, cookie, path, form).await
    }

    async fn page(&self, cookie: &str, path: &str) -> String {
        page(&self.site, Some(cookie), path).await
    }

    /// An area that Ben owns: its address.
    async fn area(&self, level: &str) -> String {
        let owner = self.here.reports[0].id.to_string();
        let form = agreed(&owner, level);
        let area = self.send(&self.lead, &format!("{}/new", self.board()), &form).await;
        self.send(&self.ben, &format!("{area}/answer"), &[("answer", "yes")]).await;
        area
    }
}

/// What is agreed, as the form sends it.
fn agreed<'a>(owner: &'a str, level: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("title", "Valve inspections"),
        ("kind", "work"),
        ("owner", owner),
        ("level", level),
        ("done_when", "every valve is seen"),
        ("limits", "up to 2,000 a month"),
        ("check_in", "days"),
        ("every_days", "14"),
    ]
}

/// Sends a form and returns to where it leads.
async fn send(site: &Router, cookie: &str, path: &str, form: &[(&str, &str)]) -> String {
    let (status, headers, body) = ask(site, Some(cookie), Method::POST, path, form).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{path}: {body}");
    headers["location"].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn whom_nobody_knew_comes_in_by_the_mail_and_finds_the_team_and_nothing_else() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let members = format!("{}/members", scene.team);
        let form = [("email", "nia@other.test"), ("name", "Nia New")];
        scene.send(&scene.lead, &members, &form).await;
        let letter = mail(&fresh.hone, "Marek Dvorak asks you into a team").await;
        let letter = letter.iter().find(|one| one.to_address == "nia@other.test").unwrap();
        let link = letter.plain.split_whitespace().find(|word| word.contains("/enter/")).unwrap();
        let link = link.trim_start_matches("http://localhost:4663");

        let form = [("password", "kettle lantern orbit")];
        let (status, headers, body) = ask(&scene.site, None, Method::POST, link, &form).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{body}");
        let nia = headers
            .get_all(header::SET_COOKIE)
            .iter()
            .find_map(|one| one.to_str().unwrap().strip_prefix("hone=")?.split(';').next())
            .unwrap();

        let list = scene.page(nia, "/team").await;
        assert!(list.contains("Pump crew") && !list.contains("Make a team"), "{list}");
        assert!(scene.page(nia, &scene.board()).await.contains("Who may decide what?"));
        for path in ["/people", "/rounds", "/audit"] {
            let (status, ..) = ask(&scene.site, Some(nia), Method::GET, path, &[]).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        }
        let (status, ..) =
            ask(&scene.site, Some(nia), Method::POST, "/team", &[("name", "Mine")]).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "a member makes no team");
    }
}

#[tokio::test]
async fn what_is_handed_over_waits_for_one_of_the_two_until_it_is_done() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (lead, ben) = (scene.lead.as_str(), scene.ben.as_str());
        let empty = scene.page(lead, &scene.board()).await;
        assert!(empty.contains("Hand something over") && empty.contains("If the lead says"));
        let owner = scene.here.reports[0].id.to_string();
        let form = agreed(&owner, "3");
        let area = scene.send(lead, &format!("{}/new", scene.board()), &form).await;

        let board = scene.page(ben, &scene.board()).await;
        assert!(
            board.contains("One area. It waits for you.") && board.contains("Say yes"),
            "{board}"
        );
        assert!(scene.page(ben, "/").await.contains("You are asked to own: Valve inspections"));
        let yes = [("answer", "yes"), ("back", "board")];
        let back = scene.send(ben, &format!("{area}/answer"), &yes).await;
        assert_eq!(back, scene.board());

        let form = [("question", "May they move to July?"), ("own_proposal", "From the 6th.")];
        scene.send(ben, &format!("{area}/requests"), &form).await;
        let board = scene.page(lead, &scene.board()).await;
        assert!(board.contains("May they move to July? From the 6th."), "{board}");
        assert!(board.contains("One question, since today."), "{board}");
        assert!(scene.page(lead, "/").await.contains("Ben Okafor asks: May they move to July?"));
        let path = board.split("action=\"").find(|part| part.contains("/requests/")).unwrap();
        let path = path.split('"').next().unwrap();
        scene.send(lead, path, &[("answer", "say"), ("says", "Go ahead.")]).await;
        let html = scene.page(ben, &area).await;
        assert!(html.contains("Go ahead.") && html.contains("Answered before"), "{html}");

        for summary in ["Depot north first", "A second crew", "Sundays off"] {
            scene.send(ben, &format!("{area}/decisions"), &[("summary", summary)]).await;
        }
        let board = scene.page(lead, &scene.board()).await;
        assert!(board.contains("Could this be Joint?"), "{board}");
        assert!(board.contains("Three decisions, none undone at this level."), "{board}");
        let form = [("to", "4"), ("want_to_see", "a plan a month"), ("trial_ends", "2026-06-15")];
        scene.send(lead, &format!("{area}/level"), &form).await;
        let board = scene.page(ben, &scene.board()).await;
        assert!(board.contains("Joint: a plan a month") && board.contains("proposed: Joint"));
        scene.send(ben, &format!("{area}/level/answer"), &[("answer", "accept")]).await;
        let html = scene.page(lead, &area).await;
        assert!(
            html.contains("On trial to Mon 15 June") && html.contains("Level 4 of 7"),
            "{html}"
        );

        scene.send(ben, &format!("{area}/step"), &[("step", "done"), ("why", "Ask sooner")]).await;
        let board = scene.page(lead, &scene.board()).await;
        assert!(board.contains("Who may decide what?") && board.contains("Done"), "{board}");
        let html = scene.page(lead, &area).await;
        for told in [
            "said that it is done",
            "agreed to Joint",
            "proposed the level Joint",
            "decided",
            "asked a question",
        ] {
            assert!(html.contains(told), "{told}: {html}");
        }
    }
}

#[tokio::test]
async fn of_two_who_change_what_is_agreed_the_second_keeps_their_words_beside_the_first_ones() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let area = scene.area("3").await;
        let owner = scene.here.reports[0].id.to_string();
        let change = format!("{area}/change");
        let html = scene.page(&scene.lead, &change).await;
        let version = html.split("name=\"version\" value=\"").nth(1).unwrap();
        let version = version.split('"').next().unwrap();
        let mut first = agreed(&owner, "");
        first.extend([("next_check_in", "2026-05-18"), ("version", version)]);
        let mut second = first.clone();
        first[5] = ("limits", "up to 3,000 a month");
        second[5] = ("limits", "up to 1,000 a month");
        scene.send(&scene.ben, &change, &first).await;

        let (status, _, body) =
            ask(&scene.site, Some(&scene.lead), Method::POST, &change, &second).await;

        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(body.contains("Ben Okafor changed this in the meantime"), "{body}");
        assert!(body.contains(">up to 1,000 a month</textarea>"), "{body}");
        assert_eq!(body.matches("Now stands there").count(), 1, "beside what differs: {body}");
        assert!(body.contains("<p class=\"lines s\">up to 3,000 a month</p>"), "{body}");
        let fresh_version = body.split("name=\"version\" value=\"").nth(1).unwrap();
        let last = second.len() - 1;
        second[last] = ("version", fresh_version.split('"').next().unwrap());
        scene.send(&scene.lead, &change, &second).await;
        assert!(scene.page(&scene.ben, &area).await.contains("up to 1,000 a month"));
    }
}

#[tokio::test]
async fn what_is_wrong_stands_beside_its_part_and_what_was_typed_is_kept() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let area = scene.area("5").await;
        let path = format!("{area}/requests");
        let form = [("question", "We close depot <b>north</b>"), ("needed_by", "soon")];

        let (status, _, body) =
            ask(&scene.site, Some(&scene.ben), Method::POST, &path, &form).await;

        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(body.contains("The day must be a day, such as 2026-06-12."), "{body}");
        assert!(body.contains("value=\"We close depot &#60;b&#62;north"), "{body}");
        let form = [("question", "We close depot north"), ("needed_by", "2026-05-08")];
        scene.send(&scene.ben, &path, &form).await;
        let board = scene.page(&scene.lead, &scene.board()).await;
        assert!(board.contains("Goes ahead on Fri 8 May") && board.contains("unless you object"));
    }
}

#[tokio::test]
async fn a_lesson_is_blameless_found_by_its_words_and_can_be_brought_back() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let new = format!("{}/lessons/new", scene.board());
        let form = [
            ("title", "The lent spare part"),
            ("what_happened", "A pump stood still for a night."),
            ("learned", "The shelf tells nothing."),
            ("change", "A card on the shelf"),
            ("then", "share"),
        ];
        let lesson = scene.send(&scene.ben, &new, &form).await;

        let html = scene.page(&scene.lead, &lesson).await;
        assert!(html.contains("A pump stood still") && !html.contains("Ben Okafor"), "{html}");
        let search = format!("{}/search?q=card+pump", scene.team);
        let found = scene.page(&scene.lead, &search).await;
        assert!(found.contains("One thing found") && found.contains(&lesson), "{found}");
        scene.send(&scene.lead, &format!("{lesson}/removal"), &[]).await;
        assert!(scene.page(&scene.ben, &search).await.contains("Nothing found"));
        scene.send(&scene.ben, &format!("{lesson}/return"), &[]).await;
        assert!(scene.page(&scene.ben, &search).await.contains("One thing found"));
        let (status, ..) = ask(&scene.site, None, Method::GET, &search, &[]).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
    }
}
