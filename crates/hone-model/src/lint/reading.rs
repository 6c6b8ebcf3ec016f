//! How a text reads: its words and sentences, and how hard they are.

/// Whether the rules that know English words apply.
pub(super) fn is_english(language: &str) -> bool {
    language == "en" || language.starts_with("en-")
}

/// The words of a text in small letters, without the marks around them.
pub(super) fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split_whitespace()
        .map(|word| word.trim_matches(|char: char| !char.is_alphanumeric()))
        .filter(|word| !word.is_empty())
        .map(|word| word.replace('’', "'").to_lowercase())
}

/// The sentences of a text. One ends before a blank line, and at a full stop, question mark or
/// exclamation mark that is followed by a space and a capital letter.
pub(super) fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut ends: Vec<_> = text.char_indices().filter_map(|place| end(text, place)).collect();
    ends.push(text.len());
    let starts = std::iter::once(0).chain(ends.clone());
    let pieces = starts.zip(ends).map(|(start, end)| &text[start..end]);
    pieces.filter(|piece| words(piece).next().is_some())
}

/// How many sentences a text has.
pub(crate) fn n_sentences(text: &str) -> usize {
    sentences(text).count()
}

/// Where the sentence ends that this mark closes, if it closes one.
fn end(text: &str, (at, mark): (usize, char)) -> Option<usize> {
    let after = &text[at + mark.len_utf8()..];
    match mark {
        '\n' => after.starts_with('\n').then_some(at),
        '.' | '!' | '?' | '…' => {
            let rest = after.trim_start_matches(['’', '”', '\'', '"', ')']);
            let next = rest.trim_start();
            let begins = next.trim_start_matches(['‘', '“', '\'', '"', '(']);
            let is_end = rest.len() > next.len() && begins.starts_with(char::is_uppercase);
            is_end.then(|| text.len() - rest.len())
        }
        _ => None,
    }
}

/// A text without what is said in it between ‘ and ’. An apostrophe stands before a letter.
pub(super) fn outside_speech(text: &str) -> String {
    let mut kept = String::new();
    let mut is_speech = false;
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        let is_apostrophe = chars.peek().is_some_and(|next| next.is_alphanumeric());
        match char {
            '‘' => is_speech = true,
            '’' if is_speech && !is_apostrophe => is_speech = false,
            _ if !is_speech => kept.push(char),
            _ => {}
        }
    }
    kept
}

/// The Flesch–Kincaid grade of a text:
/// `0.39 * words / sentences + 11.8 * syllables / words - 15.59`.
///
/// On one sentence it is rough, and only ever a warning.
pub(super) fn grade(text: &str) -> f64 {
    let syllables: Vec<usize> = words(text).map(|word| n_syllables(&word)).collect();
    let n_words = syllables.len().max(1) as f64;
    let n_sentences = sentences(text).count().max(1) as f64;
    let n_syllables = syllables.iter().sum::<usize>() as f64;
    0.39 * n_words / n_sentences + 11.8 * n_syllables / n_words - 15.59
}

/// Groups of vowels, without the endings that are not spoken.
fn n_syllables(word: &str) -> usize {
    let is_vowel = |char: char| "aeiouyàâäéèêëîïôöùûü".contains(char);
    let mut n = 0;
    let mut was_vowel = false;
    for char in word.chars() {
        n += usize::from(is_vowel(char) && !was_vowel);
        was_vowel = is_vowel(char);
    }
    let is_silent = |ending, spoken_after: &str| {
        let stem = word.strip_suffix(ending).unwrap_or_default();
        stem.ends_with(|char| !is_vowel(char) && !spoken_after.contains(char))
    };
    let is_long =
        |ending: &str| word.strip_suffix(ending).is_some_and(|stem| stem.ends_with(is_vowel));
    let has_silent_end = is_silent("e", "l")
        || is_silent("es", "lscgxzh")
        || is_silent("ed", "td")
        || is_long("le")
        || is_long("les");
    (n - usize::from(has_silent_end && n > 1)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_counted_about_as_they_are_spoken() {
        let spoken = [
            ("make", 1),
            ("people", 2),
            ("asked", 1),
            ("started", 2),
            ("decide", 2),
            ("uses", 2),
            ("makes", 1),
            ("process", 2),
            ("vision", 2),
            ("principles", 3),
            ("the", 1),
            ("way", 1),
            ("table", 2),
            ("whole", 1),
            ("rules", 1),
            ("added", 2),
            ("i", 1),
            ("", 1),
            ("123", 1),
        ];

        for (word, n) in spoken {
            assert_eq!(n_syllables(word), n, "{word}");
        }
    }

    #[test]
    fn longer_words_raise_the_grade() {
        let plain = grade("I ask people what they would do.");
        let heavy = grade("I facilitate multidisciplinary organisational deliberation.");

        assert!(plain < 4.0, "{plain}");
        assert!(heavy > 8.0, "{heavy}");
    }

    #[test]
    fn sentences_end_where_a_reader_pauses() {
        let pieces = |text| sentences(text).map(str::trim).collect::<Vec<_>>();

        assert_eq!(pieces("Ask first. Then wait."), ["Ask first.", "Then wait."]);
        assert_eq!(pieces("Say ‘Go on.’ Then wait."), ["Say ‘Go on.’", "Then wait."]);
        assert_eq!(pieces("Ask ‘Why?’ and wait"), ["Ask ‘Why?’ and wait"]);
        assert_eq!(pieces("Hello,\n\nthank you."), ["Hello,", "thank you."]);
        assert_eq!(pieces("Wait … then. ‘Why’ is next."), ["Wait … then.", "‘Why’ is next."]);
        assert_eq!(pieces(" … "), [""; 0]);
    }

    #[test]
    fn speech_is_left_out_and_an_apostrophe_is_no_end_of_it() {
        assert_eq!(outside_speech("Say ‘I’m late’ to Ines’s team."), "Say  to Ines’s team.");
        assert_eq!(outside_speech("The teams’ work."), "The teams’ work.");
    }

    #[test]
    fn many_short_sentences_read_more_easily_than_a_long_one() {
        let short = grade("Ask them. Wait for the answer. Write it down. Thank them for it.");
        let long = grade("Ask them, wait for the answer, write it down, thank them for it.");

        assert!(short < long - 2.0, "{short} {long}");
    }
}
