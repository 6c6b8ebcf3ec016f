//! A browser of sorts: sends a request through the router and reads the answer.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use hone_core::Hone;
use hone_core::person::Person;
use hone_core::testing;
use tower::ServiceExt;

/// Sends a form (or asks for a page, with an empty one) and returns status, headers and body.
///
/// `cookie` is the value of the session cookie, as [`signed_in`] returns it.
pub(crate) async fn ask(
    site: &Router,
    cookie: Option<&str>,
    method: Method,
    path: &str,
    form: &[(&str, &str)],
) -> (StatusCode, HeaderMap, String) {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    if let Some(cookie) = cookie {
        request = request.header(header::COOKIE, format!("hone={cookie}"));
    }
    send(site, request.body(Body::from(body)).unwrap()).await
}

/// Sends a request as it is.
pub(crate) async fn send(site: &Router, request: Request<Body>) -> (StatusCode, HeaderMap, String) {
    let (status, headers, body) = bytes(site, request).await;
    (status, headers, String::from_utf8_lossy(&body).into_owned())
}

async fn bytes(site: &Router, request: Request<Body>) -> (StatusCode, HeaderMap, Vec<u8>) {
    let response = site.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    (parts.status, parts.headers, to_bytes(body, usize::MAX).await.unwrap().to_vec())
}

/// Whatever is at an address, as it comes.
pub(crate) async fn fetch(
    site: &Router,
    cookie: &str,
    path: &str,
) -> (StatusCode, HeaderMap, Vec<u8>) {
    let request = Request::builder().uri(path).header(header::COOKIE, format!("hone={cookie}"));
    bytes(site, request.body(Body::empty()).unwrap()).await
}

/// The page at an address, which must be there.
pub(crate) async fn page(site: &Router, cookie: Option<&str>, path: &str) -> String {
    let (status, _, body) = ask(site, cookie, Method::GET, path, &[]).await;
    assert_eq!(status, StatusCode::OK, "{path}: {body}");
    body
}

/// The file at an address, which must be there, and what kind of file it is.
pub(crate) async fn file(site: &Router, cookie: &str, path: &str) -> (String, Vec<u8>) {
    let (status, headers, body) = fetch(site, cookie, path).await;
    assert_eq!(status, StatusCode::OK, "{path}: {}", String::from_utf8_lossy(&body));
    (headers[header::CONTENT_TYPE].to_str().unwrap().to_owned(), body)
}

/// The value of the session cookie of somebody who is signed in.
pub(crate) async fn signed_in(hone: &Hone, person: &Person) -> String {
    testing::sign_in_as(hone, person).await.text().to_owned()
}

/// Sends a form and returns where it leads.
pub(crate) async fn sent(site: &Router, cookie: &str, path: &str, form: &[(&str, &str)]) -> String {
    let (status, headers, body) = ask(site, Some(cookie), Method::POST, path, form).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{path}: {body}");
    headers["location"].to_str().unwrap().to_owned()
}
