//! The way of a ballot, as a rater's browser walks it.

use std::io::Write;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hone_core::ballot::{self, Sheet};
use hone_core::category::Category;
use hone_core::hex;
use hone_core::ids::GroupRef;
use hone_core::testing::rating::{self, Browser, CLOSE, INES, Running, Sealed};
use hone_core::testing::{Fresh, START, each_engine};
use serde_json::{Value, json};

use crate::ask;
use crate::ask::send;

const AIKO: &str = "Aiko Brandt";

/// Sends what the script sends, from a browser that says who it is where it may.
pub(crate) async fn post(site: &Router, path: &str, body: &Value) -> (StatusCode, String) {
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
        let blinded = hex::write(&browser.request(self.group).blinded());
        self.fetches_with(&blinded).await.0
    }

    async fn fetches_with(&self, blinded: &str) -> (StatusCode, Value) {
        let blinded = json!({ self.group.to_string(): blinded });
        let body = json!({ "secret": self.secret(), "blinded": blinded });
        let (status, text) = post(&self.site, "/rate/issuance", &body).await;
        (status, serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    async fn ballot(&self, fresh: &Fresh, answers: &Value, comments: &Value) -> Value {
        let plain = json!({ "answers": answers, "comments": comments }).to_string();
        let ballot = self.browser.seal_bytes(&fresh.hone, self.group, plain.as_bytes()).await;
        written(&ballot)
    }

    async fn sends(&self, ballot: &Value) -> (StatusCode, Value) {
        let (status, text) = post(&self.site, "/ballots", ballot).await;
        (status, serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    async fn closes(&self, fresh: &Fresh) {
        let n_issued = [(self.group, 1)].into();
        let nothing = |_: &_| Ok(ballot::Made::default());
        ballot::close(&fresh.hone, self.running.round_ref, &n_issued, nothing).await.unwrap();
    }

    async fn sheets(&self, fresh: &Fresh) -> Vec<Sheet> {
        let leaders = rating::casts(&fresh.hone, &self.running).await;
        leaders.into_values().flatten().map(|cast| cast.sheet).collect()
    }
}

/// A ballot as it is sent.
pub(crate) fn written(ballot: &Sealed) -> Value {
    json!({
        "group_ref": ballot.group,
        "token": ballot.token.text(),
        "sealed": URL_SAFE_NO_PAD.encode(&ballot.sealed),
    })
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
            let answers = json!({ &item: answer });
            let ballot = aiko.ballot(&fresh, &answers, &json!({ "keep": "asks first" })).await;
            assert_eq!(aiko.sends(&ballot).await.0, StatusCode::OK);
            let sheets = aiko.sheets(&fresh).await;
            assert_eq!(sheets.len(), 1, "{}", fresh.engine);
            assert_eq!(sheets[0].answers[&item], answer);
        }

        let nothing = aiko.ballot(&fresh, &json!({}), &json!({})).await;
        assert_eq!(aiko.sends(&nothing).await.0, StatusCode::OK);
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
        let good = aiko.ballot(&fresh, &json!({ an_item(): 3 }), &json!({})).await;
        let other_round = rating::running(&fresh.hone, INES).await;
        let of_other = other_round.group("Ines Okafor", Category::Reports);
        let of_other = aiko.browser.token(&fresh.hone, of_other).await;
        let mut forged = good.clone();
        forged["token"] = of_other.text().into();
        let mut foreign = good.clone();
        foreign["group_ref"] = json!(aiko.running.group("Ines Okafor", Category::Peers));

        for bad in [&forged, &foreign] {
            let (status, answer) = aiko.sends(bad).await;
            assert_eq!(status, StatusCode::FORBIDDEN);
            assert!(answer["why"].as_str().unwrap().contains("Open the link"));
        }

        aiko.closes(&fresh).await;
        let (status, answer) = aiko.sends(&good).await;
        assert_eq!(status, StatusCode::GONE);
        assert!(answer["why"].as_str().unwrap().contains("has closed"));
    }
}

#[tokio::test]
async fn what_is_no_ballot_is_refused_by_the_name_of_its_field() {
    for fresh in each_engine().await {
        let aiko = Aiko::arrives(&fresh).await;
        assert_eq!(aiko.fetches(&aiko.browser).await, StatusCode::OK);
        let good = aiko.ballot(&fresh, &json!({ an_item(): 3 }), &json!({})).await;
        let with = |field: &str, value: &str| {
            let mut ballot = good.clone();
            ballot[field] = value.into();
            ballot
        };
        let cases = [
            (with("group_ref", "somewhere"), "group_ref"),
            (with("token", "abc"), "token"),
            (with("token", &good["token"].as_str().unwrap().to_uppercase()), "token"),
            (with("sealed", "not base64!"), "sealed"),
            (with("sealed", "AAAA"), "sealed"),
            (with("sealed", &"A".repeat(90_000)), "sealed"),
        ];

        for (ballot, field) in cases {
            let (status, answer) = aiko.sends(&ballot).await;
            assert_eq!(
                (status, answer["field"].as_str()),
                (StatusCode::UNPROCESSABLE_ENTITY, Some(field))
            );
        }
        let (status, answer) = aiko.sends(&with("sealed", &"A".repeat(100_000))).await;
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(answer["why"].as_str().unwrap().contains("KiB"));
        let (status, answer) = aiko.sends(&json!({ "surprise": 1 })).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer["why"].as_str().unwrap().contains("surprise"));
        for blinded in ["", "00", &"0".repeat(64), &"f".repeat(64)] {
            let (status, answer) = aiko.fetches_with(blinded).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(answer["field"].as_str().unwrap().starts_with("blinded."));
        }
        assert!(aiko.sheets(&fresh).await.is_empty());
    }
}

#[tokio::test]
async fn the_public_record_is_the_same_for_everybody_and_says_who_was_counted_to_no_one() {
    for fresh in each_engine().await {
        let aiko = Aiko::arrives(&fresh).await;
        let round = aiko.running.round_ref;
        let get = async |path: String| ask(&aiko.site, None, Method::GET, &path, &[]).await;
        let (status, _, manifest) = get(format!("/ballots/manifest/{round}")).await;
        assert_eq!(status, StatusCode::OK);
        let record: Value = serde_json::from_str(&manifest).unwrap();
        assert_eq!(record["suite"], "voprf-ristretto255-sha512");
        assert_eq!(record["groups"].as_object().unwrap().len(), 4);
        for name in ["Ines", "Aiko", "Coticule"] {
            assert!(!manifest.contains(name), "{name}");
        }

        let (status, evaluated) = {
            let blinded = hex::write(&aiko.browser.request(aiko.group).blinded());
            aiko.fetches_with(&blinded).await
        };
        assert_eq!(status, StatusCode::OK);
        let evaluation = &evaluated["evaluations"][aiko.group.to_string()];
        let bytes = |value: &Value| hex::read(value.as_str().unwrap()).unwrap();
        let evaluation = hone_token::Evaluation {
            element: bytes(&evaluation["element"]).try_into().unwrap(),
            proof: bytes(&evaluation["proof"]).try_into().unwrap(),
        };
        let key = bytes(&record["groups"][aiko.group.to_string()]["key"]).try_into().unwrap();
        let token = aiko.browser.request(aiko.group).finish(&evaluation, &key).unwrap();

        let ballot = aiko.ballot(&fresh, &json!({ an_item(): 3 }), &json!({})).await;
        assert_eq!(ballot["token"], token.text());
        assert_eq!(aiko.sends(&ballot).await.0, StatusCode::OK);
        let counted = async || get(format!("/ballots/counted/{round}")).await.2;
        assert_eq!(counted().await, r#"{"ballots":[]}"#);
        aiko.closes(&fresh).await;
        let id = hex::write(&token.ballot_id());
        assert_eq!(counted().await, format!(r#"{{"ballots":["{id}"]}}"#));
        assert_eq!(get(format!("/ballots/manifest/{round}")).await.2, manifest);
        assert_eq!(
            get(format!("/ballots/manifest/{}", uuid::Uuid::nil())).await.0,
            StatusCode::NOT_FOUND
        );
    }
}

#[tokio::test]
async fn a_ballot_that_says_who_sends_it_is_refused() {
    for fresh in each_engine().await {
        let aiko = Aiko::arrives(&fresh).await;
        assert_eq!(aiko.fetches(&aiko.browser).await, StatusCode::OK);
        let ballot = aiko.ballot(&fresh, &json!({ an_item(): 3 }), &json!({})).await.to_string();
        let round = aiko.running.round_ref;

        for (name, value) in [(header::COOKIE, "hone=x"), (header::AUTHORIZATION, "Bearer x")] {
            let request = Request::post("/ballots")
                .header(header::CONTENT_TYPE, "application/json")
                .header(&name, value)
                .body(Body::from(ballot.clone()))
                .unwrap();
            assert_eq!(send(&aiko.site, request).await.0, StatusCode::BAD_REQUEST);
            for path in [format!("/ballots/manifest/{round}"), format!("/ballots/counted/{round}")]
            {
                let request = Request::get(path).header(&name, value).body(Body::empty()).unwrap();
                assert_eq!(send(&aiko.site, request).await.0, StatusCode::BAD_REQUEST);
            }
        }
        assert!(aiko.sheets(&fresh).await.is_empty());
    }
}

#[tokio::test]
async fn the_way_of_a_ballot_asks_nothing_of_the_people() {
    for fresh in each_engine().await {
        let aiko = Aiko::arrives(&fresh).await;
        assert_eq!(aiko.fetches(&aiko.browser).await, StatusCode::OK);
        let ballot = aiko.ballot(&fresh, &json!({ an_item(): 3 }), &json!({})).await;
        let round = aiko.running.round_ref;

        fresh.hone.people.close().await;

        assert_eq!(aiko.sends(&ballot).await.0, StatusCode::OK, "{}", fresh.engine);
        for path in [format!("/ballots/manifest/{round}"), format!("/ballots/counted/{round}")] {
            let (status, _, _) = ask(&aiko.site, None, Method::GET, &path, &[]).await;
            assert_eq!(status, StatusCode::OK, "{path}");
        }
        let (status, _) = aiko.opens().await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR, "the people are out of reach");
        assert_eq!(aiko.sheets(&fresh).await.len(), 1);
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
        let assets = ["hone.css", "token.js", "rate.js"].map(|name| asset(&shell, name));
        for path in ["/rate", &form].into_iter().chain(assets.iter().map(String::as_str)) {
            n_bytes += zipped(Method::GET, path, String::new()).await;
        }

        assert!(script.len() < 32_000, "the script has {} bytes", script.len());
        assert!(n_bytes < 60_000, "the form has {n_bytes} bytes on the wire");
        let questions = get(&form).await;
        let model = hone_model::Model::builtin();
        for item in &model.full().items {
            assert!(questions.contains(&format!("name=\"{item}\"")), "{item} is not asked");
        }
        let own = get(&form.replace("/others", "/self")).await;
        for (html, stem) in [(&questions, model.wish_stems().0), (&own, model.wish_stems().1)] {
            assert!(html.contains(stem) && html.contains("data-title=\"What would help\""));
            for wish in model.wishes() {
                let asked = format!("name=\"{}\"", wish.id);
                assert_eq!(html.matches(&asked).count(), 6, "{asked}: five points and none");
            }
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
        // Whoever answers about others chooses how each comment is shown; nobody has to.
        let n_questions = hone_model::Model::builtin().questions().len();
        assert_eq!(others.matches("<option value=\"\">as written</option>").count(), n_questions);
        assert_eq!(others.matches("<option value=\"trust\">").count(), n_questions);
        assert!(!own.contains("<select"));
        let asks_for_wishes = |html: &str| html.contains("data-title=\"What would help\"");
        assert!(!asks_for_wishes(&others) && !asks_for_wishes(&own), "a pulse asks for none");
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
        let comments = json!({ "keep": "canary-comment" });
        let ballot = aiko.ballot(&fresh, &json!({ an_item(): 4 }), &comments).await;
        {
            let _guard = log.listen();
            assert_eq!(aiko.opens().await.0, StatusCode::OK);
            assert_eq!(aiko.fetches(&aiko.browser).await, StatusCode::OK);
            assert_eq!(aiko.sends(&ballot).await.0, StatusCode::OK);
        }

        let blinded = hex::write(&aiko.browser.request(aiko.group).blinded());
        let token = ballot["token"].as_str().unwrap();
        let told = [
            "canary-agent",
            "203.0.113.77",
            "aiko.brandt@hone.test",
            aiko.secret(),
            &token[..64],
            &token[64..],
            &blinded,
        ];
        let mut stored = rating::everything(&fresh.hone.ballots).await;
        let people = rating::everything(&fresh.hone.people).await;
        for canary in ["canary-agent", "203.0.113.77", "canary-comment", aiko.secret(), &blinded] {
            assert!(!people.iter().any(|value| has(value, canary)), "people keep {canary}");
        }
        fresh.hone.ballots.close().await;
        for name in ["ballots.sqlite", "ballots.sqlite-wal"] {
            stored.extend(std::fs::read(fresh.folder.path().join(name)));
        }
        for canary in told {
            assert!(!stored.iter().any(|value| has(value, canary)), "the ballots keep {canary}");
        }
        let logged = log.text();
        assert!(has(&logged, "the log is open"));
        for canary in told.into_iter().chain(["canary-comment", "Aiko"]) {
            assert!(!has(&logged, canary), "the log has {canary}");
        }
    }
}

pub(crate) fn has(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// Everything that was logged.
#[derive(Clone, Default)]
pub(crate) struct Log(std::sync::Arc<std::sync::Mutex<Vec<u8>>>);

impl Log {
    /// Logs everything of this thread until the guard is dropped.
    pub(crate) fn listen(&self) -> tracing::subscriber::DefaultGuard {
        let log = self.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(move || log.clone())
            .finish();
        let guard = tracing::subscriber::set_default(subscriber);
        tracing::info!("the log is open");
        guard
    }

    /// What was logged so far.
    pub(crate) fn text(&self) -> Vec<u8> {
        self.0.lock().unwrap().clone()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
