//! A chart of a page, made to stand alone.

use serde::Serialize;

use crate::Error;
use crate::markup::plain;

/// What the classes of the style sheet are on paper.
const STYLE: &str = include_str!("chart.css");

/// A picture in SVG, with its own colours.
#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct Picture {
    pub(crate) svg: String,
    /// What it shows, in words; none where the words stand beside it.
    alt: Option<String>,
    /// Whether it stands on its own, rather than as a mark in a line of text.
    is_block: bool,
}

/// The picture of an `<svg …>…</svg>` as pages hold it.
pub(crate) fn picture(svg: &str) -> Result<Picture, Error> {
    let (tag, inside) =
        svg.split_once('>').ok_or_else(|| Error::Markup("a picture without its end".to_owned()))?;
    let between = |name: &str| -> Result<Option<String>, Error> {
        let Some((_, after)) = inside.split_once(&format!("<{name}")) else { return Ok(None) };
        let after = after.split_once('>').map_or("", |(_, text)| text);
        let text = after.split_once(&format!("</{name}>")).map_or("", |(text, _)| text);
        plain(text).map(Some)
    };
    let alt = match (between("title")?, between("desc")?) {
        (Some(title), Some(desc)) => Some(format!("{title}. {desc}")),
        (title, desc) => title.or(desc),
    };
    Ok(Picture {
        svg: format!(r#"{tag} xmlns="http://www.w3.org/2000/svg"><style>{STYLE}</style>{inside}"#),
        is_block: !["-8 -8 16 16", "0 0 16 16"]
            .iter()
            .any(|of_mark| tag.contains(&format!(r#"viewBox="{of_mark}""#))),
        alt,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_says_what_it_shows_unless_it_is_a_mark_beside_words() {
        let chart = picture(
            r#"<svg viewBox="0 0 9 9"><title id="t">A &#39;b&#39;</title><desc id="d">1 to 2.</desc><g/></svg>"#,
        );
        let mark =
            picture(r#"<svg class="k all" viewBox="-8 -8 16 16" aria-hidden="true"><g/></svg>"#);

        let (chart, mark) = (chart.unwrap(), mark.unwrap());
        assert_eq!(chart.alt.as_deref(), Some("A 'b'. 1 to 2."));
        assert!(chart.is_block && !mark.is_block && mark.alt.is_none());
        assert!(mark.svg.contains("xmlns=") && mark.svg.contains("<style>"));
    }
}
