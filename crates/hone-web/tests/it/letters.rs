//! A member writes without a name, the lead answers, and the writer reads on: over HTTP, as the browsers of
//! the two do it.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderName, Method, Request, StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hone_core::ballot::letters::Written;
use hone_core::experiment::nameless;
use hone_core::testing::letters::{Crew, Device, WEEK, crew};
use hone_core::testing::{Fresh, Northfold, each_engine, northfold};
use hone_core::{Hone, chance, hex, ids::GroupRef};
use hone_token::{Evaluation, Token};
use serde_json::{Value, json};

use crate::ask::{page, send};
use crate::rate::post;
use crate::{ask, signed_in};

/// A team of Northfold's leader and some of the reports, who are signed in.
struct Scene {
    site: Router,
    hone: Hone,
    here: Northfold,
    crew: Crew,
    lead: String,
    others: Vec<String>,
}

/// What a page gives the device of a member.
struct Week {
    href: String,
    round: String,
    group: String,
}

impl Scene {
    async fn of(fresh: &Fresh, n_others: usize) -> Self {
        let hone = fresh.hone.clone();
        let here = northfold(&hone).await;
        let others: Vec<_> = here.reports[..n_others].iter().collect();
        let crew = crew(&hone, &here, &others).await;
        nameless::keep_course(&hone).await.unwrap();
        let site = hone_web::site(&hone);
        let mut scene = Self { site, hone, here, crew, lead: String::new(), others: Vec::new() };
        scene.sign_in().await;
        scene
    }

    async fn sign_in(&mut self) {
        self.lead = signed_in(&self.hone, &self.here.leader).await;
        self.others.clear();
        for person in &self.here.reports[..self.crew.others.len()] {
            self.others.push(signed_in(&self.hone, person).await);
        }
    }

    /// Goes on to the next Monday, a little after eight, with everybody signed in anew.
    async fn next_week(&mut self) {
        self.hone.clock.advance(WEEK);
        nameless::keep_course(&self.hone).await.unwrap();
        self.sign_in().await;
    }

    fn path(&self, rest: &str) -> String {
        format!("/team/{}{rest}", self.crew.team.id)
    }

    /// What the board gives the device of a member.
    async fn week(&self, cookie: &str) -> Option<Week> {
        let html = page(&self.site, Some(cookie), &self.path("/experiments")).await;
        let of = |name: &str| {
            let part = html.split(&format!("{name}=\"")).nth(1)?;
            Some(part.split('"').next().unwrap().to_owned())
        };
        Some(Week { href: of("data-href")?, round: of("data-round")?, group: of("data-group")? })
    }

    /// Fetches a token as the script of the board does.
    async fn fetch(&self, cookie: &str, device: &Device) -> (Week, Token) {
        let week = self.week(cookie).await.unwrap();
        let group = GroupRef(week.group.parse().unwrap());
        let blinded = hex::write(&device.request(group).blinded());
        let body = json!({ "group_ref": week.group, "blinded": blinded });
        let (status, text) = post_as(&self.site, cookie, &week.href, &body).await;
        assert_eq!(status, StatusCode::OK, "{text}");
        let done: Value = serde_json::from_str(&text).unwrap();
        let evaluation = Evaluation {
            element: bytes(&done["evaluation"]["element"]),
            proof: bytes(&done["evaluation"]["proof"]),
        };
        let key = bytes(&self.record(&week.round).await["groups"][&week.group]["key"]);
        let token = device.request(group).finish(&evaluation, &key).unwrap();
        (week, token)
    }

    async fn record(&self, round: &str) -> Value {
        let path = format!("/ballots/manifest/{round}");
        serde_json::from_str(&page(&self.site, None, &path).await).unwrap()
    }

    /// A letter as it is sent.
    async fn sealed(&self, week: &Week, token: &Token, written: &Written) -> Value {
        let mut plain = serde_json::to_vec(written).unwrap();
        plain.resize(16 * 1024 - 52, b' ');
        let key = bytes(&self.record(&week.round).await["box_key"]);
        let group = GroupRef(week.group.parse().unwrap());
        let chance = &mut chance::generator();
        let sealed =
            hone_token::seal(&key, group.0.as_bytes(), &token.ballot_id(), &plain, chance).unwrap();
        json!({
            "group_ref": week.group,
            "token": token.text(),
            "sealed": URL_SAFE_NO_PAD.encode(sealed),
        })
    }

    async fn place(&self, week: &Week, token: &Token) -> Value {
        let body = json!({ "group_ref": week.group, "token": token.text() });
        let (status, text) = post(&self.site, "/ballots/letters/place", &body).await;
        assert_eq!(status, StatusCode::OK, "{text}");
        serde_json::from_str(&text).unwrap()
    }

    async fn reading(&self, device: &Device) -> (StatusCode, Value) {
        let body = json!({ "reader": device.reader });
        let (status, text) = post(&self.site, "/letters/reading", &body).await;
        (status, serde_json::from_str(&text).unwrap())
    }
}

fn bytes<const N: usize>(value: &Value) -> [u8; N] {
    hex::read(value.as_str().unwrap()).unwrap().try_into().unwrap()
}

async fn post_as(site: &Router, cookie: &str, path: &str, body: &Value) -> (StatusCode, String) {
    let cookie = format!("hone={cookie}");
    post_with(site, path, body, Some((header::COOKIE, cookie.as_str()))).await
}

async fn post_with(
    site: &Router,
    path: &str,
    body: &Value,
    more: Option<(HeaderName, &str)>,
) -> (StatusCode, String) {
    let mut request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(header::CONTENT_TYPE, "application/json");
    if let Some((name, value)) = more {
        request = request.header(name, value);
    }
    let (status, _, text) = send(site, request.body(Body::from(body.to_string())).unwrap()).await;
    (status, text)
}

#[tokio::test]
async fn a_challenge_without_a_name_is_shown_on_monday_answered_and_replied_to() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh, 5).await;
        let ben = Device::fresh();
        let (week, token) = scene.fetch(&scene.others[0], &ben).await;
        for other in &scene.others[1..] {
            scene.fetch(other, &Device::fresh()).await;
        }
        let written = ben.challenge("Why do two people sign <b>every</b> purchase?");
        let sealed = scene.sealed(&week, &token, &written).await;
        let (status, text) = post(&scene.site, "/ballots/letters", &sealed).await;
        assert_eq!(status, StatusCode::OK, "{text}");
        let place = scene.place(&week, &token).await;
        assert_eq!((&place["place"], &place["is_held"]), (&json!("waiting"), &json!(false)));
        let board = page(&scene.site, Some(&scene.lead), &scene.path("/experiments")).await;
        assert!(!board.contains("&#60;b&#62;"), "never on arrival: {board}");
        assert_eq!(scene.reading(&ben).await.0, StatusCode::NOT_FOUND);

        scene.next_week().await;
        let board = page(&scene.site, Some(&scene.lead), &scene.path("/experiments")).await;
        assert!(board.contains("Somebody challenges a procedure"), "{board}");
        let (status, told) = scene.reading(&ben).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(
            (&told["heading"], &told["can_reply"]),
            (&json!("No answer yet"), &json!(false))
        );
        let at = board.find("/challenges/").unwrap();
        let at = board[at..].match_indices("/challenges/").find_map(|(i, part)| {
            let id: String =
                board[at + i + part.len()..].chars().take_while(char::is_ascii_hexdigit).collect();
            (id.len() == 32).then_some(id)
        });
        let challenge = scene.path(&format!("/challenges/{}", at.unwrap()));
        let html = page(&scene.site, Some(&scene.others[3]), &challenge).await;
        assert!(html.contains("Written without a name") && html.contains("&#60;b&#62;"), "{html}");
        assert!(html.contains("Somebody challenges a procedure, Mon 11 May 2026."), "{html}");
        let form = [("answer", "try"), ("reason", "Small sums, small harm."), ("version", "1")];
        let path = format!("{challenge}/answer");
        let (status, ..) = ask(&scene.site, Some(&scene.lead), Method::POST, &path, &form).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let (_, told) = scene.reading(&ben).await;
        assert_eq!(told["reason"], "Small sums, small harm.");
        assert_eq!((&told["heading"], &told["can_reply"]), (&json!("Try it"), &json!(true)));

        let next = scene.place(&week, &token).await;
        assert_eq!(next["place"], "shown");
        let of = |name: &str| next[name].as_str().unwrap().to_owned();
        let next = Week { href: String::new(), round: of("round"), group: of("group") };
        for other in &scene.others {
            scene.fetch(other, &Device::fresh()).await;
        }
        let sealed = scene.sealed(&next, &token, &ben.reply("Thank you.")).await;
        let (status, text) = post(&scene.site, "/ballots/letters", &sealed).await;
        assert_eq!(status, StatusCode::OK, "{text}");
        scene.next_week().await;
        let html = page(&scene.site, Some(&scene.lead), &challenge).await;
        assert!(
            html.contains("Whoever wrote it replied:") && html.contains("Thank you."),
            "{html}"
        );
        let path = format!("{challenge}/experiment");
        let (status, ..) = ask(&scene.site, Some(&scene.lead), Method::POST, &path, &[]).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "it becomes an experiment as any other");
    }
}

#[tokio::test]
async fn a_letter_that_says_who_sends_it_is_refused_wherever_it_arrives() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh, 5).await;
        let ben = Device::fresh();
        let (week, token) = scene.fetch(&scene.others[0], &ben).await;
        let letter = scene.sealed(&week, &token, &ben.challenge("Why two?")).await;
        let held = json!({ "group_ref": week.group, "token": token.text() });
        let cookie = format!("hone={}", scene.others[0]);

        for (path, body) in [
            ("/ballots/letters", &letter),
            ("/ballots/letters/place", &held),
            ("/letters/reading", &json!({ "reader": ben.reader })),
        ] {
            for more in [(header::COOKIE, cookie.as_str()), (header::AUTHORIZATION, "Bearer x")] {
                let (status, text) = post_with(&scene.site, path, body, Some(more)).await;
                assert_eq!(status, StatusCode::BAD_REQUEST, "{path}: {text}");
            }
        }
        assert_eq!(scene.place(&week, &token).await["place"], "nowhere", "nothing was kept");
        let (status, _) = post_with(&scene.site, "/ballots/letters", &letter, None).await;
        assert_eq!(status, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_forged_token_is_refused_in_words_and_a_letter_in_bad_shape_by_its_field() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh, 5).await;
        let ben = Device::fresh();
        let (week, token) = scene.fetch(&scene.others[0], &ben).await;
        let good = scene.sealed(&week, &token, &ben.challenge("Why two?")).await;
        let with = |field: &str, value: &str| {
            let mut letter = good.clone();
            letter[field] = value.into();
            letter
        };
        let mut other = token.clone();
        other.output[0] ^= 1;

        let (status, text) =
            post(&scene.site, "/ballots/letters", &with("token", &other.text())).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        assert!(text.contains("Open the board of your team"), "{text}");
        for (letter, field) in [
            (with("group_ref", "somewhere"), "group_ref"),
            (with("token", "abc"), "token"),
            (with("sealed", "not base64!"), "sealed"),
            (with("sealed", "AAAA"), "sealed"),
        ] {
            let (status, text) = post(&scene.site, "/ballots/letters", &letter).await;
            let said: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(
                (status, said["field"].as_str()),
                (StatusCode::UNPROCESSABLE_ENTITY, Some(field))
            );
        }
        for blinded in ["00".to_owned(), "0".repeat(64), "f".repeat(64)] {
            let body = json!({ "group_ref": week.group, "blinded": blinded });
            let (status, text) = post_as(&scene.site, &scene.others[0], &week.href, &body).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{text}");
        }
    }
}

#[tokio::test]
async fn the_page_says_first_what_can_betray_and_how_many_could_have_written() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh, 5).await;
        let path = scene.path("/challenges/nameless");
        let html = page(&scene.site, Some(&scene.others[0]), &path).await;

        let first = html.find("can still tell who you are").unwrap();
        let crowd = html.find("Five people besides Marek Dvorak could write here").unwrap();
        let form = html.find("id=\"letter\" hidden").unwrap();
        assert!(first < crowd && crowd < form, "{html}");
        assert!(html.contains("<noscript>") && html.contains("needs JavaScript"), "{html}");
        assert!(html.contains("until 11 May 2026, 08:00"), "{html}");
        let (status, ..) = ask(&scene.site, Some(&scene.lead), Method::GET, &path, &[]).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "the lead answers");
        let week = scene.week(&scene.others[0]).await.unwrap();
        assert!(scene.week(&scene.lead).await.is_none(), "the lead's device asks for nothing");
        let body = json!({ "group_ref": week.group, "blinded": "00" });
        let (status, _) = post_as(&scene.site, &scene.lead, &week.href, &body).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        let letters = page(&scene.site, None, "/letters").await;
        assert_eq!(letters, page(&scene.site, Some(&scene.lead), "/letters").await, "to everyone");
    }
}

#[tokio::test]
async fn with_four_others_it_is_not_offered_and_the_page_says_why() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh, 4).await;
        let path = scene.path("/challenges/nameless");
        let html = page(&scene.site, Some(&scene.others[0]), &path).await;

        assert!(html.contains("Four people besides Marek Dvorak"), "{html}");
        assert!(html.contains("offered from five people besides the lead on"), "{html}");
        assert!(!html.contains("id=\"letter\"") && html.contains("Raise it with your name"));
        assert!(scene.week(&scene.others[0]).await.is_none(), "{}", fresh.engine);
    }
}
