//! The way of a ballot, as a rater's browser walks it.

use std::io::Write;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use hone_core::ballot::{self, Sheet};
use hone_core::category::Category;
use hone_core::ids::GroupRef;
use hone_core::testing::rating::{self, Browser, CLOSE, INES, Running};
use hone_core::testing::{Fresh, START, each_engine};
use serde_json::{Value, json};

use crate::ask;
use crate::ask::send;

const AIKO: &str = "Aiko Brandt";

/// Sends what the script sends, from a browser that says who it is where it may.
async fn post(site: &Router, path: &str, body: &Value) -> (StatusCode, String) {
    let request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::USER_AGENT, "canary-agent")
        .header("x-forwarded-for", "203.0.113.77")
        .body(Body::from(body.to_string()))
        .unwrap();
    let (status, _, text) = send(site, request).await;
    (status, text)
}

struct Aiko {
    running: Running,
    site: Router,
    group: GroupRef,
    browser: Browser,
}

impl Aiko {
    async fn arrives(fresh: &Fresh) -> Self {
        let running = rating::running(&fresh.hone, INES).await;
        let group = running.group("Ines Okafor", Category::Reports);
        let site = hone_web::site(&fresh.hone);
        Self { running, site, group, browser: Browser::fresh() }
    }

    fn secret(&self) -> &str {
        self.running.secrets[AIKO].text()
    }

    async fn opens(&self) -> (StatusCode, String) {
        post(&self.site, "/rate/opening", &json!({ "secret": self.secret() })).await
    }

    async fn fetches(&self, browser: &Browser) -> StatusCode {
        let commitment = browser.credential(self.group).commitment().to_hex();
        let commitments = json!({ self.group.0.to_string(): commitment });
        let body = json!({ "secret": self.secret(), "commitments": commitments });
        post(&self.site, "/rate/issuance", &body).await.0
    }

    fn ballot(&self, answers: &Value, comments: &Value) -> Value {
        json!({
            "group_ref": self.group.0,
            "credential": self.browser.credential(self.group).to_hex(),
            "answers": answers,
            "comments": comments,
        })
    }

    async fn sends(&self, ballot: &Value) -> (StatusCode, Value) {
        let (status, text) = post(&self.site, "/ballots", ballot).await;
        (status, serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    async fn sheets(&self, fresh: &Fresh) -> Vec<Sheet> {
        let mut tx = fresh.hone.ballots.read().await.unwrap();
        let leaders = ballot::sheets_by_leader(&mut tx, self.running.round_ref).await.unwrap();
        leaders.into_values().flat_map(|l| l.casts).map(|cast| cast.sheet).collect()
    }
}

/// An item of the form.
fn an_item() -> String {
    rating::sheet("pulse", 3).answers.into_keys().next().unwrap()
}

#[tokio::test]
async fn a_rater_opens_fetches_votes_changes_and_withdraws() {
    for fresh in each_engine().await {
        let aiko = Aiko::arrives(&fresh).await;
        let item = an_item();

        let (status, html) = aiko.opens().await;
        assert_eq!(status, StatusCode::OK);
        for promised in
            ["Ines Okafor", "Leon Fischer, Mina Kovac, Wren Halloran, you", "three other people"]
        {
            assert!(html.contains(promised), "{promised}: {html}");
        }
        assert_eq!(aiko.fetches(&aiko.browser).await, StatusCode::OK);
        for answer in [2, 5, 0] {
            let ballot = aiko.ballot(&json!({ &item: answer }), &json!({ "keep": "asks first" }));
            assert_eq!(aiko.sends(&ballot).await.0, StatusCode::OK);
            let sheets = aiko.sheets(&fresh).await;
            assert_eq!(sheets.len(), 1, "{}", fresh.engine);
            assert_eq!(sheets[0].answers[&item], answer);
        }

        let credential = aiko.browser.credential(aiko.group).to_hex();
        let withdrawn = json!({ "group_ref": aiko.group.0, "credential": credential });
        assert_eq!(post(&aiko.site, "/ballots/withdrawal", &withdrawn).await.0, StatusCode::OK);
        assert!(aiko.sheets(&fresh).await.is_empty());
    }
}

#[tokio::test]
async fn a_second_device_is_told_where_to_go_on() {
    for fresh in each_engine().await {
        let aiko = Aiko::arrives(&fresh).await;

        assert_eq!(aiko.fetches(&aiko.browser).await, StatusCode::OK);
        assert_eq!(aiko.fetches(&aiko.browser).await, StatusCode::OK, "a retry");
        assert_eq!(aiko.fetches(&Browser::fresh()).await, StatusCode::CONFLICT);
        assert!(aiko.opens().await.1.contains("data-issued"));
    }
}

#[tokio::test]
async fn a_forged_foreign_or_late_ballot_is_refused_in_words() {
    for fresh in each_engine().await {
        let aiko = Aiko::arrives(&fresh).await;
        assert_eq!(aiko.fetches(&aiko.browser).await, StatusCode::OK);
        let good = aiko.ballot(&json!({}), &json!({}));
        let mut forged = good.clone();
        forged["credential"] = Browser::fresh().credential(aiko.group).to_hex().into();
        let mut foreign = good.clone();
        foreign["group_ref"] = json!(aiko.running.group("Ines Okafor", Category::Peers).0);

        for bad in [&forged, &foreign] {
            let (status, answer) = aiko.sends(bad).await;
            assert_eq!(status, StatusCode::FORBIDDEN);
            assert!(answer["why"].as_str().unwrap().contains("Open the link"));
        }

        ballot::close(&fresh.hone, aiko.running.round_ref, |_| Ok(vec![])).await.unwrap();
        let (status, answer) = aiko.sends(&good).await;
        assert_eq!(status, StatusCode::GONE);
        assert!(answer["why"].as_str().unwrap().contains("has closed"));
    }
}

#[tokio::test]
async fn what_is_no_answer_is_refused_by_the_name_of_its_field() {
    for fresh in each_engine().await {
        let aiko = Aiko::arrives(&fresh).await;
        assert_eq!(aiko.fetches(&aiko.browser).await, StatusCode::OK);
        let (item, none) = (an_item(), json!({}));
        let named = format!("answers.{item}");
        let mut no_group = aiko.ballot(&none, &none);
        no_group["group_ref"] = "somewhere".into();
        let mut no_credential = aiko.ballot(&none, &none);
        no_credential["credential"] = "abc".into();
        let cases = [
            (aiko.ballot(&json!({ "no-such-item": 3 }), &none), "answers.no-such-item"),
            (aiko.ballot(&json!({ &item: 6 }), &none), &named),
            (aiko.ballot(&json!({ &item: -1 }), &none), &named),
            (aiko.ballot(&json!({ &item: 300 }), &none), &named),
            (aiko.ballot(&json!({ &item: 2.5 }), &none), &named),
            (aiko.ballot(&json!({ &item: "often" }), &none), &named),
            (aiko.ballot(&none, &json!({ "no-such-question": "x" })), "comments.no-such-question"),
            (aiko.ballot(&none, &json!({ "keep": 7 })), "comments.keep"),
            (aiko.ballot(&none, &json!({ "keep": "x".repeat(2_001) })), "comments.keep"),
            (no_group, "group_ref"),
            (no_credential, "credential"),
        ];

        for (ballot, field) in cases {
            let (status, answer) = aiko.sends(&ballot).await;
            assert_eq!(
                (status, answer["field"].as_str()),
                (StatusCode::UNPROCESSABLE_ENTITY, Some(field))
            );
        }
        let huge = aiko.ballot(&none, &json!({ "keep": "x".repeat(70_000) }));
        let (status, answer) = aiko.sends(&huge).await;
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(answer["why"].as_str().unwrap().contains("64 KiB"));
        let (status, answer) = aiko.sends(&json!({ "surprise": 1 })).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer["why"].as_str().unwrap().contains("surprise"));
        assert!(aiko.sheets(&fresh).await.is_empty());
        assert_eq!(
            aiko.sends(&aiko.ballot(&none, &none)).await.0,
            StatusCode::OK,
            "nothing is due"
        );
    }
}

#[tokio::test]
async fn a_ballot_that_says_who_sends_it_is_refused() {
    for fresh in each_engine().await {
        let aiko = Aiko::arrives(&fresh).await;
        assert_eq!(aiko.fetches(&aiko.browser).await, StatusCode::OK);
        let ballot = aiko.ballot(&json!({}), &json!({})).to_string();

        for path in ["/ballots", "/ballots/withdrawal"] {
            for (name, value) in [(header::COOKIE, "hone=x"), (header::AUTHORIZATION, "Bearer x")] {
                let request = Request::post(path)
                    .header(header::CONTENT_TYPE, "application/json")
                    .header(name, value)
                    .body(Body::from(ballot.clone()))
                    .unwrap();
                assert_eq!(send(&aiko.site, request).await.0, StatusCode::BAD_REQUEST);
            }
        }
        assert!(aiko.sheets(&fresh).await.is_empty());
    }
}

#[tokio::test]
async fn a_link_that_is_forged_cut_short_or_late_says_what_to_do() {
    for fresh in each_engine().await {
        let aiko = Aiko::arrives(&fresh).await;
        let cut = &aiko.secret()[..10];

        for secret in ["", cut, "AAAAAAAAAAAAAAAAAAAAAA"] {
            let (status, html) =
                post(&aiko.site, "/rate/opening", &json!({ "secret": secret })).await;
            assert_eq!(status, StatusCode::NOT_FOUND);
            assert!(html.contains("newest mail"));
        }
        fresh.hone.clock.advance(CLOSE.0 - START.0);
        let (status, html) = aiko.opens().await;
        assert_eq!(status, StatusCode::GONE);
        assert!(html.contains("‘Spring 2026’ has closed"));
        assert_eq!(aiko.fetches(&aiko.browser).await, StatusCode::GONE);
    }
}

#[tokio::test]
async fn declining_and_reminders_are_the_holders_to_decide() {
    for fresh in each_engine().await {
        let aiko = Aiko::arrives(&fresh).await;
        let decline = async |group: GroupRef, has_declined: bool| {
            let body = json!({ "secret": aiko.secret(), "group_ref": group.0, "has_declined": has_declined });
            post(&aiko.site, "/rate/declining", &body).await.0
        };

        assert_eq!(decline(aiko.group, true).await, StatusCode::OK);
        assert!(aiko.opens().await.1.contains("data-declined"));
        assert_eq!(aiko.fetches(&aiko.browser).await, StatusCode::NOT_FOUND);
        assert_eq!(decline(aiko.group, false).await, StatusCode::OK);
        assert!(!aiko.opens().await.1.contains("data-declined"));
        let foreign = aiko.running.group("Ines Okafor", Category::Peers);
        assert_eq!(decline(foreign, true).await, StatusCode::NOT_FOUND);

        let quiet = json!({ "secret": aiko.secret(), "wants_none": true });
        assert_eq!(post(&aiko.site, "/rate/reminders", &quiet).await.0, StatusCode::OK);
        let forged = json!({ "secret": "forged", "wants_none": true });
        assert_eq!(post(&aiko.site, "/rate/reminders", &forged).await.0, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn identified_raters_are_promised_no_anonymity() {
    for fresh in each_engine().await {
        let aiko = Aiko::arrives(&fresh).await;
        let opened = async |who: &str| {
            let body = json!({ "secret": aiko.running.secrets[who].text() });
            post(&aiko.site, "/rate/opening", &body).await.1
        };

        let manager = opened("Marta Lind").await;
        assert!(manager.contains("shown to Ines as yours"));
        let own = opened("Ines Okafor").await;
        assert!(own.contains("These are your own answers"));
        for html in [&manager, &own] {
            assert!(!html.contains("leave this page without your name"));
            assert!(!html.contains("Your group,"));
        }
        assert!(!aiko.opens().await.1.contains("shown to Ines as yours"));
    }
}

#[tokio::test]
async fn the_whole_form_is_small_on_the_wire() {
    for fresh in each_engine().await {
        let running = rating::running_form(&fresh.hone, INES, "full").await;
        let site = hone_web::site(&fresh.hone);
        let zipped = async |method: Method, path: &str, body: String| {
            let request = Request::builder()
                .method(method)
                .uri(path)
                .header(header::ACCEPT_ENCODING, "gzip")
                .header(header::CONTENT_TYPE, "application/json")
                .body(Body::from(body))
                .unwrap();
            let response = tower::ServiceExt::oneshot(site.clone(), request).await.unwrap();
            assert_eq!(response.status(), StatusCode::OK, "{path}");
            let is_zipped = |headers: &HeaderMap| headers[header::CONTENT_ENCODING] == "gzip";
            assert!(is_zipped(response.headers()), "{path}");
            axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap().len()
        };
        let get = async |path: &str| ask(&site, None, Method::GET, path, &[]).await.2;
        let asset = |html: &str, name: &str| {
            let (before, _) = html.split_once(name).unwrap();
            format!("{}{name}", &before[before.rfind("/static/").unwrap()..])
        };
        let shell = get("/rate").await;
        let opening = json!({ "secret": running.secrets[AIKO].text() });
        let (_, html) = post(&site, "/rate/opening", &opening).await;
        let (_, rest) = html.split_once("data-form=\"").unwrap();
        let form = format!("{}others", rest.split_once('"').unwrap().0);
        let script = get(&asset(&shell, "rate.js")).await;

        let mut n_bytes = zipped(Method::POST, "/rate/opening", opening.to_string()).await;
        for path in ["/rate", &asset(&shell, "hone.css"), &asset(&shell, "rate.js"), &form] {
            n_bytes += zipped(Method::GET, path, String::new()).await;
        }

        assert!(script.len() < 30_000, "the script has {} bytes", script.len());
        assert!(n_bytes < 60_000, "the form has {n_bytes} bytes on the wire");
        let questions = get(&form).await;
        let model = hone_model::Model::builtin();
        for item in &model.full().items {
            assert!(questions.contains(&format!("name=\"{item}\"")), "{item} is not asked");
        }
        assert!(
            !questions.contains("Ines"),
            "the questions name nobody, so that they tell nothing"
        );
    }
}

#[tokio::test]
async fn the_questions_are_there_for_both_voices_and_nowhere_else() {
    for fresh in each_engine().await {
        let aiko = Aiko::arrives(&fresh).await;
        let html = aiko.opens().await.1;
        let (_, rest) = html.split_once("data-form=\"").unwrap();
        let form = rest.split_once('"').unwrap().0.to_owned();
        let get = async |path: &str| ask(&aiko.site, None, Method::GET, path, &[]).await;

        let others = get(&format!("{form}others")).await.2;
        let own = get(&format!("{form}self")).await.2;
        assert!(others.contains("I could not see this") && !own.contains("I could not see this"));
        assert!(own.contains("<legend>I "));
        for path in [
            format!("{form}nobody"),
            "/rate/forms/00ff/full/others".to_owned(),
            "/rate/forms/é0/full/others".to_owned(),
            form.replace("/pulse/", "/none/") + "others",
        ] {
            assert_eq!(get(&path).await.0, StatusCode::NOT_FOUND, "{path}");
        }
    }
}

#[tokio::test]
async fn nothing_of_the_rater_is_stored_or_logged() {
    for fresh in each_engine().await {
        let log = Log::default();
        let aiko = Aiko::arrives(&fresh).await;
        {
            let log = log.clone();
            let subscriber = tracing_subscriber::fmt()
                .with_max_level(tracing::Level::TRACE)
                .with_writer(move || log.clone())
                .finish();
            let _guard = tracing::subscriber::set_default(subscriber);
            tracing::info!("the log is open");
            assert_eq!(aiko.opens().await.0, StatusCode::OK);
            assert_eq!(aiko.fetches(&aiko.browser).await, StatusCode::OK);
            let ballot =
                aiko.ballot(&json!({ an_item(): 4 }), &json!({ "keep": "canary-comment" }));
            assert_eq!(aiko.sends(&ballot).await.0, StatusCode::OK);
        }

        let credential = aiko.browser.credential(aiko.group);
        let commitment = credential.commitment().to_hex();
        let told = [
            "canary-agent",
            "203.0.113.77",
            "aiko.brandt@hone.test",
            aiko.secret(),
            &credential.to_hex(),
            &commitment,
        ];
        let mut stored = rating::everything(&fresh.hone.ballots, "hone_ballots").await;
        let people = rating::everything(&fresh.hone.people, "hone_people").await;
        for canary in ["canary-agent", "203.0.113.77", "canary-comment", aiko.secret(), &commitment]
        {
            assert!(!people.iter().any(|value| has(value, canary)), "people keep {canary}");
        }
        fresh.hone.ballots.close().await;
        for name in ["ballots.sqlite", "ballots.sqlite-wal"] {
            stored.extend(std::fs::read(fresh.folder.path().join(name)));
        }
        for canary in told {
            assert!(!stored.iter().any(|value| has(value, canary)), "the ballots keep {canary}");
        }
        let logged = log.0.lock().unwrap().clone();
        assert!(has(&logged, "the log is open"));
        for canary in told.into_iter().chain(["canary-comment", "Aiko"]) {
            assert!(!has(&logged, canary), "the log has {canary}");
        }
    }
}

fn has(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// Everything that was logged.
#[derive(Clone, Default)]
struct Log(std::sync::Arc<std::sync::Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
