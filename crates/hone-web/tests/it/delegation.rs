//! Two people of a team: the lead hands something over, the owner takes it on, and both see what waits.

use axum::Router;
use axum::http::{Method, StatusCode, header};
use hone_core::Hone;
use hone_core::testing::round::mail;
use hone_core::testing::{self, Northfold, each_engine};

use crate::ask::{page, sent};
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
        let team = sent(&site, &lead, "/team", &[("name", "Pump crew")]).await;
        let email = here.reports[0].email.clone();
        sent(&site, &lead, &format!("{team}/members"), &[("email", &email)]).await;
        let ben = signed_in(hone, &here.reports[0]).await;
        Self { site, here, lead, ben, team }
    }

    fn board(&self) -> String {
        format!("{}/delegation", self.team)
    }

    async fn send(&self, cookie: &str, path: &str, form: &[(&str, &str)]) -> String {
        sent(&self.site, cookie, path, form).await
    }

    async fn page(&self, cookie: &str, path: &str) -> String {
        page(&self.site, Some(cookie), path).await
    }

    /// An area that Ben owns: its address.
    async fn area(&self, level: &str) -> String {
        let owner = self.here.reports[0].id.to_string();
        let form = agreed(&owner, level);
        let area = self.send(&self.lead, &format!("{}/new", self.board()), &form).await;
        let version = self.hidden(&self.ben, &area, "version").await;
        let yes = [("answer", "yes"), ("version", &*version)];
        self.send(&self.ben, &format!("{area}/answer"), &yes).await;
        area
    }

    /// What a hidden field of a page says.
    async fn hidden(&self, cookie: &str, path: &str, name: &str) -> String {
        hidden(&self.page(cookie, path).await, name).to_owned()
    }

    /// What a form is refused with.
    async fn refused(&self, cookie: &str, path: &str, form: &[(&str, &str)]) -> String {
        let (status, _, body) = ask(&self.site, Some(cookie), Method::POST, path, form).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {body}");
        body
    }
}

fn hidden<'a>(html: &'a str, name: &str) -> &'a str {
    let field = html.split(&format!("name=\"{name}\" value=\"")).nth(1);
    field.unwrap_or_else(|| panic!("no field {name}: {html}")).split('"').next().unwrap()
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
        let yes = [("answer", "yes"), ("back", "board"), ("version", hidden(&board, "version"))];
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
        assert!(html.contains("Go ahead.") && html.contains("Answered lately"), "{html}");

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
        let yes = [("answer", "accept"), ("proposal", hidden(&board, "proposal"))];
        scene.send(ben, &format!("{area}/level/answer"), &yes).await;
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

#[tokio::test]
async fn whoever_changes_an_offer_waits_for_the_yes_of_the_other_one() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (lead, ben) = (scene.lead.as_str(), scene.ben.as_str());
        let owner = scene.here.reports[0].id.to_string();
        let new = format!("{}/new", scene.board());
        let area = scene.send(lead, &new, &agreed(&owner, "2")).await;
        let (answer, change) = (format!("{area}/answer"), format!("{area}/change"));
        let html = scene.page(ben, &area).await;
        assert!(html.contains("Make a counter-offer") && html.contains("Say yes"), "{html}");
        let read = hidden(&html, "version").to_owned();
        let mut form = agreed(&owner, "7");
        form.push(("version", &read));

        scene.send(ben, &change, &form).await;

        let own = scene.page(ben, &area).await;
        assert!(own.contains("It is your offer. Marek Dvorak says yes or no."), "{own}");
        assert!(own.contains("Take the offer back") && !own.contains("Say yes"), "{own}");
        let today = scene.page(lead, "/").await;
        assert!(today.contains("Ben Okafor would own: Valve inspections, at Yours"), "{today}");
        let counter = scene.page(lead, &area).await;
        assert!(counter.contains("Ben Okafor makes a counter-offer"), "{counter}");
        assert!(counter.contains("Changed: the level from Heard to Yours."), "{counter}");
        for stale in [vec![("answer", "yes"), ("version", &*read)], vec![("answer", "yes")]] {
            let body = scene.refused(lead, &answer, &stale).await;
            assert!(body.contains("This was changed in the meantime."), "{body}");
        }
        let seen = scene.hidden(lead, &scene.board(), "version").await;
        scene.send(lead, &answer, &[("answer", "yes"), ("version", &seen)]).await;
        assert!(scene.page(ben, &area).await.contains("Level 7 of 7"));
    }
}

#[tokio::test]
async fn an_offer_is_taken_back_and_is_a_draft_again() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let owner = scene.here.reports[0].id.to_string();
        let new = format!("{}/new", scene.board());
        let area = scene.send(&scene.lead, &new, &agreed(&owner, "2")).await;
        let version = scene.hidden(&scene.lead, &area, "version").await;

        let back = [("answer", "withdraw"), ("version", &*version)];
        scene.send(&scene.lead, &format!("{area}/answer"), &back).await;

        assert!(scene.page(&scene.lead, &area).await.contains("It is a draft."));
        let (status, ..) = ask(&scene.site, Some(&scene.ben), Method::GET, &area, &[]).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn an_end_is_taken_back_by_a_button_for_those_who_may() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let area = scene.area("3").await;
        let step = format!("{area}/step");
        let back = [("step", "back"), ("why", "too much at once")];
        scene.send(&scene.ben, &step, &back).await;

        let leads = scene.page(&scene.lead, &area).await;
        assert!(!leads.contains("Take the end back") && leads.contains("Offer it to"), "{leads}");
        let body = scene.refused(&scene.lead, &step, &[("step", "resume")]).await;
        assert!(body.contains("This is not possible now, since it is handed back."), "{body}");
        assert!(scene.page(&scene.ben, &area).await.contains("Take the end back"));
        scene.send(&scene.ben, &step, &[("step", "resume")]).await;

        let html = scene.page(&scene.lead, &area).await;
        assert!(html.contains("It is done</button>"), "it is under way: {html}");
        assert!(html.contains("took the end back"), "{html}");
    }
}

#[tokio::test]
async fn a_yes_to_a_proposal_that_was_not_read_is_refused() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (lead, ben) = (scene.lead.as_str(), scene.ben.as_str());
        let area = scene.area("3").await;
        let (level, answer) = (format!("{area}/level"), format!("{area}/level/answer"));
        scene.send(ben, &level, &[("to", "4")]).await;
        let read = scene.hidden(lead, &area, "proposal").await;
        scene.send(ben, &answer, &[("answer", "withdraw"), ("proposal", &read)]).await;
        scene.send(ben, &level, &[("to", "7")]).await;

        for stale in [vec![("answer", "accept"), ("proposal", &*read)], vec![("answer", "accept")]]
        {
            let body = scene.refused(lead, &answer, &stale).await;
            assert!(body.contains("This was changed in the meantime."), "{body}");
        }
        let day = scene.page(lead, "/today").await;
        let now = hidden(&day, "proposal");
        scene.send(lead, &answer, &[("answer", "accept"), ("proposal", now)]).await;
        assert!(scene.page(ben, &area).await.contains("Level 7 of 7"));
    }
}

#[tokio::test]
async fn the_lead_objects_to_what_is_announced_and_does_nothing_else_about_it() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (lead, ben) = (scene.lead.as_str(), scene.ben.as_str());
        let area = scene.area("5").await;
        let form = [("question", "We close depot north"), ("needed_by", "2026-05-04")];
        scene.send(ben, &format!("{area}/requests"), &form).await;

        let html = scene.page(lead, &area).await;
        assert!(html.contains(">Object</button>") && html.contains("Your objection"), "{html}");
        for none in [">Go ahead<", ">Say when<", ">Answer<"] {
            assert!(!html.contains(none), "{none}: {html}");
        }
        assert!(scene.page(lead, "/").await.contains("Your objection, one sentence"));
        let path = html.split("action=\"").find(|part| part.contains("/requests/")).unwrap();
        let path = path.split(['"', '#']).next().unwrap();
        let silent = scene.refused(lead, path, &[("answer", "object"), ("says", "")]).await;
        assert!(silent.contains("Your objection: write something."), "{silent}");
        let ahead = scene.refused(lead, path, &[("answer", "go")]).await;
        assert!(ahead.contains("it goes ahead unless the lead objects"), "{ahead}");
        scene.send(lead, path, &[("answer", "object"), ("says", "It holds the chlorine")]).await;

        let html = scene.page(ben, &area).await;
        assert!(html.contains("Marek Dvorak objected, Mon 4 May"), "{html}");
        assert!(html.contains("<p>It holds the chlorine</p>"), "{html}");
        assert!(html.contains("Marek Dvorak objected.</span>"), "in the history: {html}");
        let day = scene.page(ben, "/").await;
        assert!(day.contains("Marek Dvorak objects: We close depot north"), "{day}");
    }
}

#[tokio::test]
async fn an_answer_stands_openly_for_two_weeks_with_who_gave_it_and_when() {
    const DAY: i64 = 24 * 3600;
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let area = scene.area("3").await;
        let requests = format!("{area}/requests");
        scene.send(&scene.ben, &requests, &[("question", "May they move to July?")]).await;
        let html = scene.page(&scene.lead, &area).await;
        let path = html.split("action=\"").find(|part| part.contains("/requests/")).unwrap();
        let path = path.split(['"', '#']).next().unwrap();
        scene.send(&scene.lead, path, &[("answer", "say"), ("says", "In August.")]).await;

        let open = scene.page(&scene.ben, &area).await;
        let day = scene.page(&scene.ben, "/").await;
        fresh.hone.clock.advance(14 * DAY + 1);
        let site = &scene.site;
        let ben = signed_in(&fresh.hone, &scene.here.reports[0]).await;
        let later = page(site, Some(&ben), &area).await;

        let told = "<span class=\"s q\">Marek Dvorak, Mon 4 May</span><p>In August.</p>";
        assert!(open.contains(told) && !open.contains("Answered before"), "{open}");
        assert!(day.contains("Your question is answered: May they move to July?"), "{day}");
        assert!(!later.contains("Answered lately"), "{later}");
        assert!(later.contains("Answered before") && later.contains("In August."), "{later}");
    }
}

#[tokio::test]
async fn of_two_who_change_a_lesson_the_second_is_not_told_who_the_first_was() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let form = [
            ("title", "The lent spare part"),
            ("what_happened", "A pump stood still."),
            ("learned", "The shelf tells nothing."),
            ("version", "1"),
        ];
        let new = format!("{}/lessons/new", scene.board());
        let lesson = scene.send(&scene.ben, &new, &form).await;
        let change = format!("{lesson}/change");
        scene.send(&scene.ben, &change, &form).await;

        let body = scene.refused(&scene.lead, &change, &form).await;

        assert!(body.contains("Somebody changed this in the meantime."), "{body}");
        assert!(!body.contains("Ben Okafor changed"), "{body}");
    }
}

#[tokio::test]
async fn a_day_of_another_year_says_so_and_the_board_has_its_headings_in_order() {
    const DAY: i64 = 24 * 3600;
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        scene.area("3").await;
        let soon = scene.page(&scene.lead, &scene.board()).await;
        fresh.hone.clock.advance(14 * DAY);
        let lead = signed_in(&fresh.hone, &scene.here.leader).await;
        let today = page(&scene.site, Some(&lead), &scene.board()).await;
        fresh.hone.clock.advance(300 * DAY);
        let lead = signed_in(&fresh.hone, &scene.here.leader).await;
        let late = page(&scene.site, Some(&lead), &scene.board()).await;

        assert!(soon.contains("Next look Mon 18 May<"), "{soon}");
        assert!(today.contains("A look is due today"), "{today}");
        assert!(late.contains("A look was due on Mon 18 May 2026"), "{late}");
        let levels: Vec<u8> = late
            .match_indices("<h")
            .filter_map(|(at, _)| late.as_bytes().get(at + 2))
            .filter(|level| level.is_ascii_digit())
            .map(|level| level - b'0')
            .collect();
        assert!(levels.windows(2).all(|two| two[1] <= two[0] + 1), "{levels:?}");
    }
}
