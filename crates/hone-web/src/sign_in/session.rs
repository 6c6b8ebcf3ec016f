//! The cookie of a session: how it is set, read and taken away.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use hone_core::Hone;
use hone_core::account::sign_in;
use hone_core::chance::Secret;

use crate::fault::Fault;
use crate::guard;

/// The token of the session that a request carries.
pub(crate) fn token(hone: &Hone, headers: &HeaderMap) -> Option<Secret> {
    guard::cookie(headers, guard::session_cookie(hone)).map(Secret::from_text)
}

/// What a browser says of itself.
pub(crate) fn agent(headers: &HeaderMap) -> &str {
    headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The cookie for a session, or with an empty token the one that takes it away.
fn cookie(hone: &Hone, token: &str) -> Result<HeaderValue, Fault> {
    let name = guard::session_cookie(hone);
    let secure = if guard::is_tls(hone) { "; Secure" } else { "" };
    let end = if token.is_empty() { "; Max-Age=0" } else { "" };
    HeaderValue::from_str(&format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax{secure}{end}"))
        .map_err(|_| Fault::Broken)
}

/// Gives the browser its new session; the one it had before ends.
pub(crate) async fn begin(
    hone: &Hone,
    headers: &HeaderMap,
    new: &Secret,
    mut response: Response,
) -> Result<Response, Fault> {
    if let Some(old) = token(hone, headers) {
        sign_in::out(hone, &old).await?;
    }
    response.headers_mut().append(header::SET_COOKIE, cookie(hone, new.text())?);
    Ok(response)
}

/// Takes the session away from the browser.
///
/// Of what the browser keeps, only its cache is cleared: its storage may hold the draft of a rater,
/// and clearing cookies would sign people out of other sites on the same domain.
pub(crate) fn end(hone: &Hone, mut response: Response) -> Result<Response, Fault> {
    let headers = response.headers_mut();
    headers.append(header::SET_COOKIE, cookie(hone, "")?);
    headers.insert("clear-site-data", HeaderValue::from_static("\"cache\""));
    Ok(response)
}

/// Where to go after signing in: a path of this site, or else the first page.
pub(crate) fn safe_path(to: &str) -> &str {
    let is_plain = to.chars().all(|c| c.is_ascii_graphic() && c != '\\');
    let is_local = to.starts_with('/') && !to.starts_with("//");
    if is_plain && is_local { to } else { "/" }
}

/// On to a path of this site.
pub(crate) fn go_to(to: &str) -> Response {
    Redirect::to(safe_path(to)).into_response()
}

#[cfg(test)]
mod tests {
    use super::safe_path;

    #[test]
    fn nobody_is_sent_to_another_site() {
        for to in ["/", "/reports/1?a=b", "/rounds#x"] {
            assert_eq!(safe_path(to), to);
        }
        for to in [
            "",
            "reports",
            "//evil.test",
            "/\\evil.test",
            "/\t/evil.test",
            "https://evil.test",
            "\\/evil.test",
            "javascript:alert(1)",
            "/a\r\nset-cookie: x=y",
            "/\u{a0}x",
        ] {
            assert_eq!(safe_path(to), "/", "{to:?}");
        }
    }
}
