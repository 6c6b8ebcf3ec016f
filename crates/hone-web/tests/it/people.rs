use std::fmt::Write;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use hone_core::testing::{self, Northfold, each_engine, on_sqlite};
use hone_core::{Hone, person};

use crate::ask::{page, send};
use crate::{ask, signed_in};

/// An administrator at their desk.
struct Desk {
    here: Northfold,
    site: Router,
    cookie: String,
}

impl Desk {
    async fn on(hone: &Hone) -> Self {
        let here = testing::northfold(hone).await;
        let cookie = signed_in(hone, &here.administrator).await;
        Self { here, site: hone_web::site(hone), cookie }
    }

    async fn page(&self, path: &str) -> String {
        page(&self.site, Some(&self.cookie), path).await
    }

    async fn post(&self, path: &str, form: &[(&str, &str)]) -> (StatusCode, HeaderMap, String) {
        ask(&self.site, Some(&self.cookie), Method::POST, path, form).await
    }

    /// Sends a file as a browser does.
    async fn upload(&self, bytes: &[u8]) -> (StatusCode, HeaderMap, String) {
        let mut body = b"--cut\r\ncontent-disposition: form-data; name=\"file\"; \
            filename=\"list.csv\"\r\ncontent-type: text/csv\r\n\r\n"
            .to_vec();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--cut--\r\n");
        let request = Request::post("/people/import")
            .header(header::COOKIE, format!("hone={}", self.cookie))
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=cut")
            .body(Body::from(body));
        send(&self.site, request.unwrap()).await
    }
}

/// The value of a hidden field.
fn hidden<'a>(body: &'a str, name: &str) -> &'a str {
    let rest = body.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
    rest.split('"').next().unwrap()
}

#[tokio::test]
async fn a_route_that_is_none_shows_the_same_to_everyone() {
    for fresh in each_engine().await {
        let desk = Desk::on(&fresh.hone).await;

        let (status, _, body) =
            ask(&desk.site, Some(&desk.cookie), Method::GET, "/nowhere", &[]).await;
        let (_, _, as_nobody) = ask(&desk.site, None, Method::GET, "/nowhere", &[]).await;

        assert_eq!(status, StatusCode::NOT_FOUND);
        assert_eq!(body, as_nobody);
    }
}

#[tokio::test]
async fn people_are_found_by_parts_of_name_address_and_team_in_any_case() {
    for fresh in each_engine().await {
        let desk = Desk::on(&fresh.hone).await;
        assert!(desk.page("/people").await.contains("16 people"));
        for (q, found, hidden) in [
            ("MAREK", "Marek Dvorak", "Ruth Adler"),
            ("ade+pumps", "Femi Ade", "Ruth Adler"),
            ("ines.haddad%40", "Ines Haddad", "Marek Dvorak</a>"),
        ] {
            let list = desk.page(&format!("/people?q={q}")).await;
            assert!(list.contains(found) && !list.contains(hidden), "{q}: {list}");
        }
        assert!(desk.page("/people?q=nobody").await.contains("Nobody found"));
    }
}

#[tokio::test]
async fn a_long_list_is_cut_into_pages() {
    let fresh = on_sqlite().await;
    let desk = Desk::on(&fresh.hone).await;
    let mut file = "name,email\n".to_owned();
    for i in 0..150 {
        writeln!(file, "Zed {i:03},z{i}@x.test").unwrap();
    }
    let (_, headers, _) = desk.upload(file.as_bytes()).await;
    let draft = headers["location"].to_str().unwrap().to_owned();
    let preview = desk.page(&draft).await;
    desk.post(&draft, &[("seen", hidden(&preview, "seen"))]).await;

    let first = desk.page("/people").await;
    let second = desk.page("/people?q=&page=2").await;
    let beyond = desk.page("/people?page=99").await;

    assert!(first.contains("Page 1 of 2") && first.contains("Zed 083"), "{first}");
    assert!(!first.contains("Zed 084") && second.contains("Zed 084") && second.contains("Zed 149"));
    assert!(beyond.contains("Page 2 of 2"));
}

#[tokio::test]
async fn a_form_with_slips_keeps_what_was_written_and_says_what_is_wrong_where() {
    for fresh in each_engine().await {
        let desk = Desk::on(&fresh.hone).await;
        let form =
            [("name", "Nia <New>"), ("email", "nia@"), ("manager", "Ghost"), ("coach", "on")];
        let (status, _, body) = desk.post("/people", &form).await;

        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(body.contains("Nia &#60;New&#62;") && !body.contains("Nia <New>"), "{body}");
        assert!(body.contains("id=\"email-wrong\"") && body.contains("id=\"manager-wrong\""));
        assert!(!body.contains("id=\"name-wrong\""));
        assert!(body.contains("name=\"coach\" checked"));
    }
}

#[tokio::test]
async fn a_person_is_added_changed_let_go_and_taken_back() {
    for fresh in each_engine().await {
        let desk = Desk::on(&fresh.hone).await;
        let form = [("name", "Nia New"), ("email", "nia@x.test"), ("manager", "Marek Dvorak")];
        let (status, headers, _) = desk.post("/people", &form).await;
        assert_eq!(
            (status, headers["location"].to_str().unwrap()),
            (StatusCode::SEE_OTHER, "/people")
        );
        let mut tx = fresh.hone.people.read().await.unwrap();
        let nia = person::store::by_email(&mut tx, desk.here.organisation.id, "nia@x.test")
            .await
            .unwrap();
        drop(tx);
        let own = format!("/people/{}", nia.unwrap().id);
        assert!(desk.page(&own).await.contains("value=\"marek.dvorak@northfold.test\""));

        desk.post(&format!("{own}/leaving"), &[]).await;
        assert!(desk.page(&own).await.contains("Has left on 4 May 2026"));
        assert!(!desk.page("/people").await.contains("Nia New"));
        assert!(desk.page("/people?left=on").await.contains("Nia New"));
        desk.post(&format!("{own}/return"), &[]).await;
        assert!(desk.page("/people").await.contains("Nia New"));

        let record = desk.page("/audit").await;
        for what in ["added a person", "noted that somebody has left", "took back that"] {
            assert!(record.contains(what), "{what}: {record}");
        }
    }
}

#[tokio::test]
async fn the_last_administrator_cannot_let_themself_go() {
    for fresh in each_engine().await {
        let desk = Desk::on(&fresh.hone).await;
        let own = format!("/people/{}", desk.here.administrator.id);
        let (status, _, body) = desk.post(&format!("{own}/leaving"), &[]).await;
        assert_eq!(status, StatusCode::CONFLICT);
        assert!(body.contains("This is the last administrator"), "{body}");
        let form = [("name", "Orla"), ("email", "orla.byrne@northfold.test")];
        let (status, _, body) = desk.post(&own, &form).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(body.contains("This is the last administrator"), "{body}");
    }
}

#[tokio::test]
async fn an_invitation_goes_to_whoever_has_no_account_by_a_link_that_works() {
    for fresh in each_engine().await {
        let desk = Desk::on(&fresh.hone).await;
        let path = format!("/people/{}/invitation", desk.here.leader.id);
        let (status, _, _) = desk.post(&path, &[]).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let mut tx = fresh.hone.people.read().await.unwrap();
        let sent = hone_core::mail::store::list(&mut tx).await.unwrap();
        drop(tx);
        assert_eq!(sent[0].to_address, desk.here.leader.email);
        let link = sent[0].plain.split("http://localhost:4663").nth(1).unwrap();
        let link = link.split_whitespace().next().unwrap();

        assert!(page(&desk.site, None, link).await.contains("Welcome, Marek Dvorak"));
        let form = [("password", "kettle lantern orbit")];
        let (status, ..) = ask(&desk.site, None, Method::POST, link, &form).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let (again, ..) = desk.post(&path, &[]).await;
        assert_eq!(again, StatusCode::CONFLICT);
    }
}

#[tokio::test]
async fn a_list_is_shown_before_it_is_taken_over_and_taken_over_once() {
    for fresh in each_engine().await {
        let desk = Desk::on(&fresh.hone).await;
        let file = b"Name;E-Mail;Phone\nJ\xF6rg;joerg@x.test;1\n";
        let (status, headers, _) = desk.upload(file).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let draft = headers["location"].to_str().unwrap().to_owned();

        let preview = desk.page(&draft).await;
        assert!(preview.contains("Windows-1252 (Latin-1) with semicolons"), "{preview}");
        assert!(preview.contains("no such columns: Phone") && preview.contains("Jörg"));
        assert!(!desk.page("/people").await.contains("Jörg"));
        let seen = hidden(&preview, "seen");
        let (stale, ..) = desk.post(&draft, &[("seen", "something else")]).await;
        assert_eq!(stale, StatusCode::CONFLICT);
        let (status, ..) = desk.post(&draft, &[("seen", seen)]).await;

        assert_eq!(status, StatusCode::SEE_OTHER);
        assert!(desk.page("/people").await.contains("Jörg"));
        let (again, ..) = desk.post(&draft, &[("seen", seen)]).await;
        assert_eq!(again, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_file_that_is_wrong_or_too_large_or_missing_is_refused_in_words() {
    let fresh = on_sqlite().await;
    let desk = Desk::on(&fresh.hone).await;
    let (status, _, body) = desk.upload(b"name,email\nAnna,anna@\n").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(body.contains("row 2, column email: &#34;anna@&#34; is no e-mail address"), "{body}");

    // Larger than what other forms may have, but not too large.
    let (status, _, body) = desk.upload(&vec![b'x'; 5 * 1024 * 1024]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(body.contains("There is no column name"), "{}", &body[..500]);
    for size in [20 * 1024 * 1024 + 1, 21 * 1024 * 1024] {
        let (status, _, body) = desk.upload(&vec![b'x'; size]).await;
        assert!(status.is_client_error(), "{status}");
        assert!(body.contains("more than 20 MB"), "{body}");
    }
    let (status, _, body) = desk.post("/people/import", &[]).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{body}");
}

#[tokio::test]
async fn the_list_is_taken_away_as_a_file_that_is_safe_to_open() {
    for fresh in each_engine().await {
        let desk = Desk::on(&fresh.hone).await;
        desk.post("/people", &[("name", "=HYPERLINK(1)"), ("email", "h@x.test")]).await;

        let (_, headers, file) =
            ask(&desk.site, Some(&desk.cookie), Method::GET, "/people/export.csv", &[]).await;

        assert_eq!(headers["content-type"], "text/csv; charset=utf-8");
        assert!(headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
        assert!(file.starts_with("\u{feff}name,email,manager,team,department,language\n"));
        assert!(file.contains("\n'=HYPERLINK(1),h@x.test,"), "{file}");
        assert!(file.contains("\nMarek Dvorak,marek.dvorak@northfold.test,ines.haddad@"), "{file}");
    }
}
