//! Signs for which the fonts have no letter.

use crate::markup::Node;
use crate::world::SHOP;

/// Stands in the place of a sign that cannot be printed.
const UNKNOWN: char = '□';

/// Puts [`UNKNOWN`] in the place of what cannot be printed, and tells whether there was any.
///
/// A PDF with an empty letter in it could not be read aloud, so it would not be made at all.
pub(crate) fn replace_unknown(nodes: &mut [Node]) -> bool {
    let mut has_unknown = false;
    for node in nodes {
        has_unknown |= match node {
            Node::Text(words) => replace(words),
            Node::Picture(picture) => replace(&mut picture.svg),
            Node::Element(element) => replace_unknown(&mut element.inside),
        };
    }
    has_unknown
}

fn replace(text: &mut String) -> bool {
    if text.is_ascii() || text.chars().all(|c| SHOP.has(c)) {
        return false;
    }
    let mut has_unknown = false;
    *text = text
        .chars()
        .filter(|c| !is_silent(*c))
        .map(|c| match c {
            c if c.is_ascii() || SHOP.has(c) => c,
            c if c.is_whitespace() => ' ',
            _ => {
                has_unknown = true;
                UNKNOWN
            }
        })
        .collect();
    has_unknown
}

/// Signs that join or turn others, and are nothing by themselves.
fn is_silent(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}
