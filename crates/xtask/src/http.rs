//! The smallest client that speaks HTTP/1.1 over a connection that stays open.

use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A connection to the server.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// What the server said.
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// From the request to the first byte that came back.
    pub(crate) first_byte: Duration,
    /// How many bytes came over the wire, head included.
    pub(crate) n_bytes: usize,
    /// Where it leads, in small letters.
    pub(crate) location: Option<String>,
    pub(crate) body: Vec<u8>,
}

impl Connection {
    /// Connects to a port of this machine.
    pub(crate) async fn open(port: u16) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(64 * 1024) })
    }

    /// Asks for a page, zipped as browsers do.
    pub(crate) async fn get(&mut self, path: &str) -> anyhow::Result<Answer> {
        let head =
            format!("GET {path} HTTP/1.1\r\nhost: localhost\r\naccept-encoding: gzip\r\n\r\n");
        self.ask(head.into_bytes()).await
    }

    /// Asks for a page as somebody who is signed in.
    pub(crate) async fn get_as(&mut self, path: &str, cookie: &str) -> anyhow::Result<Answer> {
        let head =
            format!("GET {path} HTTP/1.1\r\nhost: localhost\r\ncookie: hone={cookie}\r\n\r\n");
        self.ask(head.into_bytes()).await
    }

    /// Sends JSON, as the rater's script does.
    pub(crate) async fn post(
        &mut self,
        path: &str,
        json: &str,
        is_zipped: bool,
    ) -> anyhow::Result<Answer> {
        let zipped = if is_zipped { "accept-encoding: gzip\r\n" } else { "" };
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: localhost\r\nsec-fetch-site: same-origin\r\n{zipped}\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{json}",
            json.len()
        );
        self.ask(request.into_bytes()).await
    }

    /// Sends a form as somebody who is signed in.
    pub(crate) async fn send_as(
        &mut self,
        path: &str,
        cookie: &str,
        form: &str,
    ) -> anyhow::Result<Answer> {
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: localhost\r\nsec-fetch-site: same-origin\r\n\
             cookie: hone={cookie}\r\ncontent-type: application/x-www-form-urlencoded\r\n\
             content-length: {}\r\n\r\n{form}",
            form.len()
        );
        self.ask(request.into_bytes()).await
    }

    async fn ask(&mut self, request: Vec<u8>) -> anyhow::Result<Answer> {
        self.buffer.clear();
        let asked = Instant::now();
        self.stream.write_all(&request).await?;
        self.more().await?;
        let first_byte = asked.elapsed();
        let head_end = loop {
            if let Some(at) = find(&self.buffer, b"\r\n\r\n") {
                break at + 4;
            }
            self.more().await?;
        };
        let head = String::from_utf8_lossy(&self.buffer[..head_end]).to_ascii_lowercase();
        let status = head.get(9..12).and_then(|code| code.parse().ok()).context("no status")?;
        let location = head.lines().find_map(|line| line.strip_prefix("location: "));
        let location = location.map(|path| path.trim().to_owned());
        let body = if head.contains("transfer-encoding: chunked") {
            self.chunks(head_end).await?
        } else {
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "))
                .and_then(|length| length.trim().parse().ok())
                .unwrap_or(0);
            while self.buffer.len() < head_end + length {
                self.more().await?;
            }
            self.buffer[head_end..head_end + length].to_vec()
        };
        Ok(Answer { status, first_byte, n_bytes: self.buffer.len(), location, body })
    }

    async fn chunks(&mut self, mut at: usize) -> anyhow::Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let line_end = loop {
                if let Some(end) = find(&self.buffer[at..], b"\r\n") {
                    break at + end;
                }
                self.more().await?;
            };
            let size = std::str::from_utf8(&self.buffer[at..line_end])?;
            let size = usize::from_str_radix(size.trim(), 16)?;
            let start = line_end + 2;
            while self.buffer.len() < start + size + 2 {
                self.more().await?;
            }
            body.extend_from_slice(&self.buffer[start..start + size]);
            at = start + size + 2;
            if size == 0 {
                return Ok(body);
            }
        }
    }

    async fn more(&mut self) -> anyhow::Result<()> {
        if self.stream.read_buf(&mut self.buffer).await? == 0 {
            bail!("the server closed the connection");
        }
        Ok(())
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// Drives futures side by side on this task, and gives what each of them gave.
pub(crate) async fn all_of<F: Future>(futures: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut running: Vec<_> = futures.map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(|context| {
        let mut is_done = true;
        for (future, output) in &mut running {
            if output.is_none() {
                match future.as_mut().poll(context) {
                    std::task::Poll::Ready(value) => *output = Some(value),
                    std::task::Poll::Pending => is_done = false,
                }
            }
        }
        if is_done { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    running.into_iter().filter_map(|(_, output)| output).collect()
}
