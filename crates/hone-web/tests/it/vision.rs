//! Two people of a team: one proposes an objective and the other takes it on; both see where it leads, check
//! in on it, and share it with a third person's team.

use axum::Router;
use axum::http::{Method, StatusCode};
use hone_core::Hone;
use hone_core::testing::{self, Northfold, each_engine};

use crate::ask::{page, sent};
use crate::{ask, signed_in};

const DAY: i64 = 24 * 3600;

/// A team of Northfold's leader and Ben, and one of the leader's manager alone.
struct Scene {
    hone: Hone,
    site: Router,
    here: Northfold,
    lead: String,
    ben: String,
    team: String,
    head: String,
    other: String,
}

/// An objective as the form sends it.
fn typed<'a>(title: &'a str, serves: &'a str, owner: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("title", title),
        ("serves", serves),
        ("how_it_serves", "The waiting is what people <fear>"),
        ("horizon", "now"),
        ("owner", owner),
        ("then", "propose"),
    ]
}

const KEY: &[(&str, &str)] =
    &[("measure", "the longest wait"), ("start", "9"), ("target", "2"), ("due", "2026-05-07")];

impl Scene {
    async fn of(hone: &Hone) -> Self {
        let here = testing::northfold(hone).await;
        let site = hone_web::site(hone);
        let lead = signed_in(hone, &here.leader).await;
        let team = sent(&site, &lead, "/team", &[("name", "Pump crew")]).await;
        let email = here.reports[0].email.clone();
        sent(&site, &lead, &format!("{team}/members"), &[("email", &email)]).await;
        let ben = signed_in(hone, &here.reports[0]).await;
        let head = signed_in(hone, &here.manager).await;
        let other = sent(&site, &head, "/team", &[("name", "Valve crew")]).await;
        Self { hone: hone.clone(), site, here, lead, ben, team, head, other }
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

    async fn hidden(&self, cookie: &str, path: &str) {
        let (status, _, body) = ask(&self.site, Some(cookie), Method::GET, path, &[]).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}: {body}");
    }

    fn tree(&self) -> String {
        format!("{}/vision", self.team)
    }

    async fn vision(&self) -> String {
        let form = [("scene", "Anna turns on her tap"), ("why", "Nights"), ("horizon", "In 2031")];
        self.send(&self.ben, &format!("{}/new", self.tree()), &form).await
    }

    /// An objective that the lead proposes, and Ben owns.
    async fn proposed(&self, title: &str, serves: &str) -> String {
        let owner = self.here.reports[0].id.to_string();
        let form = typed(title, serves, &owner);
        self.send(&self.lead, &format!("{}/objectives/new", self.team), &form).await
    }

    async fn active(&self, title: &str, serves: &str) -> String {
        let one = self.proposed(title, serves).await;
        self.send(&self.ben, &format!("{one}/step"), &[("step", "start")]).await;
        one
    }

    /// The address of the only key result of an objective.
    async fn key(&self, objective: &str) -> String {
        self.send(&self.ben, &format!("{objective}/keys/new"), KEY).await;
        let html = self.page(&self.ben, objective).await;
        between(&html, &format!("action=\"{objective}/keys/"), "/checks").to_owned()
    }
}

/// What stands between two texts of a page.
fn between<'a>(html: &'a str, before: &str, after: &str) -> &'a str {
    let rest = html.split(before).nth(1).unwrap_or_else(|| panic!("no {before} in {html}"));
    rest.split(after).next().unwrap()
}

#[tokio::test]
async fn work_leads_from_an_objective_to_the_vision_and_ends_with_what_was_learned() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (lead, ben) = (scene.lead.as_str(), scene.ben.as_str());
        let empty = scene.page(ben, &scene.tree()).await;
        assert!(empty.contains("What do you work towards?"), "{empty}");
        assert_eq!(empty.matches("class=\"example\"").count(), 2, "{empty}");
        let vision = scene.vision().await;
        let body = scene.refused(ben, &format!("{vision}/step"), &[("step", "agree")]).await;
        assert!(body.contains("The lead of the team says this"), "{body}");
        scene.send(lead, &format!("{vision}/step"), &[("step", "agree")]).await;

        let top = scene.proposed("Quiet nights", "vision").await;
        let today = scene.page(ben, "/").await;
        assert!(today.contains("Do you take it on? Quiet nights"), "{today}");
        let body = scene.refused(lead, &format!("{top}/step"), &[("step", "start")]).await;
        assert!(body.contains("Only who owns the objective takes it on"), "{body}");
        scene.send(ben, &format!("{top}/step"), &[("step", "start")]).await;
        let id = top.rsplit('/').next().unwrap();
        scene.active("New pumps", id).await;
        scene.active("A newsletter", "nothing").await;
        let html = scene.page(ben, &scene.tree()).await;
        assert!(html.contains("Three objectives; one branch is loose."), "{html}");
        assert!(html.contains("Three now, none next, none later."), "{html}");
        let way = "It serves ‘Quiet nights’, which serves the vision.";
        assert!(html.contains(way) && html.contains("It serves nothing yet."), "{html}");
        assert_eq!(html.matches("<li class=\"own\">").count(), 3, "{html}");
        assert!(html.contains("aria-label=\"What serves it: Quiet nights\""), "{html}");
        assert!(html.contains("The waiting is what people &#60;fear&#62;"), "{html}");
        let html = scene.page(lead, &scene.tree()).await;
        assert!(!html.contains("Where your work leads") && !html.contains("Yours"), "{html}");
        let found = scene.page(lead, &format!("{}/search?q=newsletter", scene.team)).await;
        assert!(found.contains("A newsletter"), "{found}");

        let key = scene.key(&top).await;
        scene.hone.clock.advance(3 * DAY);
        let lead = &signed_in(&scene.hone, &scene.here.leader).await;
        let ben = &signed_in(&scene.hone, &scene.here.reports[0]).await;
        let today = scene.page(ben, "/").await;
        assert!(today.contains("Where does it stand? the longest wait"), "{today}");
        let off = [("kind", "key-result"), ("id", key.as_str()), ("until", "tomorrow")];
        scene.send(ben, "/today/later?from=today", &off).await;
        assert!(!scene.page(ben, "/").await.contains("Where does it stand?"));
        scene.send(ben, "/today/return", &off[..2]).await;
        assert!(scene.page(lead, &scene.team).await.contains("Three objectives<"), "not theirs");
        let said = [("value", "7.5"), ("line", "A second crew"), ("odds", "70")];
        scene.send(lead, &format!("{top}/keys/{key}/checks"), &said).await;
        let html = scene.page(ben, &top).await;
        assert!(html.contains("now 7.5; from 9 to 2 by 7 May 2026."), "{html}");
        assert!(html.contains("Marek Dvorak, 7 May 2026; 70 % that it is reached"), "{html}");
        assert!(!scene.page(ben, "/").await.contains("Where does it stand?"));

        let body = scene.refused(ben, &format!("{top}/step"), &[("step", "reach")]).await;
        assert!(body.contains("What we learned: write something."), "{body}");
        let form = [("step", "reach"), ("learned", "Ask people sooner")];
        scene.send(ben, &format!("{top}/step"), &form).await;
        let html = scene.page(lead, &scene.tree()).await;
        assert!(html.contains("Reached. Ask people sooner"), "{html}");
        assert!(html.contains("Two objectives; two branches are loose."), "{html}");
        scene.send(lead, &format!("{top}/step"), &[("step", "back")]).await;
        assert!(scene.page(ben, &top).await.contains("It is worked towards."));
    }
}

#[tokio::test]
async fn the_earlier_words_of_a_vision_can_be_read_and_a_merge_keeps_both() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let vision = scene.vision().await;
        let change = format!("{vision}/change");
        let first = [("scene", "Anna sleeps"), ("why", "Nights"), ("version", "1")];
        scene.send(&scene.ben, &change, &first).await;
        let second = [("scene", "Anna rests"), ("why", "Nights"), ("version", "1")];

        let body = scene.refused(&scene.lead, &change, &second).await;

        assert!(body.contains("Ben Okafor changed this in the meantime"), "{body}");
        assert!(body.contains("Anna rests</textarea>"), "{body}");
        assert!(body.contains("<p class=\"lines s\">Anna sleeps</p>"), "{body}");
        assert_eq!(body.matches("Now stands there").count(), 1, "beside what differs: {body}");
        let html = scene.page(&scene.lead, &vision).await;
        assert!(html.contains("Anna turns on her tap") && html.contains("by Ben Okafor"), "{html}");
        let step = format!("{vision}/step");
        let body = scene.refused(&scene.lead, &step, &[("step", "retire")]).await;
        assert!(body.contains("What we learned: write something."), "{body}");
        let form = [("step", "retire"), ("learned", "Too near")];
        scene.send(&scene.lead, &step, &form).await;
        let html = scene.page(&scene.ben, &scene.tree()).await;
        assert!(html.contains("Earlier visions") && html.contains("Write the vision"), "{html}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_an_objective_is_said_and_what_was_typed_is_kept() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let owner = scene.here.reports[0].id.to_string();
        let top = scene.active("Quiet nights", "nothing").await;
        let below = scene.active("New pumps", top.rsplit('/').next().unwrap()).await;
        let form = [
            ("title", "Silent nights"),
            ("serves", below.rsplit('/').next().unwrap()),
            ("owner", &owner),
            ("version", "2"),
        ];

        let body = scene.refused(&scene.lead, &format!("{top}/change"), &form).await;

        assert!(body.contains("It would serve itself in the end"), "{body}");
        assert!(body.contains("value=\"Silent nights\""), "{body}");
        let key = scene.key(&top).await;
        let said = [("value", "many"), ("line", "A <b>line"), ("odds", "55")];
        let body = scene.refused(&scene.ben, &format!("{top}/keys/{key}/checks"), &said).await;
        assert!(body.contains("Choose odds of 5, 10, 20 … 90 or 95 %, or none."), "{body}");
        assert!(body.contains("value=\"A &#60;b&#62;line\""), "{body}");
        let body = scene.refused(&scene.ben, &format!("{top}/keys/new"), &[("measure", "x")]).await;
        assert!(body.contains("The day must be a day, such as 2026-06-12."), "{body}");
        scene.send(&scene.ben, &format!("{below}/removal"), &[]).await;
        assert!(scene.page(&scene.lead, &scene.tree()).await.contains("Bring back"));
        scene.send(&scene.lead, &format!("{below}/return"), &[]).await;
        assert!(scene.page(&scene.ben, &scene.tree()).await.contains("Two objectives"));
    }
}

#[tokio::test]
async fn an_objective_is_shared_with_a_team_that_reads_nothing_else() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (lead, ben, head) = (scene.lead.as_str(), scene.ben.as_str(), scene.head.as_str());
        scene.vision().await;
        let home = scene.active("Quiet nights", "vision").await;
        let one = scene.active("New pumps", home.rsplit('/').next().unwrap()).await;
        let key = scene.key(&one).await;
        let there = one.replace(&scene.team, &scene.other);
        let email = [("email", scene.here.manager.email.as_str())];
        let body = scene.refused(ben, &format!("{one}/shares"), &email).await;
        assert!(body.contains("The lead of the team says this"), "{body}");
        let unknown = [("email", "no@body.test")];
        let body = scene.refused(lead, &format!("{one}/shares"), &unknown).await;
        assert!(body.contains("Nobody here has the address &#34;no@body.test&#34;."), "{body}");
        scene.send(lead, &format!("{one}/shares"), &email).await;

        scene.hidden(head, &there).await;
        scene.hidden(head, &one).await;
        let today = scene.page(head, "/").await;
        assert!(today.contains("Pump crew offers to share an objective: New pumps"), "{today}");
        let tree = scene.page(head, &format!("{}/vision", scene.other)).await;
        let shares = format!("{}/shares", scene.other);
        let share = between(&tree, &format!("action=\"{shares}/"), "/answer").to_owned();
        scene.send(head, &format!("{shares}/{share}/answer"), &[("answer", "yes")]).await;
        let tree = scene.page(head, &format!("{}/vision", scene.other)).await;
        assert!(tree.contains("New pumps") && tree.contains("shared by Pump crew"), "{tree}");
        for secret in ["Quiet nights", "Anna turns", "The waiting is"] {
            assert!(!tree.contains(secret), "{secret}: {tree}");
            assert!(!scene.page(head, &there).await.contains(secret), "{secret}");
        }
        scene.hidden(head, &home.replace(&scene.team, &scene.other)).await;
        scene.hidden(head, &format!("{there}/change")).await;

        let said = [("value", "5"), ("line", "Valves hold")];
        scene.send(head, &format!("{there}/keys/{key}/checks"), &said).await;
        let html = scene.page(ben, &one).await;
        assert!(html.contains("Valves hold") && html.contains("Ines Haddad, "), "{html}");
        assert!(html.contains("Shared with Valve crew."), "{html}");
        let own = [("title", "Safe valves"), ("serves", "nothing"), ("then", "start")];
        let owner = scene.here.manager.id.to_string();
        let own = [&own[..], &[("owner", owner.as_str())]].concat();
        let own = scene.send(head, &format!("{}/objectives/new", scene.other), &own).await;
        let place = [
            ("serves", own.rsplit('/').next().unwrap()),
            ("how_it_serves", "They close the mains"),
            ("version", "2"),
        ];
        scene.send(head, &format!("{there}/place"), &place).await;
        let tree = scene.page(head, &format!("{}/vision", scene.other)).await;
        assert!(tree.contains("They close the mains"), "{tree}");
        assert!(tree.contains("aria-label=\"What serves it: Safe valves\""), "{tree}");
        assert!(!scene.page(ben, &one).await.contains("They close the mains"));

        let away = scene.send(head, &format!("{shares}/{share}/removal"), &[]).await;
        assert_eq!(away, format!("{}/vision", scene.other));
        scene.hidden(head, &there).await;
        assert!(scene.page(ben, &one).await.contains("Valves hold"), "what they wrote stays");
        let back = scene.send(head, &format!("{shares}/{share}/return"), &[]).await;
        assert_eq!(back, there);
    }
}

#[tokio::test]
async fn the_odds_of_check_ins_count_among_ones_own_when_one_asks_for_it() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let mine = format!("{}/bets/mine", scene.team);
        let asked = format!("{mine}?with=check-ins");
        let one = scene.active("Quiet <nights>", "").await;
        let key = scene.key(&one).await;
        assert!(!scene.page(&scene.ben, &mine).await.contains("check-ins"), "none yet");
        let said = [("value", "7.5"), ("line", "A second crew"), ("odds", "70")];
        scene.send(&scene.ben, &format!("{one}/keys/{key}/checks"), &said).await;
        scene.hone.clock.advance(3 * DAY);
        scene.ben = signed_in(&scene.hone, &scene.here.reports[0]).await;
        scene.lead = signed_in(&scene.hone, &scene.here.leader).await;
        let waits = scene.page(&scene.ben, &asked).await;
        let said = [("value", "2"), ("line", "There"), ("odds", "")];
        scene.send(&scene.lead, &format!("{one}/keys/{key}/checks"), &said).await;

        let without = scene.page(&scene.ben, &mine).await;
        let with = scene.page(&scene.ben, &asked).await;
        let other = scene.page(&scene.lead, &asked).await;

        assert!(waits.contains("No forecast of yours has been judged yet."), "{waits}");
        assert!(waits.contains("You gave it 70 %. Waits for a check-in."), "{waits}");
        assert!(without.contains("No bet of yours has been judged yet."), "{without}");
        assert!(without.contains(&format!("href=\"{asked}\"")), "{without}");
        assert!(with.contains("One forecast of yours is judged."), "{with}");
        assert!(with.contains("Quiet &#60;nights&#62;: the longest wait"), "{with}");
        assert!(
            with.contains("You gave it 70 %. Reached.") && with.contains("not blind"),
            "{with}"
        );
        assert!(
            !other.contains("You gave it") && other.contains("No forecast of yours"),
            "{other}"
        );
    }
}
