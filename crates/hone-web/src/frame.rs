//! What is around every page: who is signed in, where they are, and a word on what was just done.

use askama::Template;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};
use hone_core::account::Viewer;

use crate::assets;
use crate::fault::Fault;

/// The part of the site that a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// The first page.
    Today,
    /// A leader's reports.
    Reports,
    /// Whom a coach coaches.
    Coaching,
    /// Teams and their tools.
    Practice,
    /// What the viewer keeps for themselves.
    Mirror,
    /// The people of the organisation.
    People,
    /// The rounds.
    Rounds,
    /// The model of leadership.
    Model,
    /// The viewer's own account.
    Account,
    /// None of them.
    Elsewhere,
}

/// A link in the head of the page.
#[derive(Clone, Copy, Debug)]
pub struct NavLink {
    /// Where it leads.
    pub href: &'static str,
    /// What it says.
    pub label: &'static str,
    /// Whether the page is there.
    pub is_here: bool,
}

/// What is around a page.
#[derive(Clone, Debug)]
pub struct Frame {
    viewer: Option<Viewer>,
    section: Section,
    notice: Option<String>,
}

impl Frame {
    /// Around a page of somebody who is signed in.
    pub fn of(viewer: &Viewer, section: Section) -> Self {
        Self { viewer: Some(viewer.clone()), section, notice: None }
    }

    /// Around a page that anyone sees.
    pub fn maybe(viewer: Option<&Viewer>, section: Section) -> Self {
        Self { viewer: viewer.cloned(), section, notice: None }
    }

    /// Around a page on which it does not matter who asks.
    pub fn nobody() -> Self {
        Self { viewer: None, section: Section::Elsewhere, notice: None }
    }

    /// Takes over the word on what was just done, which [`done`] left with the browser.
    #[must_use]
    pub fn with_notice(mut self, headers: &HeaderMap) -> Self {
        self.notice = crate::guard::cookie(headers, NOTICE).map(|text| {
            let pairs = format!("n={text}");
            url::form_urlencoded::parse(pairs.as_bytes()).map(|(_, v)| v.into_owned()).collect()
        });
        self
    }

    /// The word on what was just done.
    pub fn notice(&self) -> Option<&str> {
        self.notice.as_deref()
    }

    /// Who is signed in: name, and where.
    pub fn who(&self) -> Option<String> {
        self.viewer.as_ref().map(|v| format!("{}, {}", v.name, v.organisation))
    }

    /// Whether the page is the viewer's own account.
    pub fn is_account(&self) -> bool {
        self.section == Section::Account
    }

    /// The links in the head of the page, by what the viewer may do.
    pub fn nav(&self) -> Vec<NavLink> {
        let Some(viewer) = &self.viewer else { return Vec::new() };
        let link = |href, label, section| NavLink { href, label, is_here: self.section == section };
        let mut links = vec![link("/", "Today", Section::Today)];
        if viewer.is_administrator {
            links.push(link("/rounds", "Rounds", Section::Rounds));
            links.push(link("/people", "People", Section::People));
        }
        links.push(link("/reports", "Reports", Section::Reports));
        links.push(link("/team", "Practice", Section::Practice));
        links.push(link("/mirror", "Mirror", Section::Mirror));
        if viewer.is_coach {
            links.push(link("/coaching/leaders", "Coaching", Section::Coaching));
        }
        links.push(link("/model", "Model", Section::Model));
        links
    }

    /// The address of a file that the page needs, with its digest, so that it may be kept for ever.
    pub fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    /// The hash of such a file: a browser runs no other in its place.
    pub fn integrity(&self, name: &str) -> &'static str {
        assets::integrity(name)
    }
}

const NOTICE: &str = "hone-notice";

/// Renders a page, and forgets the notice that it has shown.
pub fn html(page: &impl Template) -> Result<Response, Fault> {
    let forget = format!("{NOTICE}=; Max-Age=0; Path=/; SameSite=Lax; HttpOnly");
    Ok(([(header::SET_COOKIE, forget)], Html(page.render()?)).into_response())
}

/// What was done by a form on a page of the day leads back to that page, which says so, whatever tool
/// took the form. A form that was refused shows its tool's page, with what was typed.
pub(crate) async fn back_to_day(request: Request, next: Next) -> Response {
    let day = match request.uri().query() {
        Some("from=today") => "/",
        Some("from=all") => "/today",
        _ => return next.run(request).await,
    };
    let mut response = next.run(request).await;
    let says = |cookie: &HeaderValue| cookie.as_bytes().starts_with(NOTICE.as_bytes());
    let is_done = response.headers().get_all(header::SET_COOKIE).iter().any(says);
    if is_done && response.status() == StatusCode::SEE_OTHER {
        response.headers_mut().insert(header::LOCATION, HeaderValue::from_static(day));
    }
    response
}

/// Goes on to a page that says what was just done.
pub fn done(to: &str, notice: &str) -> Response {
    let text: String = url::form_urlencoded::byte_serialize(notice.as_bytes()).collect();
    let mut response = Redirect::to(to).into_response();
    let cookie = format!("{NOTICE}={text}; Max-Age=60; Path=/; SameSite=Lax; HttpOnly");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
