//! How wide a text will be, before any browser has seen it.
//!
//! Widths are those of a bold humanist sans of the wide sort, in thousandths of the font size, so
//! that the fonts which readers have are mostly narrower. Places are chosen with them, nothing is
//! stretched to them.

/// Printable ASCII from the space on.
const BOLD: [u16; 95] = [
    260, 286, 472, 646, 572, 901, 750, 266, 339, 339, 545, 572, 285, 322, 285, 413, 572, 572, 572,
    572, 572, 572, 572, 572, 572, 572, 285, 285, 572, 572, 572, 477, 897, 690, 672, 637, 740, 560,
    549, 724, 765, 389, 331, 664, 565, 943, 813, 796, 628, 796, 660, 551, 579, 756, 650, 967, 667,
    624, 579, 331, 413, 331, 572, 411, 362, 604, 633, 514, 633, 591, 387, 633, 657, 305, 305, 620,
    305, 982, 657, 619, 633, 633, 454, 497, 434, 657, 569, 856, 578, 569, 488, 394, 551, 394, 572,
];

/// A reader's font may be a little wider than the table.
const SAFETY: f64 = 1.04;

/// The width of a line of bold text.
pub(crate) fn width(words: &str, size: f64) -> f64 {
    let thousandths: f64 = words.chars().map(|c| f64::from(advance(c))).sum();
    thousandths / 1000.0 * size * SAFETY
}

fn advance(c: char) -> u16 {
    match u32::from(c) {
        code @ 32..=126 => BOLD[(code - 32) as usize],
        0x300..=0x36f => 0,
        0x1100.. if !matches!(c, '\u{1e00}'..='\u{22ff}') => 1050,
        code => match (code < 0x250, c.is_uppercase()) {
            (true, true) => 830,
            (true, false) => 670,
            (false, true) => 980,
            (false, false) => 880,
        },
    }
}

/// The text itself, or as much of its beginning as fits, with an ellipsis.
pub(crate) fn fit(words: &str, size: f64, room: f64) -> String {
    if width(words, size) <= room {
        return words.into();
    }
    let mut kept: String = words.into();
    while kept.pop().is_some() {
        let shortened = format!("{}…", kept.trim_end());
        if width(&shortened, size) <= room {
            return shortened;
        }
    }
    "…".into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_fits_stays_and_a_longer_one_ends_in_an_ellipsis() {
        assert_eq!(fit("Trust", 14.0, 100.0), "Trust");
        let cut = fit("Führungskräfteentwicklung", 14.0, 100.0);
        assert!(cut.ends_with('…') && cut.starts_with("Führ"), "{cut}");
        assert!(width(&cut, 14.0) <= 100.0);
    }

    #[test]
    fn a_combining_accent_takes_no_room() {
        assert!((width("e\u{301}", 14.0) - width("e", 14.0)).abs() < 1e-9);
    }
}
