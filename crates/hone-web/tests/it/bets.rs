//! Two people of a team: one bets, the other gives odds without seeing any and judges; both see what came
//! of it, and each alone how their odds hold up.

use axum::Router;
use axum::http::{Method, StatusCode};
use hone_core::Hone;
use hone_core::testing::{self, Northfold, each_engine};

use crate::ask::{page, sent};
use crate::{ask, signed_in};

const DAY: i64 = 24 * 3600;

/// A team of Northfold's leader and Ben.
struct Scene {
    hone: Hone,
    site: Router,
    here: Northfold,
    lead: String,
    ben: String,
    team: String,
}

/// A bet of Ben's whose judge is the lead, as the form sends it.
fn typed<'a>(judge: &'a str, odds: &'a str, then: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("problem", ""),
        ("we_try", "Text customers first"),
        ("true_if", "calls fall by a fifth"),
        ("review_on", "2026-05-07"),
        ("stake", "two weeks of work"),
        ("stake_class", "2"),
        ("upside", "quieter mornings"),
        ("stop_at", "three complaints"),
        ("judge", judge),
        ("change_our_mind_if", "nobody reads them"),
        ("odds", odds),
        ("then", then),
    ]
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
        Self { hone: hone.clone(), site, here, lead, ben, team }
    }

    fn bets(&self) -> String {
        format!("{}/bets", self.team)
    }

    async fn send(&self, cookie: &str, path: &str, form: &[(&str, &str)]) -> String {
        sent(&self.site, cookie, path, form).await
    }

    async fn refused(&self, cookie: &str, path: &str, form: &[(&str, &str)]) -> String {
        let (status, _, body) = ask(&self.site, Some(cookie), Method::POST, path, form).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {body}");
        body
    }

    async fn page(&self, cookie: &str, path: &str) -> String {
        page(&self.site, Some(cookie), path).await
    }

    async fn placed(&self, odds: &str) -> String {
        let judge = self.here.leader.id.to_string();
        let form = typed(&judge, odds, "place");
        self.send(&self.ben, &format!("{}/new", self.bets()), &form).await
    }
}

/// What a hidden field of a page says.
fn hidden(html: &str, name: &str) -> String {
    let field = format!("name=\"{name}\" value=\"");
    let rest = html.split(&field).nth(1).unwrap_or_else(|| panic!("no {name} in {html}"));
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_bet_goes_from_a_problem_over_blind_odds_to_what_was_learned() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (lead, ben) = (scene.lead.as_str(), scene.ben.as_str());
        let empty = scene.page(ben, &scene.bets()).await;
        assert!(empty.contains("What would you bet on?") && empty.contains("class=\"example\""));
        assert!(empty.contains("Turn it into a bet"));
        let new = format!("{}/new?problem=Calls+every+%3Cmorning%3E", scene.bets());
        let html = scene.page(ben, &new).await;
        assert!(html.contains("value=\"Calls every &#60;morning&#62;\""), "{html}");
        assert!(!html.contains("Ben Okafor</option>"), "nobody judges their own: {html}");

        let judge = scene.here.leader.id.to_string();
        let form = typed(&judge, "60", "ask");
        let bet = scene.send(ben, &format!("{}/new", scene.bets()), &form).await;
        assert!(scene.page(ben, &bet).await.contains("Yours: <b>60 %</b>"));
        let board = scene.page(lead, &scene.bets()).await;
        assert!(board.contains("One bet is open. It waits for you."), "{board}");
        let today = scene.page(lead, "/").await;
        assert!(today.contains("Your odds are asked for: Text customers first"), "{today}");
        let html = scene.page(lead, &bet).await;
        assert!(html.contains("One of two has given odds: Ben Okafor."), "{html}");
        assert!(!html.contains("Yours: <b>") && !html.contains("<span>60 %</span>"), "{html}");
        let body = scene.refused(lead, &format!("{bet}/odds"), &[("odds", "30")]).await;
        assert!(body.contains("changed in the meantime"), "which words were they about? {body}");
        let form = [("odds", "30"), ("asked", "1"), ("back", "board")];
        let back = scene.send(lead, &format!("{bet}/odds"), &form).await;
        assert_eq!(back, scene.bets());
        let html = scene.page(ben, &bet).await;
        assert!(html.contains("<span>60 %</span>") && html.contains("<span>30 %</span>"), "{html}");

        assert!(scene.page(ben, "/").await.contains("All odds are in: Text customers first"));
        let version = hidden(&html, "version");
        let seen = [("version", version.as_str())];
        let body = scene.refused(lead, &format!("{bet}/placing"), &seen).await;
        assert!(body.contains("Only the owner places a bet."), "{body}");
        let doubt = [
            ("text", "Nobody reads them"),
            ("handling", "watch"),
            ("sign", "under half are opened"),
        ];
        scene.send(lead, &format!("{bet}/reasons"), &doubt).await;
        let body = scene.refused(ben, &format!("{bet}/placing"), &[("version", "1")]).await;
        assert!(body.contains("changed in the meantime"), "the odds were shown since: {body}");
        scene.send(ben, &format!("{bet}/placing"), &seen).await;
        let html = scene.page(ben, &bet).await;
        assert!(html.contains("It is on until Thu 7 May 2026."), "{html}");
        assert!(html.contains("We watch for it. Sign: under half are opened"), "{html}");
        assert!(!html.contains("You say how it went"), "the judge does: {html}");

        scene.hone.clock.advance(3 * DAY);
        let lead = &signed_in(&scene.hone, &scene.here.leader).await;
        let ben = &signed_in(&scene.hone, &scene.here.reports[0]).await;
        let today = scene.page(lead, "/").await;
        assert!(today.contains("You judge how it went: Text customers first"), "{today}");
        let said = [("end", "no"), ("learned", "They come too late")];
        let body = scene.refused(ben, &format!("{bet}/end"), &said).await;
        assert!(body.contains("Only the judge of the bet says how it went."), "{body}");
        scene.send(lead, &format!("{bet}/end"), &said).await;
        let html = scene.page(ben, &bet).await;
        assert!(html.contains("They come too late"), "{html}");
        let fair = "Well placed: at 60 %, four of ten such bets are lost, and this was one.";
        assert!(html.contains(fair), "{html}");
        assert!(scene.page(ben, &scene.bets()).await.contains(fair));
        scene.send(lead, &format!("{bet}/reopening"), &[]).await;
        assert!(scene.page(ben, &scene.bets()).await.contains("Marek Dvorak says how it went"));
    }
}

#[tokio::test]
async fn what_is_missing_is_said_and_what_was_typed_is_kept() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let judge = scene.here.leader.id.to_string();
        let new = format!("{}/new", scene.bets());

        let body = scene.refused(&scene.ben, &new, &typed(&judge, "", "place")).await;

        assert!(body.contains("The owner gives odds first"), "{body}");
        assert!(body.contains("value=\"Text customers first\""), "{body}");
        assert!(scene.page(&scene.lead, &scene.bets()).await.contains("What would you bet on?"));
        let bet = scene.send(&scene.ben, &new, &typed(&judge, "", "ask")).await;
        let wrong = [("odds", "55"), ("asked", "1")];
        let body = scene.refused(&scene.ben, &format!("{bet}/odds"), &wrong).await;
        assert!(body.contains("Choose odds of 5, 10, 20 … 90 or 95 %."), "{body}");
        let doubt = [("text", "They <b>cost</b>"), ("handling", "watch"), ("sign", "")];
        let body = scene.refused(&scene.lead, &format!("{bet}/reasons"), &doubt).await;
        assert!(body.contains("by which sign") && body.contains("They &#60;b&#62;cost"), "{body}");
    }
}

#[tokio::test]
async fn of_two_who_change_a_bet_the_second_keeps_their_words_beside_the_first_ones() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let judge = scene.here.leader.id.to_string();
        let form = typed(&judge, "", "ask");
        let bet = scene.send(&scene.ben, &format!("{}/new", scene.bets()), &form).await;
        let change = format!("{bet}/change");
        let mut first = typed(&judge, "", "save");
        first.push(("version", "1"));
        let mut second = first.clone();
        first[6] = ("upside", "calm mornings");
        second[6] = ("upside", "fewer calls");
        scene.send(&scene.ben, &change, &first).await;

        let body = scene.refused(&scene.lead, &change, &second).await;

        assert!(body.contains("Ben Okafor changed this in the meantime"), "{body}");
        assert!(body.contains("value=\"fewer calls\""), "{body}");
        assert!(body.contains("<p class=\"lines s\">calm mornings</p>"), "{body}");
        assert_eq!(body.matches("Now stands there").count(), 1, "beside what differs: {body}");
        let last = second.len() - 1;
        second[last] = ("version", "2");
        scene.send(&scene.lead, &change, &second).await;
        assert!(scene.page(&scene.ben, &bet).await.contains("fewer calls"));
    }
}

#[tokio::test]
async fn a_bet_that_is_put_away_is_brought_back_from_the_list() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let bet = scene.placed("60").await;

        scene.send(&scene.ben, &format!("{bet}/removal"), &[]).await;

        let board = scene.page(&scene.lead, &scene.bets()).await;
        assert!(board.contains("Put away") && !board.contains("Looked at on"), "{board}");
        assert!(scene.page(&scene.ben, &bet).await.contains("It is put away."));
        scene.send(&scene.lead, &format!("{bet}/return"), &[]).await;
        assert!(scene.page(&scene.ben, &scene.bets()).await.contains("Looked at on Thu 7 May"));
    }
}

#[tokio::test]
async fn how_ones_own_odds_hold_up_is_told_as_far_as_their_number_allows() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let mine = format!("{}/mine", scene.bets());
        let html = scene.page(&scene.ben, &mine).await;
        assert!(html.contains("No bet of yours has been judged yet."), "{html}");
        let mut told = Vec::new();
        for n in 1..=30 {
            let bet = scene.placed(if n % 2 == 0 { "90" } else { "80" }).await;
            let how = if n % 3 == 0 { "yes" } else { "no" };
            let said = [("end", how), ("learned", "Ask sooner")];
            scene.send(&scene.lead, &format!("{bet}/end"), &said).await;
            if [1, 10, 30].contains(&n) {
                scene.hone.clock.advance(3 * DAY);
                let later = signed_in(&scene.hone, &scene.here.reports[0]).await;
                told.push(scene.page(&later, &mine).await);
                scene.hone.clock.advance(-3 * DAY);
                scene.lead = signed_in(&scene.hone, &scene.here.leader).await;
                scene.ben = signed_in(&scene.hone, &scene.here.reports[0]).await;
            }
        }

        let [one, ten, thirty] = told.try_into().unwrap();

        assert!(one.contains("One bet of yours is judged."), "{one}");
        assert!(one.contains("we cannot tell yet") && one.contains("9 more bets"), "{one}");
        assert!(one.contains("Well placed: at 80 %, two of ten such bets are lost"), "{one}");
        assert!(ten.contains("Ten of your bets are judged.") && ten.contains("Brier score"));
        assert!(ten.contains("stood against the odds"), "{ten}");
        assert!(!ten.contains("too hopeful") && !ten.contains("<svg viewBox=\"0 0 360 354\""));
        assert!(ten.contains("20 to go"), "{ten}");
        assert!(thirty.contains("Over 30 bets, your odds were too hopeful."), "{thirty}");
        assert!(thirty.contains("points more than came"), "{thirty}");
        assert!(thirty.contains("<svg viewBox=\"0 0 360 354\""), "{thirty}");
        assert!(thirty.contains(": 0 % are left out."), "{thirty}");
        assert!(!thirty.contains("in three parts"), "from 50 on: {thirty}");
        let other = scene.page(&scene.lead, &mine).await;
        assert!(other.contains("No bet of yours has been judged yet."), "theirs alone: {other}");
    }
}

#[tokio::test]
async fn a_coach_reads_the_figures_that_are_shared_and_no_word_of_a_bet() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (coach, id) = (&scene.here.coach, scene.here.coach.id.to_string());
        let ruth = signed_in(&scene.hone, coach).await;
        let coaching = scene.send(&scene.ben, "/coaching", &[("coach", &id)]).await;
        scene.send(&ruth, &format!("{coaching}/answer"), &[("answer", "yes")]).await;
        for n in 1..=10 {
            let bet = scene.placed(if n % 2 == 0 { "90" } else { "80" }).await;
            let said = [("end", "no"), ("learned", "Ask sooner")];
            scene.send(&scene.lead, &format!("{bet}/end"), &said).await;
        }
        scene.hone.clock.advance(3 * DAY);
        let ruth = signed_in(&scene.hone, coach).await;
        scene.ben = signed_in(&scene.hone, &scene.here.reports[0]).await;
        scene.lead = signed_in(&scene.hone, &scene.here.leader).await;
        let odds = format!("{coaching}/mirror/odds");
        let (before, _, _) = ask(&scene.site, Some(&ruth), Method::GET, &odds, &[]).await;

        scene.send(&scene.ben, "/mirror/sharing", &[("part", "odds")]).await;
        let html = page(&scene.site, Some(&ruth), &odds).await;
        let list = page(&scene.site, Some(&ruth), "/coaching/leaders").await;
        let (lead, _, _) = ask(&scene.site, Some(&scene.lead), Method::GET, &odds, &[]).await;
        scene.send(&scene.ben, "/mirror/sharing", &[]).await;
        let (after, _, _) = ask(&scene.site, Some(&ruth), Method::GET, &odds, &[]).await;

        assert_eq!([before, lead, after], [StatusCode::NOT_FOUND; 3]);
        assert!(html.contains("Brier score") && html.contains("how far their odds were"), "{html}");
        assert!(html.contains("<b>0.73</b><i>"), "a number with its range: {html}");
        assert!(list.contains("Figures, odds on bets"), "{list}");
        for word in ["Text customers", "Pump crew", "Ask sooner", &scene.team, "the cases below"] {
            assert!(!html.contains(word), "{word}: {html}");
        }
    }
}
