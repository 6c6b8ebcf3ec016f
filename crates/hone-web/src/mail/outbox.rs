//! The outbox of the demonstration, in which nothing is sent and everything can be read.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use hone_core::Hone;
use hone_core::ids::MailId;
use hone_core::mail::{Outgoing, State as MailState, store};
use jiff::tz::TimeZone;

use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Perhaps;
use crate::input::At;

#[derive(Template)]
#[template(path = "mail/outbox.html")]
struct List {
    frame: Frame,
    mails: Vec<Outgoing>,
}

#[derive(Template)]
#[template(path = "mail/letter.html")]
struct Show {
    frame: Frame,
    mail: Outgoing,
    /// The plain text, with its addresses apart.
    pieces: Vec<Piece>,
}

/// A part of a text.
#[derive(Debug, PartialEq, Eq)]
enum Piece {
    Words(String),
    Address(String),
}

/// The mails that would have been sent, newest first.
pub(super) async fn list(State(hone): State<Hone>, viewer: Perhaps) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let mails = store::list(&mut tx).await?;
    let frame = Frame::maybe(viewer.0.as_ref(), Section::Elsewhere);
    frame::html(&List { frame, mails })
}

/// One of them.
pub(super) async fn show(
    State(hone): State<Hone>,
    viewer: Perhaps,
    At(id): At<MailId>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let mail = store::find(&mut tx, id).await?.ok_or(Fault::NotFound)?;
    let frame = Frame::maybe(viewer.0.as_ref(), Section::Elsewhere);
    let pieces = pieces(&unflowed(&mail.plain));
    frame::html(&Show { frame, mail, pieces })
}

/// Where a mail is, in words.
fn state(mail: &Outgoing) -> &'static str {
    match mail.state {
        MailState::Queued => "would be sent now",
        MailState::Sent => "sent",
        MailState::Failed => "not delivered",
    }
}

/// When a mail was queued, in words.
fn written(mail: &Outgoing) -> String {
    mail.created_at.text(&TimeZone::UTC)
}

/// A text whose soft line ends are gone (RFC 3676).
fn unflowed(plain: &str) -> String {
    let lines = plain.lines().map(|line| match line.strip_suffix(' ') {
        Some(_) if line != "-- " => line.to_owned(),
        _ => format!("{}\n", line.trim_end()),
    });
    lines.collect()
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = vec![];
    for token in text.split_inclusive(char::is_whitespace) {
        let word = token.trim_end();
        if word.starts_with("http://") || word.starts_with("https://") {
            pieces.push(Piece::Address(word.to_owned()));
            pieces.push(Piece::Words(token[word.len()..].to_owned()));
        } else if let Some(Piece::Words(words)) = pieces.last_mut() {
            words.push_str(token);
        } else {
            pieces.push(Piece::Words(token.to_owned()));
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::{Piece, pieces, unflowed};

    #[test]
    fn lines_that_go_on_are_joined_and_the_others_stay() {
        assert_eq!(
            unflowed("One line \nthat goes on.\n\n-- \nHone\n"),
            "One line that goes on.\n\n--\nHone\n"
        );
    }

    #[test]
    fn addresses_are_set_apart_from_words() {
        let words = |text: &str| Piece::Words(text.to_owned());
        assert_eq!(
            pieces("Open:\nhttps://a.test/x\n\nhttp mail\n"),
            [
                words("Open:\n"),
                Piece::Address("https://a.test/x".to_owned()),
                words("\n\nhttp mail\n")
            ]
        );
    }
}
