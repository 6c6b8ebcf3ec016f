//! A leader and a coach: what is granted is found, and nothing else by anybody.

use axum::Router;
use axum::http::{Method, StatusCode};
use hone_core::Hone;
use hone_core::person::{self, Person};
use hone_core::testing::round::{Staged, launched};
use hone_core::testing::{self, each_engine};
use serde_json::Value;

use crate::ask::{file, page};
use crate::reports::files::{FILES, letters, read};
use crate::reports::played::{CANARY, Played};
use crate::reports::words;
use crate::{ask, signed_in};

/// A released report, its leader and a coach.
struct Scene {
    site: Router,
    played: Played,
    leader: String,
    coach: String,
    coach_id: String,
}

impl Scene {
    async fn of(hone: &Hone) -> Self {
        let played = Played::launch(hone).await;
        played.everybody_answers().await;
        played.close().await;
        played.release().await;
        Self {
            site: hone_web::site(hone),
            leader: signed_in(hone, &played.here.leader).await,
            coach: signed_in(hone, &played.here.coach).await,
            coach_id: played.here.coach.id.to_string(),
            played,
        }
    }

    fn report(&self) -> String {
        self.played.first()
    }

    fn plan(&self) -> String {
        format!("{}/plan", self.report())
    }

    /// The id of the leader in the round, as the ticks have it.
    fn id(&self) -> String {
        self.report().trim_start_matches("/reports/").to_owned()
    }

    /// Sends a form and returns to where it leads.
    async fn send(&self, cookie: &str, path: &str, form: &[(&str, &str)]) -> String {
        let (status, headers, body) = ask(&self.site, Some(cookie), Method::POST, path, form).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{path}: {body}");
        headers["location"].to_str().unwrap().to_owned()
    }

    async fn status(&self, cookie: &str, method: Method, path: &str) -> StatusCode {
        ask(&self.site, Some(cookie), method, path, &[]).await.0
    }

    /// The leader asks and the coach says yes; the address of the coaching.
    async fn agreed(&self, ticks: &[&str]) -> String {
        let id = self.id();
        let mut form = vec![("coach", self.coach_id.as_str())];
        form.extend(ticks.iter().map(|tick| (*tick, id.as_str())));
        let coaching = self.send(&self.leader, "/coaching", &form).await;
        self.send(&self.coach, &format!("{coaching}/answer"), &[("answer", "yes")]).await;
        coaching
    }

    async fn grant(&self, coaching: &str, ticks: &[&str]) {
        let id = self.id();
        let form: Vec<_> = ticks.iter().map(|tick| (*tick, id.as_str())).collect();
        self.send(&self.leader, &format!("{coaching}/grants"), &form).await;
    }

    /// Everyone who is neither of the two, with their cookies.
    async fn others(&self, hone: &Hone) -> Vec<(String, String)> {
        let here = &self.played.here;
        let also_coach = Person { is_coach: true, ..here.reports[0].clone() };
        let mut tx = hone.people.write().await.unwrap();
        person::store::save(&mut tx, &also_coach).await.unwrap();
        tx.commit().await.unwrap();
        let mut stranger = testing::stranger(hone).await;
        stranger.is_coach = true;
        let mut tx = hone.people.write().await.unwrap();
        person::store::save(&mut tx, &stranger).await.unwrap();
        tx.commit().await.unwrap();
        let mut others = Vec::new();
        for one in [&here.administrator, &here.manager, &here.peers[0], &also_coach, &stranger] {
            others.push((one.name.clone(), signed_in(hone, one).await));
        }
        others
    }
}

#[tokio::test]
async fn a_coach_sees_what_is_ticked_and_nothing_else_until_it_is_taken_back() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (leader, coach) = (scene.leader.as_str(), scene.coach.as_str());
        let from = format!("/coaching?report={}", scene.id());
        let first = page(&scene.site, Some(leader), &scene.report()).await;
        assert!(first.contains(&format!("href=\"{from}\"")), "{first}");
        let question = page(&scene.site, Some(leader), &from).await;
        assert_eq!(question.matches(" checked").count(), 2, "the only coach, and the report");
        let coaching = scene.agreed(&["report"]).await;

        let list = page(&scene.site, Some(coach), "/coaching/leaders").await;
        assert!(list.contains("Marek Dvorak") && list.contains("Report, Spring 2026"), "{list}");
        for path in scene.played.paths() {
            let html = page(&scene.site, Some(coach), &path).await;
            assert!(html.contains("Granted by Marek Dvorak since 4 May 2026, without"), "{html}");
            assert!(!html.contains(CANARY), "{path} shows what people wrote");
            assert!(!html.contains("In their words") && !html.contains("You wrote"), "{path}");
            assert!(!html.contains("/plan\""), "{path} leads to a plan that is not granted");
            assert!(!html.contains("Talk it over"), "{path} asks the coach for a coach");
        }
        for method in [Method::GET, Method::POST] {
            let status = scene.status(coach, method, &scene.plan()).await;
            assert_eq!(status, StatusCode::NOT_FOUND);
        }
        let told = page(&scene.site, Some(leader), &coaching).await;
        assert!(told.contains("Last opened on 4 May 2026, 10:00."), "{told}");

        scene.grant(&coaching, &["report", "comments"]).await;
        let trust = format!("{}/trust", scene.report());
        let html = page(&scene.site, Some(coach), &trust).await;
        assert!(html.contains(CANARY) && html.contains("2026, with what"), "{html}");
        scene.send(leader, &format!("{coaching}/revocation"), &[]).await;

        let mut paths = scene.played.paths();
        paths.push(scene.plan());
        for path in &paths {
            let (status, _, body) = ask(&scene.site, Some(coach), Method::GET, path, &[]).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
            assert!(!body.contains("Marek") && !body.contains("Spring"), "{path}: {body}");
        }
        let list = page(&scene.site, Some(coach), "/coaching/leaders").await;
        assert!(list.contains("Nothing is shared with you now."), "{list}");
    }
}

#[tokio::test]
async fn a_granted_plan_is_its_steps_to_read_and_can_be_changed_by_the_leader_alone() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (leader, coach) = (scene.leader.as_str(), scene.coach.as_str());
        let coaching = scene.agreed(&["plan"]).await;
        assert_eq!(scene.status(coach, Method::GET, &scene.plan()).await, StatusCode::NOT_FOUND);
        let list = page(&scene.site, Some(coach), &coaching).await;
        assert!(!list.contains(&scene.plan()), "a plan that is not made yet: {list}");
        scene.send(leader, &scene.plan(), &[("contrast", "trust")]).await;
        let step = [
            ("moment", "someone asks"),
            ("deed", "ask back"),
            ("rhythm", "never"),
            ("starts_on", "2026-05-04"),
            ("ends_on", "2026-05-10"),
        ];
        scene.send(leader, &format!("{}/steps", scene.plan()), &step).await;
        let own = page(&scene.site, Some(leader), &scene.plan()).await;
        assert!(own.contains("Ruth Adler sees your steps"), "{own}");
        let (_, rest) = own.split_once("href=\"/steps/").unwrap();
        let step = format!("/steps/{}", rest.split('"').next().unwrap());
        let noticed = [("state", "done"), ("learned", "They went quiet.")];
        scene.send(leader, &format!("{step}/state"), &noticed).await;

        let html = page(&scene.site, Some(coach), &scene.plan()).await;

        assert!(html.contains("When someone asks, I will ask back."), "{html}");
        assert!(!html.contains("They went quiet") && !html.contains("<form"), "{html}");
        assert!(!html.contains(&format!("href=\"{}\"", scene.report())), "{html}");
        assert_eq!(scene.status(coach, Method::GET, &scene.report()).await, StatusCode::NOT_FOUND);
        let posts = ["", "/steps", "/look-again"].map(|end| format!("{}{end}", scene.plan()));
        for path in posts.into_iter().chain([step.clone(), format!("{step}/state")]) {
            let status = scene.status(coach, Method::POST, &path).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        }
        for path in [step, format!("{}/calendar.ics", scene.plan())] {
            let status = scene.status(coach, Method::GET, &path).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        }
    }
}

impl Scene {
    /// The export of somebody as a document.
    async fn export(&self, cookie: &str) -> Value {
        let (_, bytes) = file(&self.site, cookie, &format!("{}/report.json", self.report())).await;
        serde_json::from_slice(&bytes).unwrap()
    }

    async fn has_no_file(&self, who: &str, cookie: &str) {
        for name in FILES {
            let path = format!("{}/{name}", self.report());
            let (status, _, body) = ask(&self.site, Some(cookie), Method::GET, &path, &[]).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{path} as {who}");
            assert!(!body.contains("Marek") && !body.contains("Spring"), "{path} as {who}: {body}");
        }
    }
}

#[tokio::test]
async fn a_coach_takes_along_what_is_granted_at_that_moment_and_nobody_else_anything() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (leader, coach) = (scene.leader.as_str(), scene.coach.as_str());
        scene.send(leader, &scene.plan(), &[("contrast", "trust")]).await;
        scene.has_no_file("a coach who is not asked", coach).await;
        let coaching = scene.agreed(&["report"]).await;
        let first = page(&scene.site, Some(coach), &scene.report()).await;
        assert!(first.contains(&format!("href=\"{}/report.pdf\"", scene.report())), "{first}");

        let (mine, theirs) = (scene.export(leader).await, scene.export(coach).await);
        for name in ["report.csv", "report.xlsx"] {
            file(&scene.site, coach, &format!("{}/{name}", scene.report())).await;
        }
        let (_, pdf) = file(&scene.site, coach, &format!("{}/report.pdf", scene.report())).await;
        let status = scene.status(coach, Method::GET, &format!("{}/plan.pdf", scene.plan())).await;

        assert_eq!(status, StatusCode::NOT_FOUND, "the plan is not granted");
        assert!(theirs["remarks"].is_null() && mine["remarks"].is_array(), "{theirs}");
        let by = [&theirs["granted_by"], &theirs["granted_to"]];
        assert_eq!(by, [&Value::from("Marek Dvorak"), &Value::from("Ruth Adler")]);
        assert!(mine.get("granted_by").is_none());
        let without_who = |document: &Value| -> Vec<Value> {
            let mut rows = document["figures"].as_array().unwrap().clone();
            for row in &mut rows {
                row["who"] = Value::Null;
            }
            rows
        };
        assert_eq!(without_who(&theirs), without_who(&mine), "the same figures");
        let text = letters(&read(&pdf).text);
        for said in ["Report of Marek Dvorak", "granted by Marek Dvorak to Ruth Adler"] {
            assert!(text.contains(&letters(said)), "{said}: {text}");
        }
        for kept in [CANARY, "In their words", "Say no to me", "What was written"] {
            assert!(!text.contains(&letters(kept)), "{kept}: {text}");
        }
        let told = page(&scene.site, Some(leader), &coaching).await;
        assert!(told.contains("Last opened on 4 May 2026, 10:00."), "{told}");
        let administrator = signed_in(&fresh.hone, &scene.played.here.administrator).await;
        let record = page(&scene.site, Some(&administrator), "/audit").await;
        assert_eq!(record.matches("took a file of the report").count(), 4, "{record}");
        for (name, other) in scene.others(&fresh.hone).await {
            scene.has_no_file(&name, &other).await;
        }

        scene.grant(&coaching, &["report", "comments", "plan"]).await;
        assert!(scene.export(coach).await["remarks"].to_string().contains(CANARY));
        let (_, pdf) = file(&scene.site, coach, &format!("{}/plan.pdf", scene.plan())).await;
        let text = letters(&read(&pdf).text);
        assert!(text.contains(&letters("Plan of Marek Dvorak: Trust and delegation")), "{text}");
        assert!(text.contains(&letters("granted by Marek Dvorak to Ruth Adler")), "{text}");
        scene.send(leader, &format!("{coaching}/revocation"), &[]).await;
        scene.has_no_file("a coach from whom it was taken back", coach).await;
    }
}

#[tokio::test]
async fn no_page_speaks_to_a_coach_as_if_they_were_the_leader() {
    let fresh = testing::on_sqlite().await;
    let scene = Scene::of(&fresh.hone).await;
    scene.agreed(&["report", "comments"]).await;
    // To the coach, about their own files.
    let to_coach = [
        "A file that you have taken along stays with you: delete it when you no longer need it.",
        "is told that you did.",
    ];
    for path in scene.played.paths() {
        let leader = words(&page(&scene.site, Some(&scene.leader), &path).await);
        let mut coach = words(&page(&scene.site, Some(&scene.coach), &path).await);
        for own in to_coach {
            coach = coach.replace(own, "");
        }
        let speaks = |text: &str| {
            let words = text.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase);
            words.filter(|word| ["you", "your", "yourself"].contains(&&**word)).count()
        };
        assert!(speaks(&leader) > 0, "{path} does not speak to the leader: {leader}");
        assert_eq!(speaks(&coach), 0, "{path}: {coach}");
        assert!(coach.contains("Marek"), "{path}: {coach}");
    }
    let first = page(&scene.site, Some(&scene.coach), &scene.report()).await;
    assert!(
        first.contains("Colleagues often see Marek set a direction that others make real."),
        "{first}"
    );
}

const NOTE: [(&str, &str); 6] = [
    ("held_on", "2026-05-04"),
    ("goal", "Femi decides alone"),
    ("reality", ""),
    ("options", ""),
    ("will", "When Femi asks, I will ask back.\nRing the depot"),
    ("next_on", "2026-05-08"),
];

impl Scene {
    /// A note of the two, by its address.
    async fn noted(&self, by: &str, coaching: &str) -> String {
        self.send(by, &format!("{coaching}/notes"), &NOTE).await;
        let html = page(&self.site, Some(by), coaching).await;
        let (_, rest) = html.split_once("href=\"/notes/").unwrap();
        format!("/notes/{}", rest.split('"').next().unwrap())
    }
}

#[tokio::test]
async fn nobody_but_the_two_finds_page_plan_or_note_and_after_the_end_the_leader_alone() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (leader, coach) = (scene.leader.as_str(), scene.coach.as_str());
        scene.send(leader, &scene.plan(), &[("contrast", "trust")]).await;
        let coaching = scene.agreed(&["report", "comments", "plan"]).await;
        let note = scene.noted(coach, &coaching).await;
        let pages = [
            coaching.clone(),
            format!("{coaching}/ending"),
            format!("{coaching}/notes"),
            note.clone(),
        ];
        let shared = [scene.report(), format!("{}/trust", scene.report()), scene.plan()];
        let deeds = ["answer", "grants", "revocation", "ending", "notes"]
            .map(|deed| format!("{coaching}/{deed}"));
        let of_note = ["", "/removal", "/return", "/steps"].map(|deed| format!("{note}{deed}"));

        for (name, other) in scene.others(&fresh.hone).await {
            for path in pages.iter().chain(&shared) {
                let (status, _, body) =
                    ask(&scene.site, Some(&other), Method::GET, path, &NOTE).await;
                assert_eq!(status, StatusCode::NOT_FOUND, "{path} as {name}");
                assert!(!body.contains("Femi") && !body.contains("Ruth"), "{path} as {name}");
            }
            for path in deeds.iter().chain(&of_note) {
                let status = scene.status(&other, Method::POST, path).await;
                assert_eq!(status, StatusCode::NOT_FOUND, "{path} as {name}");
            }
        }
        for two in [leader, coach] {
            for path in &pages {
                page(&scene.site, Some(two), path).await;
            }
        }
        let before = page(&scene.site, Some(leader), &format!("{coaching}/ending")).await;
        assert!(before.contains("The notes of your sessions stay with you alone"), "{before}");
        scene.send(leader, &format!("{coaching}/ending"), &[]).await;

        for path in pages.iter().chain(&shared) {
            let status = scene.status(coach, Method::GET, path).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        }
        for path in deeds.iter().chain(&of_note) {
            let status = scene.status(coach, Method::POST, path).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        }
        let kept = page(&scene.site, Some(leader), &note).await;
        assert!(kept.contains("Femi decides alone") && kept.contains("yours alone"), "{kept}");
    }
}

#[tokio::test]
async fn two_who_change_a_note_at_once_lose_no_word_and_a_deleted_one_comes_back() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (leader, coach) = (scene.leader.as_str(), scene.coach.as_str());
        let coaching = scene.agreed(&[]).await;
        let note = scene.noted(leader, &coaching).await;
        let with = |goal: &'static str, version: &'static str| {
            let mut form = NOTE.to_vec();
            form[1].1 = goal;
            form.push(("version", version));
            form
        };
        scene.send(coach, &note, &with("Of the coach", "1")).await;

        let (status, _, body) =
            ask(&scene.site, Some(leader), Method::POST, &note, &with("Of the leader", "1")).await;

        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(body.contains("Ruth Adler changed this note in the meantime."), "{body}");
        assert!(body.contains(">Of the leader</textarea>"), "{body}");
        assert!(body.contains("<p class=\"lines s\">Of the coach</p>"), "{body}");
        assert_eq!(body.matches("Now stands there:").count(), 1, "only what differs");
        assert!(body.contains("name=\"version\" value=\"2\""), "{body}");
        scene.send(leader, &note, &with("Of both", "2")).await;
        scene.send(leader, &format!("{note}/removal"), &[]).await;
        let gone = page(&scene.site, Some(coach), &coaching).await;
        assert!(gone.contains(&format!("action=\"{note}/return\"")), "{gone}");
        let (_, _, body) =
            ask(&scene.site, Some(coach), Method::POST, &note, &with("Late", "3")).await;
        assert!(body.contains("Marek Dvorak deleted this note in the meantime."), "{body}");
        scene.send(coach, &format!("{note}/return"), &[]).await;
        let back = page(&scene.site, Some(leader), &note).await;
        assert!(back.contains("Of both") && back.contains("last changed by Ruth Adler"), "{back}");
        let today = page(&scene.site, Some(leader), "/").await;
        assert!(today.contains("The next session with Ruth Adler is on 8 May."), "{today}");
    }
}

#[tokio::test]
async fn what_was_agreed_comes_into_the_plan_by_the_leader_and_says_with_whom() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (leader, coach) = (scene.leader.as_str(), scene.coach.as_str());
        let coaching = scene.agreed(&[]).await;
        let note = scene.noted(coach, &coaching).await;
        let steps = format!("{note}/steps");
        let line = |n: &'static str| [("version", "1"), ("line", n)];
        let (status, ..) = ask(&scene.site, Some(coach), Method::POST, &steps, &line("0")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "the coach puts nothing into a plan");
        assert_eq!(scene.send(leader, &steps, &line("0")).await, scene.plan());
        scene.send(leader, &scene.plan(), &[("contrast", "trust")]).await;

        assert_eq!(scene.send(leader, &steps, &line("0")).await, scene.plan());
        let fields = scene.send(leader, &steps, &line("1")).await;

        let plan = page(&scene.site, Some(leader), &scene.plan()).await;
        assert!(plan.contains("When Femi asks, I will ask back."), "{plan}");
        assert!(plan.contains("Agreed with Ruth Adler. 4 May to 18 May"), "{plan}");
        let filled = page(&scene.site, Some(leader), fields.split('#').next().unwrap()).await;
        assert!(filled.contains(">Ring the depot</textarea>"), "{filled}");
        let id = coaching.trim_start_matches("/coaching/");
        assert!(filled.contains(&format!("name=\"agreed\" value=\"{id}\"")), "{filled}");
        let form = [
            ("agreed", id),
            ("moment", "it rains"),
            ("deed", "ring the depot"),
            ("rhythm", "never"),
            ("starts_on", "2026-05-04"),
            ("ends_on", "2026-05-10"),
        ];
        scene.send(leader, &format!("{}/steps", scene.plan()), &form).await;
        let plan = page(&scene.site, Some(leader), &scene.plan()).await;
        assert_eq!(plan.matches("Agreed with Ruth Adler.").count(), 2, "{plan}");
        let stale = [("version", "7"), ("line", "0")];
        let (status, ..) = ask(&scene.site, Some(leader), Method::POST, &steps, &stale).await;
        assert_eq!(status, StatusCode::CONFLICT);
    }
}

#[tokio::test]
async fn a_report_of_directions_and_an_earlier_one_are_granted_apart() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let released = async |staged: Staged, answer| {
            staged.answer(hone, &staged.anonymous(), answer).await;
            staged.release(hone).await;
            staged
        };
        let first = released(launched(hone, 30).await, 3).await;
        let second = released(first.again(hone, 30).await.launch(hone).await, 4).await;
        let [first_id, second_id] = [
            first.leaders(hone).await[0].id.to_string(),
            second.leaders(hone).await[0].id.to_string(),
        ];
        let site = hone_web::site(hone);
        let leader = signed_in(hone, &first.northfold.leader).await;
        let coach = signed_in(hone, &first.northfold.coach).await;
        let coach_id = first.northfold.coach.id.to_string();
        let form = [("coach", coach_id.as_str()), ("report", second_id.as_str())];
        let (_, headers, _) = ask(&site, Some(&leader), Method::POST, "/coaching", &form).await;
        let answer = format!("{}/answer", headers["location"].to_str().unwrap());
        ask(&site, Some(&coach), Method::POST, &answer, &[("answer", "yes")]).await;

        let html = page(&site, Some(&coach), &format!("/reports/{second_id}")).await;

        assert!(html.contains("directions and no numbers"), "{html}");
        assert!(html.contains("Granted by Marek Dvorak"), "{html}");
        assert!(!html.contains("In their words") && !html.contains("/plan\""), "{html}");
        for path in [format!("/reports/{first_id}"), format!("/reports/{second_id}/trust")] {
            let (status, ..) = ask(&site, Some(&coach), Method::GET, &path, &[]).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        }
        let with = [("report", second_id.as_str()), ("comments", second_id.as_str())];
        let grants = answer.replace("/answer", "/grants");
        ask(&site, Some(&leader), Method::POST, &grants, &with).await;
        let html = page(&site, Some(&coach), &format!("/reports/{second_id}")).await;
        assert!(html.contains("In their words"), "{html}");
    }
}

#[tokio::test]
async fn a_question_is_told_on_the_first_page_and_a_no_leaves_nothing_open() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (leader, coach) = (scene.leader.as_str(), scene.coach.as_str());
        let (status, _, body) =
            ask(&scene.site, Some(leader), Method::POST, "/coaching", &[]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(body.contains("Choose whom you want to ask."), "{body}");
        let id = scene.id();
        let alone = [("coach", scene.coach_id.as_str()), ("comments", id.as_str())];
        let (status, _, body) =
            ask(&scene.site, Some(leader), Method::POST, "/coaching", &alone).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        let form = [("coach", scene.coach_id.as_str()), ("report", id.as_str())];

        let coaching = scene.send(leader, "/coaching", &form).await;

        let today = page(&scene.site, Some(coach), "/").await;
        assert!(today.contains("Marek Dvorak asks you to coach them."), "{today}");
        let path = scene.report();
        assert_eq!(scene.status(coach, Method::GET, &path).await, StatusCode::NOT_FOUND);
        let waiting = page(&scene.site, Some(leader), &path).await;
        assert!(waiting.contains("You asked Ruth Adler"), "{waiting}");
        scene.send(coach, &format!("{coaching}/answer"), &[("answer", "no")]).await;
        assert_eq!(scene.status(coach, Method::GET, &coaching).await, StatusCode::NOT_FOUND);
        assert_eq!(scene.status(coach, Method::GET, &path).await, StatusCode::NOT_FOUND);
        let today = page(&scene.site, Some(leader), "/").await;
        assert!(today.contains("Ruth Adler cannot coach you now."), "{today}");
        let again = page(&scene.site, Some(leader), "/coaching").await;
        assert!(again.contains("Ruth Adler, said no on 4 May 2026"), "{again}");
    }
}

#[tokio::test]
async fn a_contact_from_outside_stands_beside_report_plan_and_question() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (leader, coach) = (scene.leader.as_str(), scene.coach.as_str());
        let administrator = signed_in(&fresh.hone, &scene.played.here.administrator).await;
        let coaching = scene.agreed(&["report"]).await;
        scene.send(leader, &scene.plan(), &[("contrast", "trust")]).await;
        let wrong = [("name", "Lake & Partners"), ("phone", "call us")];
        let path = "/coaching/contact";
        let (status, _, body) =
            ask(&scene.site, Some(&administrator), Method::POST, path, &wrong).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(body.contains("value=\"call us\"") && body.contains("Write digits"), "{body}");
        let right = [
            ("name", "Lake & Partners"),
            ("email", "ask@lake.test"),
            ("phone", "+43 (1) 234-567"),
            ("says", "Three hours are paid for."),
        ];
        scene.send(&administrator, path, &right).await;
        scene.send(leader, &format!("{coaching}/ending"), &[]).await;

        for path in [scene.report(), scene.plan(), "/coaching".to_owned()] {
            let html = page(&scene.site, Some(leader), &path).await;
            assert!(html.contains("Lake &#38; Partners"), "{path}: {html}");
            assert!(html.contains("href=\"tel:+431234567\""), "{path}: {html}");
            assert!(html.contains("href=\"mailto:ask@lake.test\""), "{path}: {html}");
        }
        let list = page(&scene.site, Some(coach), "/coaching/leaders").await;
        assert!(!list.contains("Lake"), "{list}");
        let stranger = testing::stranger(&fresh.hone).await;
        let stranger = signed_in(&fresh.hone, &stranger).await;
        let elsewhere = page(&scene.site, Some(&stranger), "/coaching").await;
        assert!(elsewhere.contains("Nobody yet.") && !elsewhere.contains("Lake"), "{elsewhere}");
    }
}
