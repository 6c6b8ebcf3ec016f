//! A leader keeps a mirror and shares parts of it with a coach; nobody else reads a word.

use axum::Router;
use axum::http::{Method, StatusCode};
use hone_core::Hone;
use hone_core::person::{self, Person};
use hone_core::testing::{self, Northfold, each_engine};
use hone_model::Prompts;

use crate::ask::{page, sent};
use crate::{ask, signed_in};

const DAY: i64 = 24 * 3600;
/// It stands in every text of the leader.
const CANARY: &str = "Zirkonia";

/// Northfold's leader, with a coach who has said yes.
struct Scene {
    site: Router,
    hone: Hone,
    here: Northfold,
    leader: String,
    coach: String,
    coaching: String,
}

impl Scene {
    async fn of(hone: &Hone) -> Self {
        let here = testing::northfold(hone).await;
        let site = hone_web::site(hone);
        let leader = signed_in(hone, &here.leader).await;
        let coach = signed_in(hone, &here.coach).await;
        let id = here.coach.id.to_string();
        let coaching = sent(&site, &leader, "/coaching", &[("coach", &id)]).await;
        sent(&site, &coach, &format!("{coaching}/answer"), &[("answer", "yes")]).await;
        Self { site, hone: hone.clone(), here, leader, coach, coaching }
    }

    async fn send(&self, cookie: &str, path: &str, form: &[(&str, &str)]) -> String {
        sent(&self.site, cookie, path, form).await
    }

    /// Sends a form of the leader's that is refused, and returns the page.
    async fn refused(&self, path: &str, form: &[(&str, &str)]) -> String {
        let (status, _, body) = ask(&self.site, Some(&self.leader), Method::POST, path, form).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {body}");
        body
    }

    async fn mine(&self, path: &str) -> String {
        page(&self.site, Some(&self.leader), path).await
    }

    async fn status(&self, cookie: &str, method: Method, path: &str) -> (StatusCode, String) {
        let (status, _, body) = ask(&self.site, Some(cookie), method, path, &[]).await;
        (status, body)
    }

    /// Goes some days on, with both signed in anew.
    async fn later(&mut self, n_days: i64) {
        self.hone.clock.advance(n_days * DAY);
        self.leader = signed_in(&self.hone, &self.here.leader).await;
        self.coach = signed_in(&self.hone, &self.here.coach).await;
    }

    /// A statement of the leader's: its address.
    async fn stated(&self, kind: &str, form: &[(&str, &str)]) -> String {
        self.send(&self.leader, &format!("/mirror/statements/new?kind={kind}"), form).await;
        address(&self.mine("/mirror").await, "/mirror/statements/")
    }

    async fn logged(&self, next_on: &str) -> String {
        let form = [
            ("contrast", "trust"),
            ("tried", "I ask back. Zirkonia tried."),
            ("expected", "One of three decides. Zirkonia expected."),
            ("next_on", next_on),
        ];
        self.send(&self.leader, "/mirror/learning/new", &form).await
    }

    async fn reflected(&self) -> String {
        let prompt = &Prompts::builtin().all()[0];
        let form =
            [("prompt", prompt.id.as_str()), ("text", "I asked nothing. Zirkonia reflected.")];
        self.send(&self.leader, "/mirror/reflections/new", &form).await;
        address(&self.mine("/mirror/reflections").await, "/mirror/reflections/")
    }

    fn shared(&self, part: &str) -> String {
        format!("{}/mirror/{part}", self.coaching)
    }

    async fn share(&self, parts: &[&str]) {
        let form: Vec<_> = parts.iter().map(|part| ("part", *part)).collect();
        self.send(&self.leader, "/mirror/sharing", &form).await;
    }
}

/// The first address of a thing on a page: it goes on with an id.
fn address(html: &str, before: &str) -> String {
    let found = html.split('"').find(|part| {
        let id = part.strip_prefix(before).unwrap_or_default();
        id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit())
    });
    found.unwrap_or_else(|| panic!("no {before} in {html}")).to_owned()
}

fn version(html: &str) -> &str {
    html.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap()
}

const PARTS: [&str; 3] = ["statements", "reflections", "learning"];

#[tokio::test]
async fn a_leader_shares_parts_with_a_coach_who_reads_them_until_they_are_taken_back() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (leader, coach) = (scene.leader.as_str(), scene.coach.as_str());
        let empty = scene.mine("/mirror").await;
        assert!(
            empty.contains("class=\"example\"") && empty.contains("Choose three words"),
            "{empty}"
        );
        assert!(empty.contains("You alone. You share nothing with Ruth Adler."), "{empty}");
        let brand = scene.stated("brand", &[("text", "Bad news early. Zirkonia stated.")]).await;
        scene.reflected().await;
        scene.logged("2026-05-18").await;
        for part in PARTS {
            let (status, body) = scene.status(coach, Method::GET, &scene.shared(part)).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{part} without a grant");
            assert!(!body.contains(CANARY) && !body.contains("Marek"), "{part}: {body}");
        }
        let before = page(&scene.site, Some(coach), &scene.coaching).await;
        assert!(!before.contains("/mirror/"), "{before}");

        scene.share(&["statements", "learning"]).await;

        let list = page(&scene.site, Some(coach), "/coaching/leaders").await;
        assert!(
            list.contains("Mirror, statements") && list.contains("Mirror, learning log"),
            "{list}"
        );
        let html = page(&scene.site, Some(coach), &scene.shared("statements")).await;
        assert!(html.contains("Bad news early. Zirkonia stated."), "{html}");
        assert!(html.contains("Shared by Marek Dvorak since 4 May 2026."), "{html}");
        assert!(!html.contains("<form") && !html.contains("/mirror/statements"), "{html}");
        let html = page(&scene.site, Some(coach), &scene.shared("learning")).await;
        assert!(
            html.contains("Zirkonia tried.") && html.contains("Trust and delegation"),
            "{html}"
        );
        assert!(html.contains("Back on Mon 18 May 2026"), "{html}");
        let (status, body) = scene.status(coach, Method::GET, &scene.shared("reflections")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "what is not ticked");
        assert!(!body.contains(CANARY), "{body}");
        let (status, _) = scene.status(coach, Method::GET, &brand).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "the page of the leader is no page of the coach");
        let told = scene.mine("/mirror/sharing").await;
        assert_eq!(told.matches("Last read on 4 May 2026, 10:00.").count(), 2, "{told}");
        let told = scene.mine(&scene.coaching).await;
        assert!(told.contains("you share statements, learning log."), "{told}");

        scene.share(&["learning"]).await;
        let (status, body) = scene.status(coach, Method::GET, &scene.shared("statements")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "taken back");
        assert!(!body.contains(CANARY), "{body}");
        page(&scene.site, Some(coach), &scene.shared("learning")).await;
        scene.send(leader, &format!("{}/revocation", scene.coaching), &[]).await;
        for part in PARTS {
            let (status, _) = scene.status(coach, Method::GET, &scene.shared(part)).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{part} after everything was taken back");
        }
        scene.share(&PARTS).await;
        scene.send(coach, &format!("{}/ending", scene.coaching), &[]).await;
        for part in PARTS {
            let (status, body) = scene.status(coach, Method::GET, &scene.shared(part)).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{part} after the end");
            assert!(!body.contains(CANARY), "{body}");
        }
        let alone = scene.refused("/mirror/sharing", &[("part", "learning")]).await;
        assert!(alone.contains("You can share with a coach who has said yes."), "{alone}");
    }
}

#[tokio::test]
async fn what_is_shared_until_a_day_is_gone_on_the_next_one() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        scene.stated("principle", &[("text", "Ask first. Zirkonia.")]).await;
        let past = [("part", "statements"), ("until-statements", "2026-05-03")];
        let html = scene.refused("/mirror/sharing", &past).await;
        assert!(html.contains("value=\"2026-05-03\"") && html.contains(" checked"), "{html}");
        assert!(html.contains("Share until today or later"), "{html}");
        let odd = [("part", "statements"), ("until-statements", "soon")];
        let html = scene.refused("/mirror/sharing", &odd).await;
        assert!(html.contains("The last day must be a day"), "{html}");
        let form = [("part", "statements"), ("until-statements", "2026-05-06")];
        scene.send(&scene.leader, "/mirror/sharing", &form).await;

        scene.later(2).await;
        let html = page(&scene.site, Some(&scene.coach), &scene.shared("statements")).await;
        assert!(html.contains("since 4 May 2026, until Wed 6 May 2026."), "{html}");
        scene.later(1).await;

        let path = scene.shared("statements");
        let (status, body) = scene.status(&scene.coach, Method::GET, &path).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert!(!body.contains(CANARY), "{body}");
        let html = scene.mine("/mirror/sharing").await;
        assert!(!html.contains(" checked"), "{html}");
    }
}

#[tokio::test]
async fn an_attacker_finds_no_page_and_no_word() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let statement = scene.stated("principle", &[("text", "Ask first. Zirkonia.")]).await;
        let (reflection, entry) = (scene.reflected().await, scene.logged("2026-05-18").await);
        scene.share(&PARTS).await;
        let here = &scene.here;
        let also_coach = Person { is_coach: true, ..here.reports[0].clone() };
        let stranger = Person { is_coach: true, ..testing::stranger(&scene.hone).await };
        let mut tx = scene.hone.people.write().await.unwrap();
        for person in [&also_coach, &stranger] {
            person::store::save(&mut tx, person).await.unwrap();
        }
        tx.commit().await.unwrap();
        let mut pages = PARTS.map(|part| scene.shared(part)).to_vec();
        let mut posts = Vec::new();
        for page in [&statement, &reflection, &entry] {
            pages.extend([page.clone(), format!("{page}/change")]);
            posts.extend(
                ["/change", "/removal", "/return", "/reopening", ""]
                    .map(|end| format!("{page}{end}")),
            );
        }
        // What an administrator, or anybody, reads of other people besides.
        let own = ["/", "/audit", "/people", "/people/export.csv", "/mail", "/mirror", "/team"];
        let own = own.map(str::to_owned).into_iter().chain([
            format!("/people/{}", here.leader.id),
            "/mirror/reflections?q=Zirkonia".to_owned(),
            "/mirror/learning?q=Zirkonia".to_owned(),
            "/coaching/leaders".to_owned(),
        ]);
        let own: Vec<_> = own.collect();

        for other in [&here.administrator, &here.manager, &here.peers[0], &also_coach, &stranger] {
            let (name, cookie) = (&other.name, signed_in(&scene.hone, other).await);
            for path in &pages {
                let (status, body) = scene.status(&cookie, Method::GET, path).await;
                assert_eq!(status, StatusCode::NOT_FOUND, "{path} as {name}");
                assert!(!body.contains(CANARY), "{path} as {name}: {body}");
            }
            for path in &posts {
                let (status, body) = scene.status(&cookie, Method::POST, path).await;
                assert_eq!(status, StatusCode::NOT_FOUND, "{path} as {name}");
                assert!(!body.contains(CANARY), "{path} as {name}: {body}");
            }
            for path in &own {
                // A search shows the word again that was looked for.
                let most = usize::from(path.contains('?'));
                let (_, body) = scene.status(&cookie, Method::GET, path).await;
                assert!(body.matches(CANARY).count() <= most, "{path} as {name}: {body}");
            }
        }
        // The coach changes nothing, and finds it at their own pages alone.
        for path in [&statement, &reflection, &entry] {
            let (status, body) = scene.status(&scene.coach, Method::GET, path).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
            assert!(!body.contains(CANARY), "{path}: {body}");
        }
        for path in &posts {
            let (status, _) = scene.status(&scene.coach, Method::POST, path).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        }
        for path in PARTS.map(|part| scene.shared(part)) {
            let html = page(&scene.site, Some(&scene.coach), &path).await;
            assert!(html.contains(CANARY), "{path} is shared: {html}");
            let (status, _) = scene.status(&scene.leader, Method::GET, &path).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{path} as the leader");
        }
        let (status, _) = scene.status(&scene.coach, Method::GET, &scene.shared("all")).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        let administrator = signed_in(&scene.hone, &here.administrator).await;
        let record = page(&scene.site, Some(&administrator), "/audit").await;
        assert!(record.contains("shared reflections of the mirror with"), "{record}");
        assert!(record.contains("opened the learning log of the mirror, shared by"), "{record}");
        assert!(!record.contains(CANARY), "{record}");
    }
}

#[tokio::test]
async fn an_entry_comes_back_to_the_first_page_and_asks_what_happened() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let wrong = [("tried", ""), ("next_on", "2026-05-18")];
        let html = scene.refused("/mirror/learning/new", &wrong).await;
        assert!(html.contains("What you tried: write something."), "{html}");
        let entry = scene.logged("2026-05-18").await;
        let today = scene.mine("/").await;
        assert!(!today.contains("has come back"), "{today}");

        scene.later(14).await;
        let today = scene.mine("/").await;
        assert!(today.contains("What you wrote down on 4 May 2026 has come back."), "{today}");
        assert!(today.contains("One thing waits for you, Marek."), "{today}");
        assert!(!today.contains(CANARY), "no word of it on the first page: {today}");
        let home = scene.mine("/mirror").await;
        assert!(home.contains("One thing you tried has come back"), "{home}");
        let html = scene.mine(&entry).await;
        assert!(html.contains("You expected: One of three decides."), "{html}");
        let seen = version(&html).to_owned();
        let form = [("then", "settle"), ("happened", "Two decided."), ("version", &seen)];
        let html = scene.refused(&entry, &form).await;
        assert!(html.contains("What you learned: write something."), "{html}");
        assert!(html.contains("Two decided.</textarea>"), "what was typed stays: {html}");
        let form = [
            ("then", "again"),
            ("happened", "Two decided."),
            ("next", "I say the limit."),
            ("next_on", "2026-06-01"),
            ("version", &seen),
        ];
        scene.send(&scene.leader, &entry, &form).await;
        assert!(!scene.mine("/").await.contains("has come back"));
        let list = scene.mine("/mirror/learning").await;
        assert!(list.contains("Tried again, back on Mon 1 June 2026"), "{list}");

        scene.later(14).await;
        let html = scene.mine(&entry).await;
        assert!(html.contains("<p class=\"lines\">I say the limit.</p>"), "{html}");
        let seen = version(&html).to_owned();
        let form = [
            ("then", "settle"),
            ("happened", "All did."),
            ("learned", "Limit first."),
            ("version", &seen),
        ];
        scene.send(&scene.leader, &entry, &form).await;
        let html = scene.mine(&entry).await;
        assert!(html.contains("<h1>Settled</h1>") && html.contains("Tried before"), "{html}");
        assert!(html.contains("Zirkonia expected.") && html.contains("Limit first."), "{html}");
        scene.send(&scene.leader, &format!("{entry}/reopening"), &[]).await;
        let html = scene.mine(&entry).await;
        assert!(html.contains("Without a day to come back"), "{html}");
        let later = [("then", "later"), ("next_on", "2026-06-08"), ("version", version(&html))];
        scene.send(&scene.leader, &entry, &later).await;
        assert!(scene.mine(&entry).await.contains("Tried again, back on Mon 8 June 2026"));
        let found = scene.mine("/mirror/learning?q=limit+FIRST").await;
        assert!(found.contains("Limit first."), "{found}");
        let found = scene.mine("/mirror/learning?q=sailing").await;
        assert!(found.contains("Nothing found"), "{found}");
    }
}

#[tokio::test]
async fn one_question_stands_last_on_the_first_page_until_one_is_answered() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let today = scene.mine("/").await;
        let (before, last) = today.split_once("<b>One question</b>").unwrap();
        assert!(
            before.contains("waits for you") && !last.contains("<li>"),
            "it is the last: {today}"
        );
        let link = last.split("href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let asked = scene.mine(&link).await;
        let id = link.split_once("prompt=").unwrap().1;
        let prompt = Prompts::builtin().prompt(id).unwrap();
        assert!(asked.contains(&format!("<h1>{}</h1>", prompt.text)), "{asked}");
        let other = scene.mine(&format!("/mirror/reflections/new?after={id}")).await;
        assert!(!other.contains(&prompt.text) && other.contains("name=\"prompt\""), "{other}");
        assert!(other.contains("What is known about it") && other.contains("is not tested"));
        let four = [("prompt", id), ("text", "One. Two. Three. Four <b>&.")];
        let html = scene.refused("/mirror/reflections/new", &four).await;
        assert!(html.contains("Keep it to three sentences"), "{html}");
        assert!(html.contains("Four &#60;b&#62;&#38;.</textarea>"), "{html}");
        let unknown = [("prompt", "trust-sailing"), ("text", "Yes.")];
        let path = "/mirror/reflections/new";
        let (status, ..) =
            ask(&scene.site, Some(&scene.leader), Method::POST, path, &unknown).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);

        let form = [("prompt", id), ("text", "I waited. They spoke. More of it.")];
        scene.send(&scene.leader, path, &form).await;

        assert!(!scene.mine("/").await.contains("One question"));
        let list = scene.mine("/mirror/reflections?q=they+SPOKE").await;
        assert!(list.contains("I waited. They spoke.") && list.contains(&prompt.text), "{list}");
        let none = scene.mine("/mirror/reflections?q=sailing").await;
        assert!(none.contains("Nothing found") && !none.contains("They spoke"), "{none}");
        scene.later(1).await;
        let today = scene.mine("/").await;
        assert!(today.contains("One question") && !today.contains(&prompt.text), "{today}");
        for counted in ["in a row", "streak", "days", "score"] {
            let home = scene.mine("/mirror/reflections").await;
            assert!(!home.contains(counted), "{counted}: {home}");
        }
    }
}

#[tokio::test]
async fn two_devices_lose_no_word_and_what_is_put_away_comes_back() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let leader = scene.leader.as_str();
        let three = [("word-1", "clear"), ("word-2", "Clear"), ("word-3", "curious")];
        let html = scene.refused("/mirror/statements/new?kind=words", &three).await;
        assert!(html.contains("Write three words, each another one."), "{html}");
        let three = [("word-1", "clear"), ("word-2", "patient"), ("word-3", "curious")];
        let words = scene.stated("words", &three).await;
        let again = scene.refused("/mirror/statements/new?kind=words", &three).await;
        assert!(again.contains("You have one already."), "{again}");
        let change = format!("{words}/change");
        let form = scene.mine(&change).await;
        assert!(form.contains("value=\"patient\""), "{form}");
        let phone =
            [("word-1", "clear"), ("word-2", "fair"), ("word-3", "curious"), ("version", "1")];
        scene.send(leader, &change, &phone).await;

        let laptop =
            [("word-1", "calm"), ("word-2", "patient"), ("word-3", "curious"), ("version", "1")];
        let html = scene.refused(&change, &laptop).await;

        assert!(html.contains("Elsewhere, you changed this in the meantime."), "{html}");
        assert!(
            html.contains("value=\"calm\"") && html.contains("<p class=\"lines s\">fair</p>"),
            "{html}"
        );
        let both = [
            ("word-1", "calm"),
            ("word-2", "fair"),
            ("word-3", "curious"),
            ("version", version(&html)),
        ];
        scene.send(leader, &change, &both).await;
        let html = scene.mine(&words).await;
        assert!(
            html.contains("calm\nfair\ncurious") && html.contains("clear\npatient\ncurious"),
            "{html}"
        );
        scene.send(leader, &format!("{words}/removal"), &[]).await;
        let home = scene.mine("/mirror").await;
        assert!(home.contains(&format!("action=\"{words}/return\"")), "{home}");
        assert!(home.contains("Choose three words"), "{home}");
        scene.send(leader, &format!("{words}/return"), &[]).await;
        assert!(!scene.mine("/mirror").await.contains("Choose three words"));

        let reflection = scene.reflected().await;
        let stale = [("text", "On the laptop."), ("version", "0")];
        let html = scene.refused(&reflection, &stale).await;
        assert!(html.contains("On the laptop.</textarea>") && html.contains("Zirkonia"), "{html}");
        scene.send(leader, &format!("{reflection}/removal"), &[]).await;
        let list = scene.mine("/mirror/reflections").await;
        assert!(list.contains(&format!("action=\"{reflection}/return\"")), "{list}");
        assert!(!list.contains(CANARY), "put away: {list}");
        scene.send(leader, &format!("{reflection}/return"), &[]).await;
        assert!(scene.mine("/mirror/reflections").await.contains(CANARY));
        let entry = scene.logged("").await;
        let stale = [("tried", "On the laptop."), ("version", "0")];
        let html = scene.refused(&format!("{entry}/change"), &stale).await;
        assert!(
            html.contains("On the laptop.</textarea>") && html.contains("Zirkonia tried."),
            "{html}"
        );
        scene.send(leader, &format!("{entry}/removal"), &[]).await;
        let list = scene.mine("/mirror/learning").await;
        assert!(list.contains(&format!("action=\"{entry}/return\"")), "{list}");
        scene.send(leader, &format!("{entry}/return"), &[]).await;
        assert!(scene.mine(&entry).await.contains("Put it away"));
    }
}
