//! From one text to a plain and an HTML part.

use askama::Template;

use super::To;
use crate::mail::Mail;
use crate::text::one_line;

/// The longest line of the plain part, below the 78 that mail programs show.
const WIDTH: usize = 72;

/// A paragraph of a text, by how it begins.
#[derive(Debug, PartialEq, Eq)]
enum Block<'a> {
    Action { label: &'a str, address: &'a str },
    Link { label: &'a str, address: &'a str },
    List(Vec<&'a str>),
    Small(String),
    Words(String),
}

#[derive(Template)]
#[template(path = "mail/texts/letter.html")]
struct Page<'a> {
    subject: &'a str,
    blocks: &'a [Block<'a>],
    sender: &'a str,
}

/// The mail that a text makes.
pub(super) fn mail(to: &To<'_>, text: &impl Template, organisation: &str) -> Mail {
    let text = text.render().expect("a text of names and days always renders");
    let (subject, rest) = text.split_once('\n').unwrap_or((&text, ""));
    let blocks: Vec<_> = rest.split("\n\n").filter_map(block).collect();
    let sender = match one_line(organisation) {
        none if none.is_empty() => "Sent by Hone".to_owned(),
        some => format!("Sent by Hone for {some}"),
    };
    let page = Page { subject, blocks: &blocks, sender: &sender };
    Mail {
        to_name: to.name.to_owned(),
        to_address: to.address.to_owned(),
        subject: subject.to_owned(),
        plain: plain(&blocks, &sender),
        html: page.render().expect("a letter always renders"),
        unsubscribe: None,
    }
}

fn block(paragraph: &str) -> Option<Block<'_>> {
    let paragraph = paragraph.trim();
    if let Some(action) = paragraph.strip_prefix("=> ") {
        let (label, address) = action.split_once(" | ")?;
        return Some(Block::Action { label, address });
    }
    if let Some(link) = paragraph.strip_prefix("-> ") {
        let (label, address) = link.split_once(" | ")?;
        return Some(Block::Link { label, address });
    }
    if let Some(small) = paragraph.strip_prefix("-- ") {
        return Some(Block::Small(one_line(small)));
    }
    if paragraph.starts_with("- ") {
        let entries = paragraph.lines().map(|line| line.trim_start_matches("- "));
        return Some(Block::List(entries.collect()));
    }
    (!paragraph.is_empty()).then(|| Block::Words(one_line(paragraph)))
}

fn plain(blocks: &[Block<'_>], sender: &str) -> String {
    let mut text = String::new();
    for block in blocks {
        match block {
            Block::Words(words) | Block::Small(words) => text.push_str(&flowed(words, "")),
            Block::Action { label, address } | Block::Link { label, address } => {
                text.push_str(&flowed(&format!("{label}:"), ""));
                text.push_str(&flowed(address, ""));
            }
            Block::List(entries) => {
                text.extend(entries.iter().map(|entry| flowed(entry, "- ")));
            }
        }
        text.push('\n');
    }
    text.push_str("-- \n");
    text.push_str(&flowed(sender, ""));
    text
}

/// Words in lines of bearable length, of which each but the last ends in a space: the sign that it
/// goes on (RFC 3676). A line that begins like a quote or a mailbox is stuffed with a space.
fn flowed(words: &str, lead: &str) -> String {
    let mut lines = vec![lead.to_owned()];
    for word in words.split_whitespace() {
        let line = lines.last_mut().expect("the first line");
        let is_full = line.chars().count() + word.chars().count() > WIDTH;
        if is_full && line.trim() != lead.trim() {
            lines.push(format!("{word} "));
        } else {
            line.push_str(word);
            line.push(' ');
        }
    }
    let last = lines.last_mut().expect("the first line");
    last.truncate(last.trim_end().len());
    lines.iter().map(|line| stuffed(line)).collect()
}

fn stuffed(line: &str) -> String {
    let is_mistakable = line.starts_with([' ', '>']) || line.starts_with("From ");
    format!("{}{line}\n", if is_mistakable { " " } else { "" })
}
