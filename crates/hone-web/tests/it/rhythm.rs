//! One person's rhythm: the lines of a day and what is done with them, a week, a month, mails with their
//! links, a calendar, and the journey of somebody who is new as a leader.

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use hone_core::Hone;
use hone_core::mail;
use hone_core::rhythm::nudge;
use hone_core::testing::{self, Northfold, each_engine};

use crate::ask::{page, send};
use crate::{ask, signed_in};

const DAY: i64 = 24 * 3600;

/// A team of Northfold's leader, with Ben in it.
struct Scene {
    site: Router,
    hone: Hone,
    here: Northfold,
    lead: String,
    ben: String,
    team: String,
}

impl Scene {
    async fn of(hone: &Hone) -> Self {
        let here = testing::northfold(hone).await;
        let site = hone_web::site(hone);
        let lead = signed_in(hone, &here.leader).await;
        let ben = signed_in(hone, &here.reports[0]).await;
        let mut scene = Self { site, hone: hone.clone(), here, lead, ben, team: String::new() };
        scene.team = scene.send(&scene.lead, "/team", &[("name", "Pump crew")]).await;
        let email = scene.here.reports[0].email.clone();
        scene.send(&scene.lead, &format!("{}/members", scene.team), &[("email", &email)]).await;
        scene
    }

    /// Sends a form and returns to where it leads.
    async fn send(&self, cookie: &str, path: &str, form: &[(&str, &str)]) -> String {
        let (status, headers, body) = ask(&self.site, Some(cookie), Method::POST, path, form).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{path}: {body}");
        headers["location"].to_str().unwrap().to_owned()
    }

    /// Sends a form that is answered by a page.
    async fn answer(&self, path: &str, form: &[(&str, &str)]) -> (StatusCode, String) {
        let (status, _, body) = ask(&self.site, Some(&self.lead), Method::POST, path, form).await;
        (status, body)
    }

    async fn page(&self, path: &str) -> String {
        page(&self.site, Some(&self.lead), path).await
    }

    async fn later(&mut self, n_days: i64) {
        self.hone.clock.advance(n_days * DAY);
        self.lead = signed_in(&self.hone, &self.here.leader).await;
        self.ben = signed_in(&self.hone, &self.here.reports[0]).await;
    }

    /// A challenge of Ben's, which the lead has to answer: its address.
    async fn challenge(&self, title: &str) -> String {
        let form = [("title", title), ("target", "procedure"), ("why", "It costs two days.")];
        self.send(&self.ben, &format!("{}/challenges/new", self.team), &form).await
    }

    /// An area that Ben is asked to own, by himself: the lead has to say yes.
    async fn offered(&self) -> String {
        let ben = self.here.reports[0].id.to_string();
        let form = [
            ("title", "Valve inspections"),
            ("kind", "work"),
            ("owner", ben.as_str()),
            ("level", "3"),
            ("check_in", "none"),
            ("then", "offer"),
        ];
        self.send(&self.ben, &format!("{}/delegation/new", self.team), &form).await
    }
}

/// The value of the first hidden field of a name after a text.
fn field<'a>(html: &'a str, after: &str, name: &str) -> &'a str {
    let rest = html.split_once(after).expect("the text stands there").1;
    let mark = format!("name=\"{name}\" value=\"");
    rest.split_once(&mark).unwrap().1.split('"').next().unwrap()
}

/// The address of a link or a form of a mail.
fn address<'a>(plain: &'a str, ends: &str) -> &'a str {
    let words = plain.split_whitespace();
    let found = words.filter_map(|word| word.strip_prefix("http://localhost:4663"));
    found.into_iter().find(|path| path.ends_with(ends)).expect("an address in the mail")
}

#[tokio::test]
async fn five_lines_stand_on_today_and_the_others_one_tap_away() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let empty = scene.page("/").await;
        assert!(empty.contains("Nothing waits for you today, Marek."), "{empty}");
        assert!(!empty.contains("Later…"), "{empty}");
        for n in 1..=7 {
            scene.challenge(&format!("Challenge <{n}>")).await;
        }

        let today = scene.page("/").await;
        let all = scene.page("/today").await;

        assert!(today.contains("Five things wait for you, Marek."), "{today}");
        assert_eq!(today.matches("<p class=\"voice\">").count(), 5, "{today}");
        assert!(today.contains("<a href=\"/today\">Two more, for when you like</a>"), "{today}");
        assert!(all.contains("Seven things wait for you."), "{all}");
        assert_eq!(all.matches("<p class=\"voice\">").count(), 7, "{all}");
        assert!(!today.contains("Challenge <"), "{today}");
    }
}

#[tokio::test]
async fn a_line_is_done_where_it_stands_or_put_off_and_brought_back() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let area = scene.offered().await;
        let challenge = scene.challenge("Two signatures").await;
        let today = scene.page("/").await;
        assert!(today.contains("Ben Okafor would own: Valve inspections"), "{today}");

        let form = format!("{area}/answer?from=today");
        assert!(today.contains(&format!("action=\"{form}\"")), "{today}");
        let yes = field(&today, "Ben Okafor would own", "answer");
        let wrong = ask(&scene.site, None, Method::POST, &form, &[("answer", yes)]).await;
        assert!(wrong.1["location"].to_str().unwrap().starts_with("/sign-in"), "nobody is led on");
        let version = field(&today, "Ben Okafor would own", "version");
        let yes = [("answer", yes), ("version", version)];
        let back = scene.send(&scene.lead, &form, &yes).await;
        assert_eq!(back, "/", "one tap leads back to the day");
        let after = scene.page("/").await;
        assert!(!after.contains("Valve inspections"), "one tap did it: {after}");
        let kind = field(&after, "Answer a challenge", "kind");
        let id = field(&after, "Answer a challenge", "id");
        let line = [("kind", kind), ("id", id)];
        let off = [line[0], line[1], ("until", "tomorrow")];
        assert_eq!(scene.send(&scene.lead, "/today/later", &off).await, "/");
        let quiet = scene.page("/").await;
        assert!(quiet.contains("Nothing waits for you today, Marek."), "{quiet}");
        let all = scene.page("/today").await;
        assert!(all.contains("Put off") && all.contains("Back on Tue 5 May."), "{all}");
        scene.send(&scene.lead, "/today/return", &line).await;
        assert!(scene.page("/").await.contains("Two signatures"));
        let day = [line[0], line[1], ("until", "day"), ("day", "2026-05-04")];
        let (status, headers, _) =
            ask(&scene.site, Some(&scene.lead), Method::POST, "/today/later?from=all", &day).await;
        assert_eq!(
            (status, &headers["location"]),
            (StatusCode::SEE_OTHER, &"/today".parse().unwrap())
        );
        let notice = headers["set-cookie"].to_str().unwrap();
        assert!(notice.contains("Not+put+off.+Choose+a+day+after+today"), "{notice}");
        assert!(scene.page("/").await.contains("Two signatures"));
        scene.send(&scene.lead, "/today/later", &[line[0], line[1], ("until", "week")]).await;
        scene.later(7).await;
        assert!(scene.page("/").await.contains("Two signatures"), "on Monday it is back");
        assert!(scene.page(&challenge).await.contains("Two signatures"));
    }
}

#[tokio::test]
async fn a_week_shows_what_moved_and_comes_and_keeps_one_line_for_its_writer() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let empty = scene.page("/week").await;
        assert!(empty.contains("Nothing was noted in your teams"), "{empty}");
        assert!(empty.contains("No date of yours") && empty.contains("class=\"example\""));
        scene.challenge("Two <signatures>").await;
        scene.later(8).await;
        scene.challenge("Late meetings").await;
        let (status, body) = scene.answer("/week", &[("line", " ")]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(body.contains("Not saved."), "{body}");
        scene.send(&scene.lead, "/week", &[("line", "Answer <b>Ben</b>")]).await;

        let html = scene.page("/week").await;

        assert!(html.contains("value=\"Answer &#60;b&#62;Ben&#60;/b&#62;\""), "{html}");
        assert!(html.contains("Late meetings"), "{html}");
        let moved = html.split("id=\"h-due\"").next().unwrap();
        assert!(!moved.contains("Two &#60;signatures"), "moved a week before: {moved}");
        assert!(html.contains("Answer a challenge: Two &#60;signatures&#62;"), "due: {html}");
        assert!(!html.contains("Ben Okafor"), "what moved names nobody: {html}");
        scene.later(7).await;
        let next = scene.page("/week").await;
        assert!(next.contains("‘Answer &#60;b&#62;Ben&#60;/b&#62;’"), "{next}");
        let other = page(&scene.site, Some(&scene.ben), "/week").await;
        assert!(!other.contains("Answer &#60;b&#62;Ben"), "{other}");
    }
}

#[tokio::test]
async fn a_month_lists_what_moved_without_a_number_or_a_name() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let empty = scene.page("/month").await;
        assert!(empty.contains("Nothing was noted in your teams in this month."), "{empty}");
        scene.offered().await;
        scene.send(&scene.lead, "/week", &[("line", "Say who decides")]).await;

        let may = scene.page("/month").await;

        assert!(may.contains("What moved in May 2026") && may.contains("Valve inspections"));
        assert!(may.contains("Asked for it.") && may.contains("Say who decides"), "{may}");
        assert!(!may.contains("Ben Okafor"), "{may}");
        assert!(may.contains("/month?of=2026-04") && !may.contains("The month after"), "{may}");
        scene.later(30).await;
        let june = scene.page("/month").await;
        assert!(june.contains("June 2026") && !june.contains("Valve inspections"), "{june}");
        let back = scene.page("/month?of=2026-05").await;
        assert!(back.contains("Valve inspections") && back.contains("of=2026-06"), "{back}");
        assert!(scene.page("/month?of=nonsense").await.contains("June 2026"));
    }
}

#[tokio::test]
async fn mails_are_turned_on_kept_within_quiet_hours_and_ended_by_one_tap_in_them() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        scene.challenge("Two signatures").await;
        let off = scene.page("/rhythm").await;
        assert!(off.contains("You get no mail.") && off.contains("value=\"Europe/Vienna\""));
        let form = |hour, quiet_day| {
            [
                ("often", "daily"),
                ("weekday", "1"),
                ("hour", hour),
                ("quiet_from", "18"),
                ("quiet_to", "8"),
                ("quiet_days", quiet_day),
                ("time_zone", "Europe/Vienna"),
            ]
        };
        let (status, body) = scene.answer("/rhythm/mails", &form("19", "7")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(body.contains("within the quiet hours"), "{body}");
        assert!(body.contains("<option value=\"19\" selected>19:00"), "what was chosen: {body}");
        scene.send(&scene.lead, "/rhythm/mails", &form("9", "7")).await;
        assert!(scene.page("/rhythm").await.contains("each day that is not quiet at 09:00"));

        scene.later(1).await;
        nudge::send_due(&scene.hone).await.unwrap();
        let letter = testing::round::mail(&scene.hone, "One thing for today").await.remove(0);

        let plain = letter.plain.replace(" \n", " ");
        assert!(plain.contains("Answer a challenge: Two signatures (Pump crew)"), "{plain}");
        let challenge = plain.split_whitespace().find(|word| word.contains("/challenges/"));
        let path = challenge.unwrap().strip_prefix("http://localhost:4663").unwrap();
        assert!(scene.page(path).await.contains("Two signatures"));
        let (pause, stop) = (address(&plain, "/pause"), address(&plain, "/stop"));
        let asks = page(&scene.site, None, pause).await;
        assert!(asks.contains("One week") && asks.contains("Four weeks"), "{asks}");
        assert!(!scene.page("/rhythm").await.contains("None comes before"), "looking is nothing");
        let (status, _, body) =
            ask(&scene.site, None, Method::POST, pause, &[("weeks", "1")]).await;
        assert_eq!(status, StatusCode::OK);
        assert!(body.contains("No such mail before 12 May."), "{body}");
        assert!(scene.page("/rhythm").await.contains("None comes before 12 May."));
        assert!(page(&scene.site, None, stop).await.contains("<form method=\"post\">"));
        let request = Request::post(stop)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from("List-Unsubscribe=One-Click"))
            .unwrap();
        let (status, _, body) = send(&scene.site, request).await;
        assert_eq!(status, StatusCode::OK, "no redirect (RFC 8058)");
        assert!(body.contains("You get no more such mails."), "{body}");
        assert!(scene.page("/rhythm").await.contains("You get no mail."));
        assert!(letter.unsubscribe.unwrap().ends_with(stop), "the same for mail programs");
        assert_eq!(mail::send_due(&scene.hone).await.unwrap(), mail::Sent::default());
    }
}

#[tokio::test]
async fn a_calendar_is_fetched_without_signing_in_until_its_address_is_renewed_or_off() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        scene.challenge("Two signatures").await;
        let fetched = async |path: &str| ask(&scene.site, None, Method::GET, path, &[]).await;
        let address_in = |body: &str| {
            let rest = body.split_once("id=\"address\" value=\"http://localhost:4663").unwrap().1;
            rest.split('"').next().unwrap().to_owned()
        };
        assert!(scene.page("/rhythm").await.contains("Off."));

        let (status, body) = scene.answer("/rhythm/calendar", &[]).await;
        assert_eq!(status, StatusCode::OK);
        let first = address_in(&body);

        assert!(!scene.page("/rhythm").await.contains(&first), "it is shown once");
        let (status, headers, text) = fetched(&first).await;
        assert_eq!(status, StatusCode::OK, "{}", fresh.engine);
        assert_eq!(headers[header::CONTENT_TYPE], "text/calendar; charset=utf-8");
        let whole = text.replace("\r\n ", "");
        assert!(whole.contains("SUMMARY:Answer a challenge: Two signatures (Pump crew)\r\n"));
        assert!(whole.contains("DTSTART;VALUE=DATE:20260518\r\n"), "{whole}");
        let (_, body) = scene.answer("/rhythm/calendar", &[]).await;
        let second = address_in(&body);
        assert_eq!(fetched(&first).await.0, StatusCode::NOT_FOUND);
        assert_eq!(fetched(&second).await.0, StatusCode::OK);
        assert_eq!(fetched(second.strip_suffix(".ics").unwrap()).await.0, StatusCode::NOT_FOUND);
        scene.send(&scene.lead, "/rhythm/calendar/removal", &[]).await;
        assert_eq!(fetched(&second).await.0, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn who_is_new_as_a_leader_gets_one_step_a_week_and_can_pause_leave_and_go_on() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        assert!(scene.page("/").await.contains("New as a leader?"));
        let (status, body) = scene.answer("/journey", &[("day", "1999-01-01")]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(body.contains("value=\"1999-01-01\""), "{body}");
        scene.send(&scene.lead, "/journey", &[("day", "2026-05-04")]).await;

        let today = scene.page("/").await;
        assert!(today.contains("See where you start") && today.contains("Week 1 of 13"));
        assert!(today.contains("Ask for a round by mail"), "{today}");
        scene.send(&scene.lead, "/journey/asking", &[]).await;
        let asked = testing::round::mail(&scene.hone, "Marek Dvorak asks for a round").await;
        assert_eq!(asked.len(), 1);
        assert!(asked[0].plain.contains("/rounds/new"), "{}", asked[0].plain);
        assert!(scene.page("/").await.contains("you can ask again from 18 May on"));
        scene.later(8).await;
        let second = scene.page("/").await;
        assert!(second.contains("Agree who decides what"), "{second}");
        assert!(second.contains(&format!("href=\"{}/delegation\"", scene.team)), "{second}");
        scene.send(&scene.lead, "/journey/turn", &[("turn", "pause")]).await;
        assert!(!scene.page("/").await.contains("Agree who decides what"));
        scene.later(20).await;
        let whole = scene.page("/journey").await;
        assert!(whole.contains("It stands still in week 2.") && whole.contains("Go on"));
        scene.send(&scene.lead, "/journey/turn", &[("turn", "resume")]).await;
        assert!(scene.page("/journey").await.contains("Week 2 of 13."));
        scene.later(14).await;
        let fourth = scene.page("/").await;
        assert!(fourth.contains("Ask how you come across"), "{fourth}");
        assert!(fourth.contains("href=\"/mirror\">Open the mirror"), "{fourth}");
        scene.send(&scene.lead, "/journey/turn", &[("turn", "leave")]).await;
        assert!(scene.page("/journey").await.contains("You left in week 4."));
        scene.send(&scene.lead, "/journey", &[("day", "2026-05-11")]).await;
        let moved = scene.page("/journey").await;
        assert!(moved.contains("of 13.") && moved.contains("value=\"2026-05-11\""), "{moved}");
        let other = page(&scene.site, Some(&scene.ben), "/journey").await;
        assert!(other.contains("New as a leader?"), "each has their own: {other}");
    }
}
