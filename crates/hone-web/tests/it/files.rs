//! What a team and a person take along, what a team brings in, and how somebody is erased, through the router.

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::team;
use hone_core::testing::practice::{DRAFT, Practised, practised};
use hone_core::testing::{Northfold, each_engine, northfold};
use hone_model::Toolbox;

use crate::ask::{file, page, send};
use crate::{ask, signed_in};

struct Scene {
    site: Router,
    here: Northfold,
    all: Practised,
    lead: String,
    ben: String,
}

impl Scene {
    async fn of(hone: &Hone) -> Self {
        let here = northfold(hone).await;
        let mut tx = hone.people.write().await.unwrap();
        let all = practised(&mut tx, hone, &here).await;
        tx.commit().await.unwrap();
        Self {
            site: hone_web::site(hone),
            lead: signed_in(hone, &here.leader).await,
            ben: signed_in(hone, &here.reports[0]).await,
            here,
            all,
        }
    }

    fn files(&self) -> String {
        format!("/team/{}/files", self.all.team.id)
    }

    /// Sends a file as a browser does.
    async fn upload(&self, cookie: &str, path: &str, bytes: &[u8]) -> (StatusCode, String) {
        let mut body = b"--cut\r\ncontent-disposition: form-data; name=\"file\"; \
            filename=\"pumps.json\"\r\ncontent-type: application/json\r\n\r\n"
            .to_vec();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--cut--\r\n");
        let request = Request::post(path)
            .header(header::COOKIE, format!("hone={cookie}"))
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=cut")
            .body(Body::from(body));
        let (status, _, body) = send(&self.site, request.unwrap()).await;
        (status, body)
    }
}

async fn second(hone: &Hone, lead: &Viewer) -> String {
    let mut tx = hone.people.write().await.unwrap();
    let team = team::make(&mut tx, hone, lead, "Valves").await.unwrap();
    tx.commit().await.unwrap();
    format!("/team/{}/files", team.id)
}

#[tokio::test]
async fn the_lead_takes_a_team_along_and_brings_it_into_another_one() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (kind, bytes) =
            file(&scene.site, &scene.lead, &format!("{}/team.json", scene.files())).await;
        let other = second(&fresh.hone, &scene.all.lead).await;

        let (status, body) = scene.upload(&scene.lead, &other, &bytes).await;
        let html = page(&scene.site, Some(&scene.lead), &other.replace("/files", "")).await;

        assert_eq!((kind.as_str(), status), ("application/json", StatusCode::SEE_OTHER), "{body}");
        assert!(html.contains("Two areas") || html.contains("One area"), "{html}");
        assert!(html.contains("Who was in it") && html.contains("Ben Okafor"), "{html}");
    }
}

#[tokio::test]
async fn a_file_that_is_wrong_comes_back_with_what_is_wrong_and_changes_nothing() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (_, bytes) =
            file(&scene.site, &scene.lead, &format!("{}/team.json", scene.files())).await;
        let text = String::from_utf8(bytes).unwrap();
        let other = second(&fresh.hone, &scene.all.lead).await;
        let wrong = text.replace("\"proposed\"", "\"dreamt\"");
        assert_ne!(wrong, text);

        let (status, body) = scene.upload(&scene.lead, &other, wrong.as_bytes()).await;
        let large = vec![b' '; 7 * 1024 * 1024];
        let (too_large, told) = scene.upload(&scene.lead, &other, &large).await;
        let (by_member, _) = scene.upload(&scene.ben, &scene.files(), text.as_bytes()).await;

        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            body.contains("One thing is wrong in pumps.json. Nothing was brought in."),
            "{body}"
        );
        assert!(
            body.contains("pumps.json: level_proposal 1 ‘two offers’, state: this has to be"),
            "{body}"
        );
        assert_eq!(too_large, StatusCode::BAD_REQUEST);
        assert!(told.contains("more than 5 MB"), "{told}");
        assert_eq!(by_member, StatusCode::NOT_FOUND);
        let html = page(&scene.site, Some(&scene.lead), &other.replace("/files", "")).await;
        assert!(!html.contains("Who was in it"), "{html}");
    }
}

#[tokio::test]
async fn each_tool_of_a_team_is_a_table_and_stands_on_its_page() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let html = page(&scene.site, Some(&scene.ben), &scene.files()).await;
        let team = page(&scene.site, Some(&scene.ben), &scene.files().replace("/files", "")).await;

        for place in Toolbox::builtin().tools().iter().filter(|place| place.is_of_teams()) {
            let path = format!("{}/{}.csv", scene.files(), place.name.to_lowercase());
            assert!(html.contains(&format!("href=\"{path}\"")), "{html}");
            let (kind, bytes) = file(&scene.site, &scene.ben, &path).await;
            assert_eq!(kind, "text/csv; charset=utf-8");
            assert!(String::from_utf8(bytes).unwrap().starts_with("\u{feff}what,"));
            let address = place.address_for(&scene.all.team.id.to_string());
            assert!(team.contains(&format!("href=\"{address}\"")), "{address}: {team}");
            page(&scene.site, Some(&scene.ben), &address).await;
        }
        let none = format!("{}/people.csv", scene.files());
        let (status, ..) = ask(&scene.site, Some(&scene.ben), Method::GET, &none, &[]).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert!(!html.contains("Bring a file in"), "only the lead brings something in: {html}");
    }
}

#[tokio::test]
async fn somebody_takes_their_data_along_and_erases_themself() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let account = page(&scene.site, Some(&scene.ben), "/account").await;
        let (kind, bytes) = file(&scene.site, &scene.ben, "/account/data.json").await;
        let question = page(&scene.site, Some(&scene.ben), "/account/erasure").await;
        let send = async |email: &str| {
            let form = [("email", email)];
            ask(&scene.site, Some(&scene.ben), Method::POST, "/account/erasure", &form).await
        };

        let (refused, _, why) = send("ben").await;
        let (status, headers, _) = send("ben.okafor@northfold.test").await;

        assert!(account.contains("href=\"/account/data.json\""), "{account}");
        assert_eq!(kind, "application/json");
        assert!(String::from_utf8(bytes).unwrap().contains(DRAFT));
        assert!(question.contains("This cannot be taken back."), "{question}");
        assert_eq!(refused, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(why.contains("Nothing is erased."), "{why}");
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert_eq!(headers[header::LOCATION], "/sign-in");
        let (after, ..) = ask(&scene.site, Some(&scene.ben), Method::GET, "/account", &[]).await;
        assert_eq!(after, StatusCode::SEE_OTHER, "the session is over");
        let board =
            page(&scene.site, Some(&scene.lead), &scene.files().replace("/files", "/bets")).await;
        assert!(!board.contains("Ben Okafor"), "{board}");
    }
}

#[tokio::test]
async fn an_administrator_erases_somebody_whom_no_page_finds_any_more() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let admin = signed_in(&fresh.hone, &scene.here.administrator).await;
        let leader = &scene.here.leader;
        let path = format!("/people/{}/erasure", leader.id);
        let question = page(&scene.site, Some(&admin), &path).await;

        let form = [("email", leader.email.as_str())];
        let (status, ..) = ask(&scene.site, Some(&admin), Method::POST, &path, &form).await;

        assert!(question.contains("The team Pumps is closed"), "{question}");
        assert_eq!(status, StatusCode::SEE_OTHER);
        for gone in [path.as_str(), &format!("/people/{}", leader.id)] {
            let (status, ..) = ask(&scene.site, Some(&admin), Method::GET, gone, &[]).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{gone}");
        }
        for list in ["/people?left=1", "/audit"] {
            let html = page(&scene.site, Some(&admin), list).await;
            assert!(!html.contains("Marek") && !html.contains("erased.invalid"), "{list}: {html}");
        }
    }
}

#[tokio::test]
async fn the_lead_sees_what_waits_for_them_and_others_do_not() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let board = scene.files().replace("/files", "/delegation");

        let leads = page(&scene.site, Some(&scene.lead), &board).await;
        let bens = page(&scene.site, Some(&scene.ben), &board).await;

        assert!(leads.contains("Waiting for you</h3>"), "{leads}");
        assert!(
            leads.contains("Cannot tell yet.") && leads.contains("told from 30 on; there are two"),
            "{leads}"
        );
        assert!(leads.contains("=1+1?</a>"), "the cases stand there: {leads}");
        assert!(!bens.contains("Waiting for you"), "{bens}");
        assert!(bens.contains("One question, since today."), "{bens}");
    }
}
