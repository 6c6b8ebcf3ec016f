//! A disk without room: a small one that is filled, or a limit on the size of files where the tests
//! may not mount one.

use std::path::Path;
use std::process::Command;

use super::program::{Server, hone};

/// Room for the data that can be taken away and given back.
enum Room {
    /// A disk of its own, filled by a file.
    Disk(tempfile::TempDir),
    /// A limit on the size of any file, where mounting is not allowed.
    Limit(tempfile::TempDir),
}

fn is_done(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

impl Room {
    fn disk() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=6m", "hone-test"]).arg(folder.path());
        is_done(&mut mount).then_some(Self::Disk(folder))
    }

    fn limit() -> Self {
        Self::Limit(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        match self {
            Self::Disk(folder) | Self::Limit(folder) => folder.path(),
        }
    }

    fn serve(&self) -> Server {
        // Who exceeds the limit is killed, unless the signal is ignored.
        let mut shell = Command::new("sh");
        shell.args([
            "-c",
            "trap '' XFSZ; exec \"$@\"",
            "sh",
            hone().get_program().to_str().unwrap(),
        ]);
        Server::start_by(shell, self.path())
    }

    fn fill(&self, server: &Server) {
        match self {
            Self::Disk(folder) => {
                let ballast = folder.path().join("ballast");
                let full = std::fs::write(&ballast, vec![1; 8 << 20]).unwrap_err();
                assert_eq!(full.kind(), std::io::ErrorKind::StorageFull);
            }
            Self::Limit(folder) => {
                let files = ["people", "ballots"].map(|name| format!("{name}.sqlite-wal"));
                let sizes =
                    files.map(|file| std::fs::metadata(folder.path().join(file)).unwrap().len());
                limit(server, &format!("{}:unlimited", sizes.into_iter().max().unwrap()));
            }
        }
    }

    fn free(&self, server: &Server) {
        match self {
            Self::Disk(folder) => std::fs::remove_file(folder.path().join("ballast")).unwrap(),
            Self::Limit(_) => limit(server, "unlimited:unlimited"),
        }
    }
}

fn limit(server: &Server, size: &str) {
    let (process, size) = (server.id().to_string(), format!("--fsize={size}"));
    assert!(is_done(Command::new("prlimit").args(["--pid", &process, &size])));
}

impl Drop for Room {
    fn drop(&mut self) {
        if let Self::Disk(folder) = self {
            is_done(Command::new("umount").arg("--lazy").arg(folder.path()));
        }
    }
}

#[test]
fn a_full_disk_is_told_to_whoever_writes_and_reading_and_later_writing_go_on() {
    fills_up_and_recovers(&Room::disk().unwrap_or_else(Room::limit));
}

#[test]
fn a_used_up_quota_is_told_like_a_full_disk() {
    fills_up_and_recovers(&Room::limit());
}

fn fills_up_and_recovers(room: &Room) {
    let server = room.serve();
    let link = server.link().unwrap();
    room.fill(&server);

    for _ in 0..3 {
        let refused = server.enter(&link);
        assert_eq!(refused.status, 507, "{}\n{}", refused.text, server.err());
        assert!(refused.text.contains("There is no room left."), "{}", refused.text);
        assert!(refused.text.contains("nothing was saved"), "{}", refused.text);
        for path in ["/healthz", "/sign-in", &link] {
            assert_eq!(server.get(path).status, 200, "{path}: {}", server.err());
        }
    }
    let log = server.err();
    assert!(log.contains("ERROR") && log.contains("the disk is full"), "{log}");
    assert!(!log.contains("panicked") && !log.contains("backtrace"), "{log}");

    room.free(&server);
    let entered = server.enter(&link);
    assert_eq!(entered.status, 303, "{}\n{}", entered.text, server.err());
    let form = "email=orla%40northfold.test&password=a+stone+for+every+blade";
    assert_eq!(server.post("/sign-in", form).status, 303, "{}", server.err());
}
