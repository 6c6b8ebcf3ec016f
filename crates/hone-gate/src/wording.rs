//! Takes habits of the keyboard out of a comment, and leaves its words.

/// The comment with plain spaces, quotes and dashes; `None` if nothing was said.
///
/// Curly quotes, long dashes, line breaks, doubled marks, a text all in capitals and the skin tone
/// of an emoji tell who wrote something, and nothing about the leader.
pub(crate) fn plain(text: &str) -> Option<String> {
    let same_marks: String = text.chars().filter_map(plain_char).collect();
    let one_space = same_marks.split_whitespace().collect::<Vec<_>>().join(" ");
    let calm = without_shouting(&fold_marks(&one_space));
    calm.chars().any(says_something).then_some(calm)
}

fn plain_char(c: char) -> Option<char> {
    Some(match c {
        '\u{2018}'..='\u{201B}' | '\u{2032}' | '`' | '\u{B4}' | '\u{2039}' | '\u{203A}' => '\'',
        '\u{201C}'..='\u{201F}' | '\u{2033}' | '\u{AB}' | '\u{BB}' => '"',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{2026}' => '.',
        // Zero-width marks, directions of writing, emoji variation and skin tone.
        '\u{AD}'
        | '\u{200B}'
        | '\u{200E}'
        | '\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}'
        | '\u{1F3FB}'..='\u{1F3FF}' => return None,
        c if c.is_control() => ' ',
        c => c,
    })
}

/// Runs of one mark become one, and a run of `!` and `?` becomes a question if it holds one.
fn fold_marks(text: &str) -> String {
    const MARKS: &str = "!?.,;:-~*_";
    let kind = |c: char| if c == '?' { '!' } else { c };
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        match folded.chars().last() {
            Some(last) if MARKS.contains(c) && kind(last) == kind(c) => {
                if c == '?' {
                    folded.pop();
                    folded.push('?');
                }
            }
            _ => folded.push(c),
        }
    }
    folded
}

/// A text all in capitals becomes one in small letters, with a capital where a sentence starts.
fn without_shouting(text: &str) -> String {
    let n_capitals = text.chars().filter(|c| c.is_uppercase()).count();
    if n_capitals < 2 || text.chars().any(char::is_lowercase) {
        return text.to_owned();
    }
    let mut is_start = true;
    text.chars()
        .flat_map(|c| {
            let small = if is_start { vec![c] } else { c.to_lowercase().collect() };
            is_start = match c {
                '.' | '!' | '?' => true,
                c => is_start && !c.is_alphanumeric(),
            };
            small
        })
        .collect()
}

/// Letters, figures and emoji say something; marks alone do not.
fn says_something(c: char) -> bool {
    c.is_alphanumeric() || c >= '\u{1F000}'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn habits_of_the_keyboard_go_and_the_words_stay() {
        let pairs = [
            ("  Keep\u{A0}going\r\n\tlike this ", "Keep going like this"),
            ("\u{201C}Let us\u{201D} \u{2013} he\u{2019}d say", "\"Let us\" - he'd say"),
            ("\u{AB}So\u{BB} \u{2014} yes", "\"So\" - yes"),
            ("Why now?!?! No!!! Well\u{2026}", "Why now? No! Well."),
            ("Well... yes,, -- fine", "Well. yes, - fine"),
            ("PLEASE LISTEN. ALWAYS!", "Please listen. Always!"),
            ("Ask HR first", "Ask HR first"),
            ("Great \u{1F44D}\u{1F3FD} and \u{2764}\u{FE0F}", "Great \u{1F44D} and \u{2764}"),
            ("a\u{200B}b\u{AD}c", "abc"),
        ];

        for (written, shown) in pairs {
            assert_eq!(plain(written).as_deref(), Some(shown), "{written}");
        }
    }

    #[test]
    fn marks_alone_are_no_comment() {
        for empty in ["", "  \n", "-", "...", "\u{200B}", "?!"] {
            assert_eq!(plain(empty), None, "{empty:?}");
        }
    }

    #[test]
    fn doing_it_twice_changes_nothing() {
        for text in ["WHY?! \u{2026} NO -- \u{201C}YES\u{201D}", "So  it\u{2019}s: fine!!"] {
            let once = plain(text).unwrap();
            assert_eq!(plain(&once).as_deref(), Some(once.as_str()));
        }
    }
}
