//! Every rater comes with marks of their own, and none of them is anywhere afterwards.

use axum::Router;
use axum::http::{Request, StatusCode, header};
use hone_core::chance::Secret;
use hone_core::testing::rating::{self, Browser};
use hone_core::testing::round::{Staged, launched, opened};
use hone_core::testing::{Fresh, each_engine};
use hone_core::{hex, round};
use serde_json::{Value, json};

use crate::ask::{page, send};
use crate::rate::{Log, has, written};
use crate::signed_in;

/// What a browser says of itself, different for each rater.
struct Marks {
    agent: String,
    language: String,
    address: String,
}

impl Marks {
    fn of(place: usize) -> Self {
        Self {
            agent: format!("canary-agent-{place:03}x"),
            language: format!("canary-language-{place:03}x"),
            address: format!("203.0.113.{}", 100 + place),
        }
    }

    async fn posts(&self, site: &Router, path: &str, body: &Value) -> (StatusCode, String) {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::USER_AGENT, &self.agent)
            .header(header::ACCEPT_LANGUAGE, &self.language)
            .header("x-forwarded-for", &self.address)
            .header("forwarded", format!("for={}", self.address))
            .header("x-real-ip", &self.address)
            .body(body.to_string().into())
            .unwrap();
        let (status, _, text) = send(site, request).await;
        (status, text)
    }
}

/// One rater walks the whole way by HTTP.
async fn answers(fresh: &Fresh, site: &Router, link: &Secret, marks: &Marks) {
    let hone = &fresh.hone;
    let opening = json!({ "secret": link.text() });
    assert_eq!(marks.posts(site, "/rate/opening", &opening).await.0, StatusCode::OK);
    let group = opened(hone, link).await.leaders[0].group_ref;
    let browser = Browser::fresh();
    let blinded = json!({ group.to_string(): hex::write(&browser.request(group).blinded()) });
    let wish = json!({ "secret": link.text(), "blinded": blinded });
    assert_eq!(marks.posts(site, "/rate/issuance", &wish).await.0, StatusCode::OK);
    let quiet = json!({ "secret": link.text(), "wants_none": true });
    assert_eq!(marks.posts(site, "/rate/reminders", &quiet).await.0, StatusCode::OK);
    for answer in [2, 4] {
        let ballot = browser.seal(hone, group, &rating::sheet("pulse", answer)).await;
        let (status, text) = marks.posts(site, "/ballots", &written(&ballot)).await;
        assert_eq!(status, StatusCode::OK, "{text}");
    }
}

/// Everything that anybody reads of a round after its release, the leader above all.
async fn everything_shown(fresh: &Fresh, site: &Router, staged: &Staged) -> Vec<u8> {
    let hone = &fresh.hone;
    let leader = &staged.leaders(hone).await[0];
    let report = format!("/reports/{}", leader.id);
    let contrasts = hone_model::Model::builtin().contrasts().iter();
    let mut paths: Vec<_> = contrasts.map(|contrast| format!("{report}/{}", contrast.id)).collect();
    paths.extend([report, "/reports".to_owned(), "/".to_owned()]);
    let mut shown = Vec::new();
    let reader = signed_in(hone, &staged.northfold.leader).await;
    for path in paths {
        shown.extend(page(site, Some(&reader), &path).await.into_bytes());
    }
    let administrator = signed_in(hone, &staged.northfold.administrator).await;
    for path in [format!("/rounds/{}", staged.round.id), "/audit".to_owned(), "/mail".to_owned()] {
        shown.extend(page(site, Some(&administrator), &path).await.into_bytes());
    }
    shown
}

#[tokio::test]
async fn no_mark_of_a_raters_browser_and_no_address_is_stored_logged_or_shown() {
    for fresh in each_engine().await {
        let (hone, log) = (&fresh.hone, Log::default());
        let staged = launched(hone, 30).await;
        let (site, links) = (hone_web::site(hone), staged.links(hone).await);
        let (organisation, id) = (staged.round.organisation_id, staged.round.id);
        let people = &staged.northfold;
        let raters: Vec<_> = people.reports.iter().chain(&people.peers).collect();
        {
            let _guard = log.listen();
            for (place, rater) in raters.iter().enumerate() {
                answers(&fresh, &site, &links[&rater.name], &Marks::of(place)).await;
            }
            round::close(hone, organisation, id, None).await.unwrap();
            round::release(hone, organisation, id, None).await.unwrap();
        }
        let shown = everything_shown(&fresh, &site, &staged).await;
        let logged = log.text();

        let mut stored = rating::everything(&hone.people).await;
        let mut ballots = rating::everything(&hone.ballots).await;
        ballots.extend(rating::everything(hone.keys.db()).await);
        for name in ["people", "ballots", "keys"] {
            for end in ["", "-wal"] {
                let file = fresh.folder.path().join(format!("{name}.sqlite{end}"));
                let into = if name == "people" { &mut stored } else { &mut ballots };
                into.extend(std::fs::read(file));
            }
        }
        assert!(has(&logged, "the log is open"));
        assert!(stored.iter().any(|value| has(value, &raters[0].email)), "the search works");
        for (place, rater) in raters.iter().enumerate() {
            let Marks { agent, language, address } = Marks::of(place);
            for mark in [&agent, &language, &address] {
                for (what, bytes) in [("shown", &shown), ("logged", &logged)] {
                    assert!(!has(bytes, mark), "{mark} is {what} on {}", fresh.engine);
                }
                let is_stored = stored.iter().chain(&ballots).any(|value| has(value, mark));
                assert!(!is_stored, "{mark} is stored on {}", fresh.engine);
            }
            let has_address = |value: &Vec<u8>| has(value, &rater.email);
            assert!(!ballots.iter().any(has_address), "{} is with the ballots", rater.email);
            assert!(!has(&logged, &rater.email), "{} is logged", rater.email);
            assert!(!has(&shown, &rater.email), "{} is shown", rater.email);
        }
    }
}
