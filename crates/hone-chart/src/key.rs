//! Small marks for a legend.

use crate::blade;
use crate::scale::Extent;
use crate::voice::Voice;

/// The mark of a voice, for a legend or a sentence.
pub fn key(voice: Voice) -> String {
    let r = if voice == Voice::Own { 6.5 } else { 6.0 };
    small(voice, &voice.mark("key-m", 0.0, 0.0, r))
}

/// A blade, for "where the true value likely lies".
pub fn blade_key() -> String {
    let extent = Extent { low: -8.0, at: 0.0, high: 8.0, open_low: false, open_high: false };
    small(Voice::All, &blade::lying(&extent, 0.0, 5.0))
}

fn small(voice: Voice, body: &str) -> String {
    format!(
        r#"<svg class="k {}" viewBox="-8 -8 16 16" aria-hidden="true">{body}</svg>"#,
        voice.class()
    )
}
