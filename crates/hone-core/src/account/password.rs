//! Passwords: which are good enough, and how they are kept.

use std::sync::LazyLock;

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use tokio::sync::Semaphore;

use crate::{Error, Result};

/// The fewest characters of a password.
pub const SHORTEST: usize = 12;
/// The most characters of a password.
pub const LONGEST: usize = 128;

/// 19 MiB, two passes, one lane: what OWASP asks of Argon2id.
static ARGON2: LazyLock<Argon2<'static>> = LazyLock::new(|| {
    let params = Params::new(19 * 1024, 2, 1, None).expect("these parameters are allowed");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
});

/// Two at once: each takes 19 MiB, and a flood of sign-ins must not take all memory.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// The commonest passwords and the words they are made of.
const COMMON: &str = include_str!("common.txt");

/// Refuses a password that is too short, too long, or among the first that anyone would try.
///
/// `known` is what others know of the person: name, address, organisation.
pub fn check(password: &str, known: &[&str]) -> Result<()> {
    let n = password.chars().count();
    if n < SHORTEST {
        return Err(Error::refused(format!(
            "The password has {n} characters; it needs at least {SHORTEST}. Three or four words that do not belong together make a good one."
        )));
    }
    if n > LONGEST {
        return Err(Error::refused(format!(
            "The password has {n} characters; at most {LONGEST} are possible."
        )));
    }
    if is_common(password) {
        return Err(Error::refused(
            "This password is among the first that anyone would try. Three or four words that do not belong together make a good one.",
        ));
    }
    if is_made_of(password, known) {
        return Err(Error::refused(
            "This password is made of your own name or address. Choose one that has nothing to do with you.",
        ));
    }
    Ok(())
}

/// Letters and digits in small letters, and nothing else.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn is_common(password: &str) -> bool {
    let text = plain(password);
    let stem = text.trim_matches(|c: char| c.is_ascii_digit());
    let is_listed = |word: &str| COMMON.lines().any(|common| common == word);
    // "password2026", "qwertyqwerty", "iloveyouiloveyou1": the same few words, made longer.
    stem.chars().count() <= 3
        || is_repeated(&text)
        || is_run(&text)
        || is_listed(&text)
        || is_listed(stem)
        || repeated_part(stem).is_some_and(is_listed)
}

fn is_repeated(text: &str) -> bool {
    let mut seen: Vec<char> = text.chars().collect();
    seen.sort_unstable();
    seen.dedup();
    seen.len() <= 3
}

/// Whether each character is the one before, after or beside the last: `abcdefghijkl`.
fn is_run(text: &str) -> bool {
    const ROWS: [&str; 6] = [
        "abcdefghijklmnopqrstuvwxyz",
        "01234567890123456789",
        "qwertyuiopasdfghjklzxcvbnm",
        "qwertzuiopasdfghjklyxcvbnm",
        "azertyuiopqsdfghjklmwxcvbn",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    ];
    ROWS.iter().any(|row| {
        let back: String = row.chars().rev().collect();
        row.contains(text) || back.contains(text)
    })
}

/// The part that a text repeats, if it is nothing but repetitions.
fn repeated_part(text: &str) -> Option<&str> {
    let is_cut = |n: &usize| text.is_char_boundary(*n) && text.len().is_multiple_of(*n);
    (1..=text.len() / 2)
        .filter(is_cut)
        .map(|n| &text[..n])
        .find(|part| part.repeat(text.len() / part.len()) == text)
}

/// Whether less than six characters are left when everything known is taken away.
fn is_made_of(password: &str, known: &[&str]) -> bool {
    let mut rest = plain(password);
    let mut words: Vec<String> = known
        .iter()
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()).map(plain).chain([plain(text)]))
        .filter(|word| word.chars().count() >= 3)
        .collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let before = rest.len();
    for word in &words {
        rest = rest.replace(word.as_str(), "");
    }
    rest.len() < before && rest.chars().count() < 6
}

/// The stored form of a password.
pub async fn hash(password: &str) -> Result<String> {
    let password = password.to_owned();
    blocking(move || {
        let hash =
            ARGON2.hash_password_with_salt(password.as_bytes(), &crate::chance::bytes::<16>());
        hash.map(|hash| hash.to_string())
            .map_err(|error| Error::Corrupt(format!("a password cannot be hashed: {error}")))
    })
    .await?
}

/// Whether a password is the one that was stored; it takes as long where none was.
pub async fn is_right(password: &str, stored: Option<&str>) -> Result<bool> {
    let Some(stored) = stored else {
        hash(password).await?;
        return Ok(false);
    };
    let (password, stored) = (password.to_owned(), stored.to_owned());
    blocking(move || {
        PasswordVerifier::<str>::verify_password(&*ARGON2, password.as_bytes(), &stored).is_ok()
    })
    .await
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let _turn = AT_ONCE.acquire().await.expect("the semaphore is never closed");
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Error::Corrupt(format!("hashing a password stopped: {error}")))
}

#[cfg(test)]
mod tests {
    use super::{check, hash, is_right};

    const KNOWN: [&str; 2] = ["Orla Byrne", "orla.byrne@northfold.test"];

    #[test]
    fn what_anyone_would_try_first_is_refused() {
        for password in [
            "short",
            "elevenchars",
            "password1234",
            "Password2026!",
            "123456789012",
            "qwertyuiop12",
            "aaaaaaaaaaaa",
            "abababababab",
            "iloveyouiloveyou",
            "LetMeIn!LetMeIn!",
            "abcdefghijkl",
            "orlabyrne2026",
            "orla.byrne@northfold.test",
            "Byrne-Orla-1987",
            "111122223333",
        ] {
            assert!(check(password, &KNOWN).is_err(), "{password}");
        }
        assert!(check(&"x y".repeat(50), &KNOWN).is_err());
    }

    #[test]
    fn words_that_do_not_belong_together_are_taken_without_digits_or_signs() {
        for password in [
            "kettle lantern orbit",
            "orla keeps nine ducks",
            "Zwölf Boxkämpfer",
            "correcthorsestaple",
        ] {
            assert!(check(password, &KNOWN).is_ok(), "{password}");
        }
    }

    #[tokio::test]
    async fn a_password_opens_only_what_was_made_with_it() {
        let stored = hash("kettle lantern orbit").await.unwrap();

        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(is_right("kettle lantern orbit", Some(&stored)).await.unwrap());
        assert!(!is_right("kettle lantern orbiT", Some(&stored)).await.unwrap());
        assert!(!is_right("kettle lantern orbit", None).await.unwrap());
    }
}
