//! A lead asks a member to lead the team, who finds it on their day and says yes.

use axum::Router;
use axum::http::{Method, StatusCode};
use hone_core::testing::{self, each_engine};

use crate::ask::page;
use crate::{ask, signed_in};

/// Sends a form and returns to where it leads.
async fn send(site: &Router, cookie: &str, path: &str, form: &[(&str, &str)]) -> String {
    let (status, headers, body) = ask(site, Some(cookie), Method::POST, path, form).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{path}: {body}");
    headers["location"].to_str().unwrap().to_owned()
}

/// The version of the team that stands on its page.
fn version(page: &str) -> &str {
    let from = page.split("name=\"version\" value=\"").nth(1).unwrap_or_else(|| panic!("{page}"));
    from.split('"').next().unwrap()
}

#[tokio::test]
async fn a_team_is_handed_on_by_a_question_and_a_yes() {
    for fresh in each_engine().await {
        let (hone, here) = (&fresh.hone, testing::northfold(&fresh.hone).await);
        let site = hone_web::site(hone);
        let lead = signed_in(hone, &here.leader).await;
        let team = send(&site, &lead, "/team", &[("name", "Pump crew")]).await;
        let email = here.reports[0].email.clone();
        send(&site, &lead, &format!("{team}/members"), &[("email", &email)]).await;
        let ben = signed_in(hone, &here.reports[0]).await;
        let person = format!("{team}/people/{}", here.reports[0].id);
        let talk = [("held_on", "2026-05-04"), ("goal", "Run the morning meeting")];
        send(&site, &lead, &format!("{person}/talks"), &talk).await;

        let before = page(&site, Some(&lead), &team).await;
        let id = here.reports[0].id.to_string();
        let form = [("person", id.as_str()), ("version", version(&before))];
        send(&site, &lead, &format!("{team}/lead"), &form).await;
        let asked = page(&site, Some(&lead), &team).await;
        assert!(asked.contains("Asked Ben Okafor on 4 May 2026 to lead the team."), "{asked}");
        let day = page(&site, Some(&ben), "/today").await;
        assert!(day.contains("asks you to lead the team Pump crew"), "{day}");
        let offer = page(&site, Some(&ben), &team).await;
        let stale = [("answer", "yes"), ("version", version(&before))];
        let answer = format!("{team}/lead/answer");
        let (status, _, body) = ask(&site, Some(&ben), Method::POST, &answer, &stale).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert!(body.contains("This was changed in the meantime."), "{body}");
        send(&site, &ben, &answer, &[("answer", "yes"), ("version", version(&offer))]).await;

        let now = page(&site, Some(&ben), &team).await;
        assert!(now.contains("You lead it"), "{now}");
        let earlier = page(&site, Some(&ben), &format!("{team}/earlier")).await;
        assert!(earlier.contains("With Marek Dvorak") && earlier.contains("Run the morning"));
        let (status, ..) = ask(&site, Some(&lead), Method::GET, &person, &[]).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "the former lead is a member");
    }
}
