//! What the disk itself can do: the limit of everything that must survive a power cut.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use hone_core::Hone;
use hone_core::testing::rating;

const A_WHILE: Duration = Duration::from_secs(2);

/// How often in a second 4 KiB can be written and synced.
pub(crate) fn syncs_per_second(folder: &Path) -> std::io::Result<f64> {
    let mut file = File::create(folder.join("sync-probe"))?;
    let page = [7; 4096];
    file.write_all(&page)?;
    let start = Instant::now();
    let mut n = 0;
    while start.elapsed() < A_WHILE {
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&page)?;
        file.sync_data()?;
        n += 1;
    }
    Ok(f64::from(n) / start.elapsed().as_secs_f64())
}

/// How often in a second one row can be committed, each commit alone.
pub(crate) async fn commits_per_second(hone: &Hone) -> f64 {
    let start = Instant::now();
    let mut n = 0;
    while start.elapsed() < A_WHILE {
        rating::commit_one(hone).await;
        n += 1;
    }
    f64::from(n) / start.elapsed().as_secs_f64()
}
