//! Prints pages: a PDF is made while its reader waits, and kept nowhere.
//!
//! A file that waited somewhere would be one more copy of a report to guard and to destroy
//! (`docs/adr/0011-paper.md`).

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use hone_paper::{Document, Size};
use serde::Deserialize;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::fault::Fault;

/// How long a reader waits, for a place and for the file. A build for tests is twenty times slower.
const PATIENCE: Duration = Duration::from_secs(if cfg!(debug_assertions) { 900 } else { 45 });

/// One document for each core, since one keeps a core busy.
static PRESSES: LazyLock<Arc<Semaphore>> = LazyLock::new(|| {
    let n = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    Arc::new(Semaphore::new(n))
});

/// The paper that a reader asks for; A4 without a word.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    paper: Paper,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Paper {
    #[default]
    A4,
    Letter,
}

impl Wanted {
    pub(crate) fn size(self) -> Size {
        match self.paper {
            Paper::A4 => Size::A4,
            Paper::Letter => Size::Letter,
        }
    }
}

/// The document as a file of a name.
pub(crate) async fn print(document: Document, name: &str) -> Result<Response, Fault> {
    let presses = Arc::clone(&PRESSES);
    let made = timeout(PATIENCE, async move {
        let place = presses.acquire_owned().await;
        spawn_blocking(move || {
            // The place is taken until the work is done, even if nobody waits for it any more.
            let _place = place;
            hone_paper::pdf(&document)
        })
        .await
    });
    match made.await {
        Ok(Ok(Ok(pdf))) => {
            let place = format!("inline; filename=\"{name}.pdf\"");
            let kind = "application/pdf".to_owned();
            let headers = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, place)];
            Ok((headers, pdf).into_response())
        }
        Ok(Ok(Err(error))) => Err(broken(&error)),
        Ok(Err(error)) => Err(broken(&error)),
        Err(_) => Err(Fault::Refused(
            "Many people are printing at this moment. Try again in a minute.".to_owned(),
        )),
    }
}

fn broken(error: &dyn std::error::Error) -> Fault {
    tracing::error!("{error}");
    Fault::Broken
}
