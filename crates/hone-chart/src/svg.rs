//! The few pieces of SVG that all charts share.

/// Text made safe for content and for attributes; control characters become spaces.
pub(crate) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c if c.is_control() => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}

/// A coordinate with at most two decimals, so that output is stable and short.
pub(crate) fn coord(x: f64) -> String {
    let digits = format!("{x:.2}");
    match digits.trim_end_matches('0').trim_end_matches('.') {
        "-0" => "0".into(),
        short => short.into(),
    }
}

/// Corner points for `points="…"`.
pub(crate) fn points(corners: &[(f64, f64)]) -> String {
    let pairs: Vec<String> =
        corners.iter().map(|&(x, y)| format!("{},{}", coord(x), coord(y))).collect();
    pairs.join(" ")
}

/// A polygon of a class.
pub(crate) fn polygon(class: &str, corners: &[(f64, f64)]) -> String {
    format!(r#"<polygon class="{class}" points="{}"/>"#, points(corners))
}

/// A straight line of a class.
pub(crate) fn line(class: &str, from: (f64, f64), to: (f64, f64)) -> String {
    let [x1, y1, x2, y2] = [from.0, from.1, to.0, to.1].map(coord);
    format!(r#"<path class="{class}" d="M{x1} {y1}L{x2} {y2}"/>"#)
}

/// A path of a class, from its steps.
pub(crate) fn path(class: &str, steps: impl IntoIterator<Item = String>) -> String {
    let steps: Vec<String> = steps.into_iter().collect();
    format!(r#"<path class="{class}" d="{}"/>"#, steps.concat())
}

/// A circle of a class.
pub(crate) fn circle(class: &str, x: f64, y: f64, r: f64) -> String {
    let [x, y, r] = [x, y, r].map(coord);
    format!(r#"<circle class="{class}" cx="{x}" cy="{y}" r="{r}"/>"#)
}

/// Where a text hangs at its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// A line of text; an empty `class` is left out.
pub(crate) fn text(class: &str, x: f64, y: f64, anchor: Anchor, words: &str) -> String {
    let class = if class.is_empty() { String::new() } else { format!(r#" class="{class}""#) };
    let anchor = match anchor {
        Anchor::Start => "",
        Anchor::Middle => r#" text-anchor="middle""#,
        Anchor::End => r#" text-anchor="end""#,
    };
    format!(r#"<text{class} x="{}" y="{}"{anchor}>{}</text>"#, coord(x), coord(y), escape(words))
}

/// The whole picture: named, described, and with ids of its own.
pub(crate) fn picture(head: &Head, width: f64, height: f64, body: &str) -> String {
    let id = safe_id(head.id_prefix);
    format!(
        r#"<svg viewBox="0 0 {} {}" role="img" aria-labelledby="{id}-t" aria-describedby="{id}-d"><title id="{id}-t">{}</title><desc id="{id}-d">{}</desc>{body}</svg>"#,
        coord(width),
        coord(height),
        escape(head.title),
        escape(head.description),
    )
}

/// What a picture says of itself.
pub(crate) struct Head<'a> {
    pub(crate) id_prefix: &'a str,
    pub(crate) title: &'a str,
    pub(crate) description: &'a str,
}

/// Letters, digits, `-` and `_` only, starting with a letter, so that it may stand in an id list.
fn safe_id(prefix: &str) -> String {
    let kept: String =
        prefix.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
    if kept.starts_with(|c: char| c.is_ascii_alphabetic()) { kept } else { format!("c{kept}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_are_short_and_never_minus_nought() {
        assert_eq!(coord(12.0), "12");
        assert_eq!(coord(12.504), "12.5");
        assert_eq!(coord(-0.001), "0");
        assert_eq!(coord(100.0), "100");
    }

    #[test]
    fn markup_in_a_text_becomes_text() {
        assert_eq!(escape(r#"<b> & "it's"</b>"#), "&lt;b&gt; &amp; &quot;it&#39;s&quot;&lt;/b&gt;");
        assert_eq!(escape("a\u{0}b"), "a b");
    }

    #[test]
    fn an_id_cannot_leave_its_attribute() {
        assert_eq!(safe_id(r#"a"> b"#), "ab");
        assert_eq!(safe_id("1-trust"), "c1-trust");
        assert_eq!(safe_id(""), "c");
    }
}
