//! A real SMTP server on a port of its own: aiosmtpd, run by the system's Python.

use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::Deserialize;

use crate::testing::Fresh;

/// A server that keeps what it is sent; it ends with the value.
pub(crate) struct Server {
    folder: tempfile::TempDir,
    child: Child,
}

/// A mail that arrived, decoded by a parser that is not ours.
#[derive(Debug, Deserialize)]
pub(crate) struct Arrived {
    pub(crate) envelope: Vec<String>,
    headers: Vec<(String, String)>,
    pub(crate) kind: String,
    pub(crate) plain_format: String,
    pub(crate) plain: String,
    pub(crate) html: String,
    pub(crate) raw: String,
}

impl Arrived {
    /// Every value of a header.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        self.headers.iter().filter(|(n, _)| n == name).map(|(_, value)| value.as_str()).collect()
    }

    /// The value of a header that stands there once.
    pub(crate) fn one(&self, name: &str) -> &str {
        let all = self.all(name);
        assert_eq!(all.len(), 1, "{name} once in {:?}", self.headers);
        all[0]
    }
}

impl Server {
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/smtp/server.py");
        let child = Command::new("/usr/bin/python3")
            .args([script, folder.path().to_str().unwrap()])
            .stdin(Stdio::null())
            .stderr(std::fs::File::create(folder.path().join("errors")).unwrap())
            .spawn()
            .expect("/usr/bin/python3 is missing: apt-get install -y python3-aiosmtpd");
        let mut server = Self { folder, child };
        server.wait_for_port();
        server
    }

    fn wait_for_port(&mut self) {
        let begin = Instant::now();
        while !self.folder.path().join("port").exists() {
            let errors = self.folder.path().join("errors");
            assert!(
                self.child.try_wait().unwrap().is_none() && begin.elapsed().as_secs() < 20,
                "the SMTP server of the tests did not start: {}",
                std::fs::read_to_string(errors).unwrap_or_default()
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Tells the server how to behave from now on; see `server.py`.
    pub(crate) fn behave(&self, mode: &str) {
        std::fs::write(self.folder.path().join("mode"), mode).unwrap();
    }

    /// The mails that arrived, in their order.
    pub(crate) fn arrived(&self) -> Vec<Arrived> {
        let entries = std::fs::read_dir(self.folder.path()).unwrap();
        let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
        paths.sort();
        paths.iter().map(|path| parse(&std::fs::read_to_string(path).unwrap())).collect()
    }

    /// Makes a Hone send its mail here.
    pub(crate) fn receive_from(&self, fresh: &mut Fresh) {
        let port = std::fs::read_to_string(self.folder.path().join("port")).unwrap();
        send_to(fresh, &format!("smtp://127.0.0.1:{port}"));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Sets the mail server of a Hone.
pub(crate) fn send_to(fresh: &mut Fresh, url: &str) {
    Arc::make_mut(&mut fresh.hone.settings).smtp_url = Some(url.to_owned());
}

fn parse(json: &str) -> Arrived {
    serde_json::from_str(json).unwrap()
}
