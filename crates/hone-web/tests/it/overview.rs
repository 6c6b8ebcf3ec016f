//! What administrators read of a round as a whole.

use axum::http::{Method, StatusCode};
use hone_core::testing::round::about;
use hone_core::testing::{each_engine, northfold};

use crate::ask::{file, page};
use crate::reports::files::{letters, read};
use crate::reports::{decimals, words};
use crate::{ask, signed_in};

#[tokio::test]
async fn administrators_read_it_by_department_after_the_release() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let staged = about(hone, northfold(hone).await, 1..12).await;
        staged.everybody_answers(hone, 4).await;
        let site = hone_web::site(hone);
        let here = &staged.northfold;
        let orla = signed_in(hone, &here.administrator).await;
        let path = format!("/rounds/{}/overview", staged.round.id);
        let (before, _, _) = ask(&site, Some(&orla), Method::GET, &path, &[]).await;
        assert_eq!(before, StatusCode::NOT_FOUND);

        staged.release(hone).await;

        let html = page(&site, Some(&orla), &path).await;
        let places =
            ["All leaders</h2>", "Operations</h2>", "Pumps</h2>"].map(|name| html.find(name));
        assert!(places.is_sorted() && places.iter().all(Option::is_some), "{html}");
        assert!(html.contains("Reports of eleven leaders."));
        let (maps, tables) = html.split_once("All leaders</h2>").unwrap();
        let maps = maps.split_once("Leading, department by department").unwrap().1;
        let told = |html: &str| -> Vec<String> {
            let numbers = html.split("<span class=\"num\">").skip(1);
            numbers
                .map(|number| number.split("</span>").next().unwrap_or_default().to_owned())
                .collect()
        };
        assert_eq!(
            told(maps).len(),
            2 * 5 * 2,
            "both of five contrasts in two departments: {maps}"
        );
        assert!(told(maps).iter().all(|number| told(tables).contains(number)), "{html}");
        for person in &here.people {
            let is_named = html.split("<main").nth(1).unwrap().contains(&person.name);
            assert!(!is_named, "{} on {}", person.name, fresh.engine);
        }
        let round = page(&site, Some(&orla), &format!("/rounds/{}", staged.round.id)).await;
        assert!(round.contains(&path), "{round}");
        for person in [&here.leader, &here.coach, &here.reports[0]] {
            let cookie = signed_in(hone, person).await;
            let (status, _, _) = ask(&site, Some(&cookie), Method::GET, &path, &[]).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{}", person.name);
        }
    }
}

#[tokio::test]
async fn of_too_few_leaders_it_says_why_there_is_nothing() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let staged = about(hone, northfold(hone).await, 1..5).await;
        staged.everybody_answers(hone, 4).await;
        staged.release(hone).await;
        let orla = signed_in(hone, &staged.northfold.administrator).await;
        let path = format!("/rounds/{}/overview", staged.round.id);

        let html = page(&hone_web::site(hone), Some(&orla), &path).await;

        assert!(html.contains("Together there are too few"), "{html}");
        assert!(!html.contains("<table"), "{}", fresh.engine);
    }
}

#[tokio::test]
async fn what_a_round_shows_of_the_questionnaire_is_there_for_everyone_and_names_nobody() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let staged = about(hone, northfold(hone).await, 1..12).await;
        let links = staged.links(hone).await;
        let names: Vec<&str> = links.keys().map(String::as_str).collect();
        let (some, others) = names.split_at(names.len() / 2);
        staged.answer(hone, some, 2).await;
        staged.answer(hone, others, 4).await;
        let site = hone_web::site(hone);
        let reader = signed_in(hone, &staged.northfold.reports[0]).await;
        let before = page(&site, Some(&reader), "/model/quality").await;
        assert!(before.contains("Not measured yet") && !before.contains("<table"), "{before}");

        staged.release(hone).await;

        let html = page(&site, Some(&reader), "/model/quality").await;
        assert!(html.contains("raters of eleven leaders, at least 40 of them"), "{html}");
        assert!(html.contains("One colleague") && html.contains("0.06 to 0.77"), "{html}");
        for person in &staged.northfold.people {
            let is_named = html.split("<main").nth(1).unwrap().contains(&person.name);
            assert!(!is_named, "{} on {}", person.name, fresh.engine);
        }
        let (kind, pdf) = file(&site, &reader, "/model/quality.pdf?paper=letter").await;
        let paper = read(&pdf).text;
        assert_eq!(kind, "application/pdf");
        assert!(html.contains("href=\"/model/quality.pdf\""), "{html}");
        assert_eq!(decimals(&paper), decimals(&words(&html)), "the same numbers as on the page");
        for said in ["Not known yet", "raters of eleven leaders, at least 40 of them"] {
            assert!(html.contains(said), "{said}: {html}");
            assert!(letters(&paper).contains(&letters(said)), "{said}: {paper}");
        }
        let model = page(&site, Some(&reader), "/model").await;
        assert!(model.contains("/model/quality"), "{model}");
    }
}
