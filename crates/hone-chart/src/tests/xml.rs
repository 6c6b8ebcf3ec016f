//! Just enough of a reader to check what the charts write.

use std::collections::BTreeMap;

/// An element with its attributes and the text right in it.
#[derive(Debug, Default)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: BTreeMap<String, String>,
    pub(crate) text: String,
}

impl Element {
    pub(crate) fn is(&self, class: &str) -> bool {
        self.attributes.get("class").is_some_and(|all| all.split(' ').any(|one| one == class))
    }

    pub(crate) fn number(&self, attribute: &str) -> f64 {
        let value =
            self.attributes.get(attribute).unwrap_or_else(|| panic!("{attribute}: {self:?}"));
        value.parse().unwrap_or_else(|_| panic!("{attribute}={value} is no number"))
    }
}

/// All elements, in the order in which they end. Panics where the text is not well-formed.
pub(crate) fn read(xml: &str) -> Vec<Element> {
    let (mut open, mut done): (Vec<Element>, Vec<Element>) = (Vec::new(), Vec::new());
    let mut rest = xml;
    while let Some(start) = rest.find('<') {
        let text = unescape(&rest[..start]);
        if let Some(parent) = open.last_mut() {
            parent.text.push_str(&text);
        } else {
            assert!(text.is_empty(), "text outside of the root: {text}");
        }
        let end = start + rest[start..].find('>').expect("a tag that does not end");
        let tag = &rest[start + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            let element = open.pop().expect("a closing tag without an opening one");
            assert_eq!(element.name, name);
            done.push(element);
        } else if let Some(tag) = tag.strip_suffix('/') {
            done.push(element(tag));
        } else {
            open.push(element(tag));
        }
    }
    assert!(open.is_empty() && rest.is_empty(), "left open: {open:?} {rest}");
    done
}

fn element(tag: &str) -> Element {
    let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
    assert!(name.chars().all(|c| c.is_ascii_alphabetic()), "not a name: {name}");
    let mut attributes = BTreeMap::new();
    while !rest.is_empty() {
        let (key, value) = rest.trim_start().split_once("=\"").expect("an attribute has a value");
        let (value, after) = value.split_once('"').expect("a value that does not end");
        assert!(attributes.insert(key.into(), unescape(value)).is_none(), "twice: {key}");
        rest = after;
    }
    Element { name: name.into(), attributes, text: String::new() }
}

fn unescape(text: &str) -> String {
    let known = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'")];
    assert!(
        text.match_indices('&').all(|(i, _)| {
            let here = &text[i..];
            here.starts_with("&amp;") || known.iter().any(|(entity, _)| here.starts_with(entity))
        }),
        "a bare ampersand in {text}"
    );
    known
        .iter()
        .fold(text.to_owned(), |text, (entity, c)| text.replace(entity, c))
        .replace("&amp;", "&")
}
