//! A team with very much on its boards: each list comes a page at a time, and nothing is lost between pages.

use axum::Router;
use hone_core::testing::crews::{Size, practising};
use hone_core::testing::each_engine;

use crate::ask::page;

/// Every page of a list, by the links that lead on.
async fn pages(site: &Router, cookie: &str, path: &str, list: &str) -> Vec<String> {
    let mut pages = vec![page(site, Some(cookie), path).await];
    while let Some(next) = more(&pages[pages.len() - 1], list) {
        pages.push(page(site, Some(cookie), &format!("{path}{next}")).await);
    }
    pages
}

/// Where the link of a list leads on.
fn more(page: &str, list: &str) -> Option<String> {
    let at = page.find(&format!("#{list}\">Show more"))?;
    let from = page[..at].rfind('?')?;
    Some(page[from..at].to_owned())
}

/// How often something stands on each of the pages.
fn counted(pages: &[String], what: &str) -> Vec<usize> {
    pages.iter().map(|page| page.matches(what).count()).collect()
}

#[tokio::test]
async fn a_team_with_very_much_reads_it_page_by_page() {
    for fresh in each_engine().await {
        let size = Size { n_teams: 2, n_things: 140, n_largest: 120 };
        let all = practising(&fresh.hone, size).await;
        let site = hone_web::site(&fresh.hone);
        let (cookie, team) = (all[0].token.text(), format!("/team/{}", all[0].team));
        let pages =
            async |path: &str, list| pages(&site, cookie, &format!("{team}{path}"), list).await;

        let areas = pages("/delegation", "open").await;
        assert_eq!(counted(&areas, r#"<li class="area"#), [50, 34], "on {}", fresh.engine);
        assert!(areas.iter().all(|page| page.contains("<h1>84 areas.")));
        assert!(areas[1].contains("?open=0#open\">Show those before"));
        assert_eq!(counted(&pages("/delegation", "over").await, "Handed back</span>").len(), 2);
        let bets = pages("/bets", "open").await;
        assert_eq!(counted(&bets, r#"<span class="turn "#), [50, 22], "on {}", fresh.engine);
        assert_eq!(counted(&pages("/bets", "over").await, r#"<span class="s q">"#)[0], 20);
        let lessons = pages("/delegation/lessons", "open").await;
        assert_eq!(counted(&lessons, r#"<p class="lines">"#), [20, 4], "on {}", fresh.engine);
        let today = page(&site, Some(cookie), "/today").await;
        assert_eq!(today.matches(r#"<li><div class="kind">"#).count(), 50);
        assert!(more(&today, "open").is_some());
    }
}
