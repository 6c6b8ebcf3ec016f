//! Bytes to text: which encoding a file is in.

use super::{LARGEST, Problems};

/// The encoding that a file was read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a mark at its start.
    Utf8,
    /// UTF-16, as Excel's 'Unicode text'.
    Utf16,
    /// Windows-1252, of which Latin-1 is a part.
    Windows1252,
}

impl Encoding {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16 => "UTF-16",
            Self::Windows1252 => "Windows-1252 (Latin-1)",
        }
    }

    /// The letter by which a stored draft remembers it.
    fn letter(self) -> char {
        match self {
            Self::Utf8 => '8',
            Self::Utf16 => '6',
            Self::Windows1252 => '1',
        }
    }
}

/// The text of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    pub(super) text: String,
    pub(super) encoding: Encoding,
}

impl Decoded {
    /// The text with its encoding in front, as a draft keeps it.
    pub(super) fn marked(&self) -> String {
        format!("{}{}", self.encoding.letter(), self.text)
    }
}

/// What [`Decoded::marked`] has made.
pub(super) fn unmarked(content: &str) -> Decoded {
    let encoding = match content.chars().next() {
        Some('6') => Encoding::Utf16,
        Some('1') => Encoding::Windows1252,
        _ => Encoding::Utf8,
    };
    Decoded { text: content.get(1..).unwrap_or_default().to_owned(), encoding }
}

/// The text of a file, or why it is none.
pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, Problems> {
    if bytes.len() > LARGEST {
        return Err(Problems::one(format!(
            "The file has more than {} MB. Send it in parts.",
            LARGEST / 1024 / 1024
        )));
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return Err(Problems::one(
            "This is a workbook of Excel. Open it, choose 'Save as', and save it as CSV.",
        ));
    }
    let (text, encoding) = match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => (utf8(rest), Encoding::Utf8),
        [0xFF, 0xFE, rest @ ..] => (utf16(rest, u16::from_le_bytes), Encoding::Utf16),
        [0xFE, 0xFF, rest @ ..] => (utf16(rest, u16::from_be_bytes), Encoding::Utf16),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => (Some(text.to_owned()), Encoding::Utf8),
            Err(_) => (Some(windows_1252(bytes)), Encoding::Windows1252),
        },
    };
    let text = text.filter(|text| !text.contains('\0')).ok_or_else(|| {
        Problems::one("This is no text file. Save the list as CSV, with the encoding UTF-8.")
    })?;
    if text.trim().is_empty() {
        return Err(Problems::one(
            "The file is empty. Its first row has the names of the columns, the others a person each.",
        ));
    }
    Ok(Decoded { text, encoding })
}

fn utf8(bytes: &[u8]) -> Option<String> {
    std::str::from_utf8(bytes).ok().map(str::to_owned)
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, []) = bytes.as_chunks::<2>() else { return None };
    let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
    String::from_utf16(&units).ok()
}

/// Where Windows-1252 is not Latin-1: 0x80 to 0x9F. Five places are empty and stay as they are.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn windows_1252(bytes: &[u8]) -> String {
    let letter = |byte: &u8| match byte {
        0x80..=0x9F => WINDOWS_1252[usize::from(byte - 0x80)],
        _ => char::from(*byte),
    };
    bytes.iter().map(letter).collect()
}
