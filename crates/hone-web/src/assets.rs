//! The files that pages need, built into the program and kept by browsers for ever.

use std::io::Write;
use std::sync::LazyLock;

use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use hone_core::chance;
use sha2::{Digest, Sha384};

use crate::fault::Fault;
use crate::input::At;
use crate::routes::{Routes, Who};

struct Asset {
    name: &'static str,
    kind: &'static str,
    plain: &'static [u8],
    zipped: Vec<u8>,
    tag: String,
    /// By which a browser knows that it got this file and no other (Subresource Integrity).
    integrity: String,
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    vec![
        asset("hone.css", "text/css; charset=utf-8", include_bytes!("../static/hone.css")),
        asset(
            "passkey.js",
            "text/javascript; charset=utf-8",
            include_bytes!("../static/passkey.js"),
        ),
        asset("letter.js", "text/javascript; charset=utf-8", include_bytes!("../static/letter.js")),
        asset("rate.js", "text/javascript; charset=utf-8", include_bytes!("../static/rate.js")),
        asset(
            "telling.js",
            "text/javascript; charset=utf-8",
            include_bytes!("../static/telling.js"),
        ),
        asset("token.js", "text/javascript; charset=utf-8", include_bytes!("../static/token.js")),
        asset("hone.svg", "image/svg+xml", include_bytes!("../static/hone.svg")),
    ]
});

fn asset(name: &'static str, kind: &'static str, plain: &'static [u8]) -> Asset {
    let digest = chance::digest("asset", plain);
    let tag = u64::from_be_bytes([
        0, 0, digest[0], digest[1], digest[2], digest[3], digest[4], digest[5],
    ]);
    let tag = format!("{tag:012x}");
    let integrity = format!("sha384-{}", STANDARD.encode(Sha384::digest(plain)));
    Asset { name, kind, plain, zipped: zip(plain).unwrap_or_default(), tag, integrity }
}

/// The same, smaller.
pub(crate) fn zip(plain: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(plain)?;
    encoder.finish()
}

/// The address of a file, with its digest.
pub(crate) fn address(name: &str) -> String {
    let tag = ASSETS.iter().find(|asset| asset.name == name).map_or("", |asset| &asset.tag);
    format!("/static/{tag}/{name}")
}

/// The hash of a file, as a page names it.
pub(crate) fn integrity(name: &str) -> &'static str {
    ASSETS.iter().find(|asset| asset.name == name).map_or("", |asset| &asset.integrity)
}

/// Whether the browser takes a zipped answer.
pub(crate) fn takes_gzip(headers: &HeaderMap) -> bool {
    let accepts = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    accepts.is_some_and(|value| value.contains("gzip"))
}

/// The routes of this part.
pub(crate) fn routes(routes: Routes) -> Routes {
    routes.get("/static/{tag}/{name}", Who::Rater, get)
}

async fn get(At((_, name)): At<(String, String)>, headers: HeaderMap) -> Result<Response, Fault> {
    let asset = ASSETS.iter().find(|asset| asset.name == name).ok_or(Fault::NotFound)?;
    let kept = [
        (header::CONTENT_TYPE, asset.kind),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::VARY, "accept-encoding"),
    ];
    if takes_gzip(&headers) && !asset.zipped.is_empty() {
        let zipped = [(header::CONTENT_ENCODING, "gzip")];
        return Ok((kept, zipped, asset.zipped.as_slice()).into_response());
    }
    Ok((kept, asset.plain).into_response())
}
