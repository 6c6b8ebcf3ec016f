//! Sending what is due.

use std::time::Duration;

use lettre::message::Mailbox;
use lettre::transport::smtp::Error as SmtpError;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};

use super::message::message;
use super::{Outgoing, store};
use crate::{Error, Hone, Result, Settings};

type Smtp = AsyncSmtpTransport<Tokio1Executor>;

/// The longest that one delivery may take.
const PATIENCE: Duration = Duration::from_mins(2);
/// How long a node has a mail to itself, in seconds: longer than a delivery can take, so that only
/// a crash frees it. The clocks of two nodes must agree to within the difference.
const LEASE: i64 = 300;
/// How often to look for mail that is due.
const PAUSE: Duration = Duration::from_secs(2);
/// How long to wait after each attempt that failed, in seconds; after the last the mail is given up.
const BACKOFF: [i64; 7] = [60, 300, 1_800, 7_200, 21_600, 86_400, 86_400];
/// How long the outbox remembers who was written to, in seconds: 30 days.
const MEMORY: i64 = 30 * 86_400;

/// What a pass over the outbox did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// Mails that the server took.
    pub n_sent: u64,
    /// Mails that are tried again later.
    pub n_put_off: u64,
    /// Mails that were given up.
    pub n_failed: u64,
}

impl Sent {
    fn plus(self, other: Self) -> Self {
        Self {
            n_sent: self.n_sent + other.n_sent,
            n_put_off: self.n_put_off + other.n_put_off,
            n_failed: self.n_failed + other.n_failed,
        }
    }
}

/// What became of one attempt.
enum Outcome {
    Taken,
    /// The server could not be reached or used: the next mail would fare no better.
    Unreachable(String),
    Later(String),
    Never(String),
}

/// Whether the settings for mail make sense; the error says what to write instead.
pub fn check(settings: &Settings) -> Result<()> {
    sender(settings)?;
    if let Some(url) = &settings.smtp_url {
        transport(url)?;
    }
    Ok(())
}

/// Sends mail for as long as the program runs; ends at once where there is no mail server.
pub async fn run(hone: Hone) {
    if hone.settings.smtp_url.is_none() || hone.settings.is_demo {
        return;
    }
    loop {
        match send_due(&hone).await {
            Ok(sent) if sent != Sent::default() => tracing::info!(
                sent = sent.n_sent,
                put_off = sent.n_put_off,
                failed = sent.n_failed,
                "mail"
            ),
            Ok(_) => {}
            Err(error) => tracing::error!("cannot send mail: {error}"),
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Sends every mail that is due and that no other node is sending.
///
/// Without a mail server, and in the demonstration, everything stays where it is.
pub async fn send_due(hone: &Hone) -> Result<Sent> {
    let Some(url) = hone.settings.smtp_url.as_deref().filter(|_| !hone.settings.is_demo) else {
        return Ok(Sent::default());
    };
    let mut tx = hone.people.read().await?;
    let is_due = store::is_due(&mut tx, hone.clock.now()).await?;
    drop(tx);
    if !is_due {
        return Ok(Sent::default());
    }
    let from = sender(&hone.settings)?;
    let smtp = transport(url)?;
    forget(hone).await?;
    // Four at once, so that one slow delivery does not hold up the rest.
    let lane = || Box::pin(send_in_turn(hone, &smtp, &from));
    let (a, b, c, d) = tokio::join!(lane(), lane(), lane(), lane());
    Ok(a?.plus(b?).plus(c?).plus(d?))
}

async fn forget(hone: &Hone) -> Result<()> {
    let mut tx = hone.people.write().await?;
    store::forget(&mut tx, hone.clock.now().plus(-MEMORY)).await?;
    tx.commit().await
}

/// Sends one mail after the other until nothing is due or the server does not answer.
async fn send_in_turn(hone: &Hone, smtp: &Smtp, from: &Mailbox) -> Result<Sent> {
    let mut sent = Sent::default();
    while let Some(mail) = claim(hone).await? {
        let outcome = attempt(&mail, smtp, from).await;
        let is_over = matches!(outcome, Outcome::Unreachable(_));
        sent = sent.plus(note(hone, &mail, outcome).await?);
        if is_over {
            break;
        }
    }
    Ok(sent)
}

async fn claim(hone: &Hone) -> Result<Option<Outgoing>> {
    let now = hone.clock.now();
    let mut tx = hone.people.write().await?;
    let mail = store::claim(&mut tx, now, now.plus(LEASE)).await?;
    tx.commit().await?;
    Ok(mail)
}

async fn attempt(mail: &Outgoing, smtp: &Smtp, from: &Mailbox) -> Outcome {
    let message = match message(mail, from) {
        Ok(message) => message,
        Err(why) => return Outcome::Never(why),
    };
    match tokio::time::timeout(PATIENCE, smtp.send(message)).await {
        Ok(Ok(_)) => Outcome::Taken,
        Ok(Err(error)) => judge(&error),
        Err(_) => Outcome::Unreachable("the mail server took too long".to_owned()),
    }
}

/// The answers that are about our own login and not about the recipient.
const LOGIN_CODES: [&str; 4] = ["530", "534", "535", "538"];

fn judge(error: &SmtpError) -> Outcome {
    let words = error.to_string();
    let code = error.status().map(|code| code.to_string());
    match code {
        Some(code) if LOGIN_CODES.contains(&code.as_str()) => Outcome::Unreachable(words),
        Some(_) if error.is_permanent() => Outcome::Never(words),
        Some(_) => Outcome::Later(words),
        None => Outcome::Unreachable(words),
    }
}

async fn note(hone: &Hone, mail: &Outgoing, outcome: Outcome) -> Result<Sent> {
    let mut tx = hone.people.write().await?;
    let sent = match outcome {
        Outcome::Taken => {
            store::mark_sent(&mut tx, mail.id).await?;
            Sent { n_sent: 1, ..Sent::default() }
        }
        Outcome::Later(words) | Outcome::Unreachable(words) => match wait_after(mail.n_attempts) {
            Some(wait) => {
                let due_at = hone.clock.now().plus(wait);
                store::put_off(&mut tx, mail.id, due_at, &words).await?;
                Sent { n_put_off: 1, ..Sent::default() }
            }
            None => give_up(&mut tx, mail, &words).await?,
        },
        Outcome::Never(words) => give_up(&mut tx, mail, &words).await?,
    };
    tx.commit().await?;
    Ok(sent)
}

async fn give_up(tx: &mut crate::db::PeopleTx, mail: &Outgoing, words: &str) -> Result<Sent> {
    store::give_up(tx, mail.id, words).await?;
    Ok(Sent { n_failed: 1, ..Sent::default() })
}

/// How long to wait after so many attempts; nothing if they were enough.
fn wait_after(n_attempts: i64) -> Option<i64> {
    let index = usize::try_from(n_attempts).ok()?.checked_sub(1)?;
    BACKOFF.get(index).copied()
}

fn sender(settings: &Settings) -> Result<Mailbox> {
    settings.mail_from.parse().map_err(|_| {
        Error::Refused(format!(
            "the sender of mail is not an address: {}; write it like Hone <hone@example.org>",
            settings.mail_from
        ))
    })
}

/// The way to the mail server. The error does not repeat the address, which may hold a password.
fn transport(url: &str) -> Result<Smtp> {
    let url = match url.strip_prefix("smtp+starttls://") {
        Some(rest) => format!("smtp://{rest}?tls=required"),
        None => url.to_owned(),
    };
    let builder = Smtp::from_url(&url).map_err(|_| {
        Error::refused(
            "the address of the mail server cannot be read; write it like \
             smtps://user:password@mail.example, smtp+starttls://user:password@mail.example:587 \
             or smtp://localhost:25",
        )
    })?;
    Ok(builder.timeout(Some(Duration::from_secs(30))).build())
}
