//! What stands before every handler: who may come in, from where, and with which headers a page
//! leaves.

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use hone_core::Hone;
use hone_core::account::{self, Viewer};
use hone_core::chance::Secret;

use crate::fault::Fault;
use crate::routes::Who;

/// Lets a request through to its handler, or shows what a page that does not exist shows.
pub(crate) async fn admit(
    State((hone, who)): State<(Hone, Who)>,
    mut request: Request,
    next: Next,
) -> Result<Response, Fault> {
    match who {
        Who::Rater => {}
        Who::Ballot => refuse_identity(request.headers())?,
        Who::Demo if !hone.settings.is_demo => return Err(Fault::NotFound),
        Who::Anyone | Who::Demo => {
            if let Some(viewer) = viewer_of(&hone, request.headers()).await? {
                request.extensions_mut().insert(viewer);
            }
        }
        Who::Person | Who::Administrator | Who::Coach | Who::Leader => {
            let Some(viewer) = viewer_of(&hone, request.headers()).await? else {
                return Ok(to_sign_in(&request));
            };
            if !is_allowed(who, &viewer) {
                return Err(Fault::NotFound);
            }
            request.extensions_mut().insert(viewer);
        }
    }
    Ok(next.run(request).await)
}

fn is_allowed(who: Who, viewer: &Viewer) -> bool {
    match who {
        Who::Administrator => viewer.is_administrator,
        Who::Coach => viewer.is_coach,
        Who::Leader => viewer.is_leader,
        _ => true,
    }
}

/// The ballots must never learn who sends one: a client that says so is told that it is broken.
fn refuse_identity(headers: &HeaderMap) -> Result<(), Fault> {
    if headers.contains_key(header::COOKIE) || headers.contains_key(header::AUTHORIZATION) {
        return Err(Fault::BadRequest(
            "A ballot, or a letter without a name, must arrive without a cookie and without an authorization.".to_owned(),
        ));
    }
    Ok(())
}

fn to_sign_in(request: &Request) -> Response {
    let back = match (request.method(), request.uri().path_and_query()) {
        (&Method::GET, Some(path)) if path.as_str() != "/" => {
            let back: String =
                url::form_urlencoded::byte_serialize(path.as_str().as_bytes()).collect();
            format!("/sign-in?to={back}")
        }
        _ => "/sign-in".to_owned(),
    };
    Redirect::to(&back).into_response()
}

async fn viewer_of(hone: &Hone, headers: &HeaderMap) -> Result<Option<Viewer>, Fault> {
    let Some(token) = cookie(headers, session_cookie(hone)) else { return Ok(None) };
    Ok(account::viewer_of(hone, &Secret::from_text(token)).await?)
}

/// The name of the session cookie: over TLS one that no other host and no plain page can set.
pub(crate) fn session_cookie(hone: &Hone) -> &'static str {
    if is_tls(hone) { "__Host-hone" } else { "hone" }
}

/// Whether people reach this installation over TLS.
pub(crate) fn is_tls(hone: &Hone) -> bool {
    hone.settings.public_url.starts_with("https://")
}

/// A cookie of a request by its name.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok());
    cookies
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// Refuses what another site makes a browser send (cross-site request forgery).
pub(crate) async fn same_origin(
    State(hone): State<Hone>,
    request: Request,
    next: Next,
) -> Result<Response, Fault> {
    if matches!(*request.method(), Method::GET | Method::HEAD) || is_own(&hone, request.headers()) {
        return Ok(next.run(request).await);
    }
    Err(Fault::BadRequest(
        "This was sent from another site. Open the page on this site and try again.".to_owned(),
    ))
}

fn is_own(hone: &Hone, headers: &HeaderMap) -> bool {
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text(&HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text(&header::ORIGIN) else { return true };
    let host = text(&header::HOST).unwrap_or_default();
    origin == hone.settings.public_url
        || origin.split_once("://").is_some_and(|(_, authority)| authority == host)
}

const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'";

/// The headers of every answer.
pub(crate) async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "no-referrer");
    set(header::CACHE_CONTROL, "no-store");
    set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()");
    response
}

/// Who asks, where the route says that somebody must.
impl FromRequestParts<Hone> for Asking {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &Hone) -> Result<Self, Fault> {
        parts.extensions.get::<Viewer>().cloned().map(Asking).ok_or(Fault::NotFound)
    }
}

/// Who asks, where the route says that somebody must.
#[derive(Clone, Debug)]
pub struct Asking(pub Viewer);

/// Who asks, where it may be nobody.
#[derive(Clone, Debug)]
pub struct Perhaps(pub Option<Viewer>);

impl FromRequestParts<Hone> for Perhaps {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &Hone) -> Result<Self, StatusCode> {
        Ok(Self(parts.extensions.get::<Viewer>().cloned()))
    }
}
