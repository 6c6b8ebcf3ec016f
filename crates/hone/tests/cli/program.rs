//! The built program, run as a child, and a small HTTP client to talk to it.

use std::fs::File;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

/// What a command did.
pub(crate) struct Outcome {
    pub(crate) code: Option<i32>,
    pub(crate) took: Duration,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// The program, with nothing from the environment of the tests.
pub(crate) fn hone() -> Command {
    bare(Command::new(env!("CARGO_BIN_EXE_hone")))
}

fn bare(mut command: Command) -> Command {
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("HONE_")) {
        command.env_remove(name);
    }
    command
}

/// Runs a command that ends by itself.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let began = Instant::now();
    let output = command.output().unwrap();
    Outcome {
        code: output.status.code(),
        took: began.elapsed(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Runs `hone` with arguments.
pub(crate) fn told(arguments: &[&str]) -> Outcome {
    run(hone().args(arguments))
}

/// A port that nobody listens at.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A server under test; killed with the value.
pub(crate) struct Server {
    child: Child,
    port: u16,
    notes: tempfile::TempDir,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

impl Server {
    /// Serves a folder, and is ready.
    pub(crate) fn start(data: &Path) -> Self {
        Self::start_by(hone(), data)
    }

    /// The same started by another command, such as a shell that sets limits first.
    pub(crate) fn start_by(command: Command, data: &Path) -> Self {
        let port = free_port();
        let mut command = bare(command);
        command.arg("serve").args(["--listen", &format!("127.0.0.1:{port}")]);
        command.arg("--data").arg(data);
        Self::spawn(command, port)
    }

    /// A command that listens at a port, once it answers.
    pub(crate) fn spawn(mut command: Command, port: u16) -> Self {
        let notes = tempfile::tempdir().unwrap();
        let file = |name: &str| File::create(notes.path().join(name)).unwrap();
        let child = command.stdout(file("out")).stderr(file("err")).spawn().unwrap();
        let mut server = Self { child, port, notes };
        let began = Instant::now();
        while server.try_get("/healthz").is_none_or(|answer| answer.status != 200) {
            let ended = server.child.try_wait().unwrap();
            assert!(ended.is_none(), "ended: {}", server.err());
            assert!(began.elapsed() < Duration::from_secs(10), "not ready: {}", server.err());
            std::thread::sleep(Duration::from_millis(5));
        }
        server
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// What it has said so far.
    pub(crate) fn out(&self) -> String {
        self.note("out")
    }

    /// What it has logged so far.
    pub(crate) fn err(&self) -> String {
        self.note("err")
    }

    fn note(&self, name: &str) -> String {
        std::fs::read_to_string(self.notes.path().join(name)).unwrap()
    }

    /// The path of the one-time link that it printed, if it did.
    pub(crate) fn link(&self) -> Option<String> {
        let out = self.out();
        let link = out.lines().map(str::trim).find(|line| line.contains("/enter/"))?;
        link.find("/enter/").map(|at| link[at..].to_owned())
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.try_get(path).expect("an answer")
    }

    fn try_get(&self, path: &str) -> Option<Answer> {
        self.ask(&format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"))
    }

    /// Sends a form.
    pub(crate) fn post(&self, path: &str, form: &str) -> Answer {
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
            form.len()
        );
        self.ask(&request).expect("an answer")
    }

    /// Comes in as the first administrator.
    pub(crate) fn enter(&self, link: &str) -> Answer {
        let form = "organisation=Northfold+Water&time_zone=Europe%2FVienna&name=Orla+Byrne\
                    &email=orla%40northfold.test&password=a+stone+for+every+blade";
        self.post(link, form)
    }

    /// A connection to it.
    pub(crate) fn connect(&self) -> TcpStream {
        TcpStream::connect(("127.0.0.1", self.port)).unwrap()
    }

    fn ask(&self, request: &str) -> Option<Answer> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.write_all(request.as_bytes()).ok()?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).ok()?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let status = text.get(9..12)?.parse().ok()?;
        Some(Answer { status, text })
    }

    /// Tells it to stop as a service manager does; how it ended, and how long that took.
    pub(crate) fn stop(&mut self) -> (Option<i32>, Duration) {
        let began = Instant::now();
        let id = self.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        let code = self.child.wait().unwrap().code();
        (code, began.elapsed())
    }
}

/// What the server said, head included.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) text: String,
}

/// A file with a text in a folder of the test.
pub(crate) fn write(folder: &tempfile::TempDir, name: &str, text: &str) -> PathBuf {
    let file = folder.path().join(name);
    std::fs::write(&file, text).unwrap();
    file
}
