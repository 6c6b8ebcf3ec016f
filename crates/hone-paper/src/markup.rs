//! Reads the markup of our own pages, as far as they go on paper.
//!
//! No reader of the web: what our templates never write is an error here, so that nothing is lost
//! unseen. Text of people arrives escaped by the templates and leaves as text.

use serde::Serialize;

use crate::Error;
use crate::picture::{Picture, picture};

/// A piece of a page.
#[derive(Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(crate) enum Node {
    /// Words, with single spaces.
    Text(String),
    /// A chart, or the mark of a voice.
    Picture(Picture),
    /// An element and what is in it.
    Element(Element),
}

#[derive(Debug, Default, PartialEq, Serialize)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) classes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) href: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) scope: Option<String>,
    pub(crate) colspan: usize,
    /// Whether it stands on its own rather than within a line.
    pub(crate) is_block: bool,
    pub(crate) inside: Vec<Node>,
}

/// Elements that have no end.
const VOID: [&str; 4] = ["br", "hr", "input", "img"];
/// What one does on a page and not on paper.
const LEFT_OUT: [&str; 7] = ["form", "nav", "button", "script", "select", "textarea", "label"];
/// Elements that stand within a line.
const INLINE: [&str; 9] = ["a", "b", "i", "em", "span", "code", "small", "strong", "abbr"];

/// The main part of a page, or the whole of a fragment, without what is not for paper.
pub(crate) fn read(page: &str) -> Result<Vec<Node>, Error> {
    let mut reader = Reader { rest: main_of(page), is_after_space: true };
    let nodes = reader.nodes(None)?;
    if reader.rest.is_empty() { Ok(nodes) } else { Err(reader.wrong("an end without a beginning")) }
}

/// Takes out the sections of some ids.
pub(crate) fn leave_out(nodes: &mut Vec<Node>, ids: &[&str]) {
    let is_out = |node: &Node| match node {
        Node::Element(element) => element.id.as_deref().is_some_and(|id| ids.contains(&id)),
        _ => false,
    };
    nodes.retain(|node| !is_out(node));
    for node in nodes {
        if let Node::Element(element) = node {
            leave_out(&mut element.inside, ids);
        }
    }
}

fn main_of(page: &str) -> &str {
    let Some((_, after)) = page.split_once("<main") else { return page };
    let inside = after.split_once('>').map_or("", |(_, inside)| inside);
    inside.rsplit_once("</main>").map_or(inside, |(inside, _)| inside)
}

struct Reader<'a> {
    rest: &'a str,
    /// Whether a space here would follow another one, or stand at the beginning of a line.
    is_after_space: bool,
}

/// An element as it begins.
struct Start<'a> {
    name: &'a str,
    attributes: Vec<(&'a str, String)>,
    is_whole: bool,
}

impl Start<'_> {
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    fn has_class(&self, class: &str) -> bool {
        let classes = self.attribute("class").unwrap_or_default();
        classes.split_whitespace().any(|known| known == class)
    }

    /// A dash that stands for a word which follows it is for the eye only, and paper has the word.
    fn is_left_out(&self) -> bool {
        let is_sign = self.name == "span" && self.attribute("aria-hidden") == Some("true");
        LEFT_OUT.contains(&self.name) || self.has_class("no-print") || is_sign
    }

    fn element(&self, inside: Vec<Node>) -> Element {
        let text = |name| self.attribute(name).map(ToOwned::to_owned);
        let classes = self.attribute("class").unwrap_or_default();
        Element {
            name: self.name.to_owned(),
            classes: classes.split_whitespace().map(ToOwned::to_owned).collect(),
            id: text("id"),
            href: text("href"),
            scope: text("scope"),
            colspan: self.attribute("colspan").and_then(|n| n.parse().ok()).unwrap_or(1),
            is_block: !INLINE.contains(&self.name) && self.name != "br",
            inside,
        }
    }
}

impl<'a> Reader<'a> {
    /// Everything up to the end of the element that is open.
    fn nodes(&mut self, open: Option<&str>) -> Result<Vec<Node>, Error> {
        let mut nodes = Vec::new();
        loop {
            let (text, rest) = self.rest.split_at(self.rest.find('<').unwrap_or(self.rest.len()));
            self.rest = rest;
            let words = self.words(text)?;
            if !words.is_empty() {
                nodes.push(Node::Text(words));
            }
            match open {
                None if self.rest.is_empty() || self.rest.starts_with("</") => return Ok(nodes),
                Some(name) if self.rest.starts_with("</") => {
                    self.end(name)?;
                    return Ok(nodes);
                }
                Some(_) if self.rest.is_empty() => return Err(self.wrong("no end")),
                _ => nodes.extend(self.element()?),
            }
        }
    }

    fn element(&mut self) -> Result<Option<Node>, Error> {
        if self.rest.starts_with("<svg") {
            let (whole, rest) = self.rest.split_at(self.past("</svg>")?);
            self.rest = rest;
            self.is_after_space = false;
            return Ok(Some(Node::Picture(picture(whole)?)));
        }
        let start = self.start()?;
        let is_inline = INLINE.contains(&start.name);
        if !is_inline {
            self.is_after_space = true;
        }
        let inside = if start.is_whole { Vec::new() } else { self.nodes(Some(start.name))? };
        if !is_inline {
            self.is_after_space = true;
        }
        if start.is_left_out() {
            return Ok(None);
        }
        let mut element = start.element(inside);
        if matches!(start.name, "p" | "span") {
            element.inside.iter_mut().for_each(in_sentence);
        }
        Ok(Some(Node::Element(element)))
    }

    /// `<name attribute="value" flag>`.
    fn start(&mut self) -> Result<Start<'a>, Error> {
        let (tag, rest) = self.rest.split_at(self.past(">")?);
        let inner = tag[1..tag.len() - 1].trim_end_matches('/');
        let end = inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len());
        let (name, mut left) = inner.split_at(end);
        if name.is_empty() {
            return Err(self.wrong("not an element"));
        }
        let mut attributes = Vec::new();
        loop {
            left = left.trim_start();
            if left.is_empty() {
                break;
            }
            let end = left.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(left.len());
            let (attribute, after) = left.split_at(end);
            let Some(quoted) = after.strip_prefix("=\"") else {
                attributes.push((attribute, String::new()));
                left = after;
                continue;
            };
            let Some((value, after)) = quoted.split_once('"') else {
                return Err(self.wrong("an attribute without its end"));
            };
            attributes.push((attribute, plain(value)?));
            left = after;
        }
        self.rest = rest;
        Ok(Start { name, attributes, is_whole: VOID.contains(&name) })
    }

    fn end(&mut self, name: &str) -> Result<(), Error> {
        let end = format!("</{name}>");
        let Some(rest) = self.rest.strip_prefix(&end) else {
            return Err(self.wrong(&format!("no {end}")));
        };
        self.rest = rest;
        Ok(())
    }

    /// Where a text ends that must come.
    fn past(&self, text: &str) -> Result<usize, Error> {
        self.rest.find(text).map(|at| at + text.len()).ok_or_else(|| self.wrong("no end"))
    }

    /// Text as a page shows it: entities read, runs of space made one, none at the start of a line.
    fn words(&mut self, text: &str) -> Result<String, Error> {
        let mut words = String::new();
        for c in plain(text)?.chars() {
            let is_space = matches!(c, ' ' | '\n' | '\t' | '\r');
            if !is_space {
                words.push(c);
            } else if !self.is_after_space {
                words.push(' ');
            }
            self.is_after_space = is_space;
        }
        Ok(words)
    }

    fn wrong(&self, what: &str) -> Error {
        let here: String = self.rest.chars().take(40).collect();
        Error::Markup(format!("{what} at ‘{here}’"))
    }
}

/// In a sentence the range of a number stands in brackets, and in a table it does not.
fn in_sentence(node: &mut Node) {
    if let Node::Element(element) = node
        && element.classes.iter().any(|class| class == "num")
    {
        element.classes.push("in-sentence".to_owned());
    }
}

/// Text without entities.
pub(crate) fn plain(text: &str) -> Result<String, Error> {
    let mut parts = text.split('&');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let unknown = || Error::Markup(format!("an entity that is not known: &{part}"));
        let (name, after) = part.split_once(';').ok_or_else(unknown)?;
        plain.push(entity(name).ok_or_else(unknown)?);
        plain.push_str(after);
    }
    Ok(plain)
}

fn entity(name: &str) -> Option<char> {
    if let Some(code) = name.strip_prefix("#x") {
        return u32::from_str_radix(code, 16).ok().and_then(char::from_u32);
    }
    if let Some(code) = name.strip_prefix('#') {
        return code.parse().ok().and_then(char::from_u32);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "middot" => '·',
        "nbsp" => '\u{a0}',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(nodes: &[Node]) -> String {
        let part = |node: &Node| match node {
            Node::Text(words) => words.clone(),
            Node::Picture(_) => "*".to_owned(),
            Node::Element(element) => {
                format!("<{}>{}</>", element.name, text(&element.inside))
            }
        };
        nodes.iter().map(part).collect()
    }

    #[test]
    fn words_keep_single_spaces_and_none_at_the_edges_of_a_block() {
        let nodes = read("<div>\n<p> You put <b>trust</b>\n higher. </p>\n</div>").unwrap();

        assert_eq!(text(&nodes), "<div><p>You put <b>trust</> higher. </></>");
    }

    #[test]
    fn only_the_main_part_is_read_and_nothing_that_one_does_on_a_page() {
        let page = r#"<html><nav>x</nav><main id="main"><p>One<br>two</p><form><p>three</p></form>
            <p class="row no-print">four</p><span aria-hidden="true">–</span></main><p>five</p>"#;

        assert_eq!(text(&read(page).unwrap()), "<p>One<br></>two</>");
    }

    #[test]
    fn what_people_wrote_is_text_and_never_markup() {
        let nodes = read("<p>&#60;b&#62; &amp;amp; #let x = 1</p>").unwrap();

        assert_eq!(text(&nodes), "<p><b> &amp; #let x = 1</>");
    }

    #[test]
    fn markup_that_no_template_of_ours_writes_is_refused() {
        for broken in
            ["<p>", "<p></b>", "</p>", "<p>&nope;</p>", "<p>&</p>", "<p a=\"></p>", "< p>"]
        {
            assert!(read(broken).is_err(), "{broken}");
        }
    }
}
