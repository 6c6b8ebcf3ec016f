//! A mail as it goes over the wire, made from typed fields only.

use std::time::{Duration, UNIX_EPOCH};

use lettre::Message;
use lettre::address::Address;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};

use super::Outgoing;

/// The message of a mail; the same mail always makes the same Message-ID.
///
/// The error is why it cannot be sent at all, in words for an administrator.
pub(super) fn message(mail: &Outgoing, from: &Mailbox) -> Result<Message, String> {
    let address: Address =
        mail.to_address.parse().map_err(|_| "this is not an address that mail can be sent to")?;
    let name = (!mail.to_name.is_empty()).then(|| mail.to_name.clone());
    let seconds = u64::try_from(mail.created_at.0).unwrap_or_default();
    let mut builder = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(name, address))
        .subject(mail.subject.as_str())
        .message_id(Some(format!("<{}@{}>", mail.id, from.email.domain())))
        .date(UNIX_EPOCH + Duration::from_secs(seconds))
        // Keeps holiday replies away (RFC 3834).
        .raw_header(raw("Auto-Submitted", "auto-generated"));
    if let Some(address) = &mail.unsubscribe {
        builder = builder
            .raw_header(raw("List-Unsubscribe", &format!("<{address}>")))
            .raw_header(raw("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
    }
    builder.multipart(body(mail)).map_err(|error| error.to_string())
}

fn body(mail: &Outgoing) -> MultiPart {
    let flowed = ContentType::parse("text/plain; charset=utf-8; format=flowed")
        .expect("a media type that stands here");
    // A boundary of its own choice would make a second attempt differ from the first.
    MultiPart::alternative()
        .boundary(format!("hone-{}", mail.id))
        .singlepart(SinglePart::builder().header(flowed).body(mail.plain.clone()))
        .singlepart(SinglePart::html(mail.html.clone()))
}

fn raw(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}
