//! Rules for single fields that every kind of file has.

use super::Linter;
use crate::read::{Spot, shortened};

impl<D> Linter<'_, D> {
    pub(super) fn version(&mut self, spot: Spot, version: &str) {
        if !is_semver(version) {
            let message = format!("the version '{}' is not three numbers", shortened(version));
            self.error(spot, message, "Write it like 1.0.0.");
        }
    }

    pub(super) fn language(&mut self, spot: Spot, tag: &str) {
        if !is_language(tag) {
            let message = format!("'{}' is not a language tag", shortened(tag));
            self.error(spot, message, "Write it like en or pt-BR.");
        }
    }

    /// Refuses a text that is empty, long or not what it looks like.
    pub(super) fn text(&mut self, spot: Spot, text: &str, most: usize) {
        let field = spot.2;
        let n = text.chars().count();
        if text.trim().is_empty() {
            self.error(spot, format!("'{field}' is empty"), "Write it.");
        }
        if n > most {
            let message = format!("'{field}' has {n} characters; at most {most}");
            self.error(spot, message, "Shorten it.");
        }
        if let Some(hidden) = text.chars().find(|char| is_hidden(*char)) {
            let message =
                format!("'{field}' has a character that nobody sees, U+{:04X}", u32::from(hidden));
            self.error(spot, message, "Take it out, or type the text anew.");
        }
    }

    /// Refuses what cannot stand in an address or a file name.
    pub(super) fn slug(&mut self, spot: Spot, id: &str) {
        let is_good = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if id.is_empty() || id.len() > 60 || !id.bytes().all(is_good) {
            let message = format!("'{}' cannot be an id", shortened(id));
            let way_out = "Use small letters, digits and hyphens, at most 60.";
            self.error(spot, message, way_out);
        }
    }
}

/// Control characters, and marks that turn or hide text: on a page they make one text look like
/// another.
fn is_hidden(char: char) -> bool {
    char.is_control()
        || matches!(char,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

/// Three numbers without leading zeros. Labels such as `-beta` would make two files look alike.
fn is_semver(version: &str) -> bool {
    let parts: Vec<_> = version.split('.').collect();
    parts.len() == 3
        && parts.iter().all(|part| {
            let is_number = part.bytes().all(|byte| byte.is_ascii_digit());
            is_number && part.parse::<u32>().is_ok() && (*part == "0" || !part.starts_with('0'))
        })
}

fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default();
    let is_first = (2..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_lowercase());
    let is_part = |part: &str| {
        (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    is_first && tag.len() <= 20 && parts.all(is_part)
}
