//! R's times, taken here and now.

use std::collections::HashMap;
use std::path::PathBuf;
use std::process::Command;

use crate::reference::top;

/// The R scripts by job, in a folder of their own: they write their results beside themselves.
pub(crate) struct Live {
    folder: tempfile::TempDir,
    scripts: HashMap<String, PathBuf>,
}

impl Live {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder for R");
        let mut scripts = HashMap::new();
        for part in ["scripts", "data"] {
            let from = top().join("reference").join(part);
            let to = folder.path().join(part);
            std::fs::create_dir(&to).expect("a folder for R");
            for entry in std::fs::read_dir(from).expect("the reference is there").flatten() {
                let copy = to.join(entry.file_name());
                std::fs::copy(entry.path(), &copy).expect("files can be copied");
                let text = std::fs::read_to_string(&copy).unwrap_or_default();
                for job in text.split("job(\"").skip(1) {
                    let name = job.split('"').next().unwrap_or_default();
                    scripts.insert(name.to_owned(), copy.clone());
                }
            }
        }
        Self { folder, scripts }
    }

    /// Seconds that R takes for a job, the best of its runs; `None` where R or the job is not there.
    pub(crate) fn seconds(&self, job: &str) -> Option<f64> {
        let output = Command::new("Rscript")
            .arg(self.scripts.get(job)?)
            .arg(format!("^{job}$"))
            .current_dir(self.folder.path().join("scripts"))
            .output()
            .ok()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let line = text.lines().find(|line| line.starts_with(job) && !line.contains(" ERR "))?;
        line.split(" wall ").nth(1)?.split_whitespace().next()?.parse().ok()
    }
}
