//! Bytes as hexadecimal digits, as they stand in addresses and requests.

/// Two small digits for each byte.
pub fn write(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(half.into(), 16).expect("half a byte");
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The bytes of a text of such digits, large or small; nothing if it holds anything else.
pub fn read(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    let digit = |c: u8| char::from(c).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    digits.chunks_exact(2).map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)).collect()
}

#[cfg(test)]
mod tests {
    use super::{read, write};

    #[test]
    fn what_is_written_is_read_back() {
        let bytes: Vec<u8> = (0..=255).collect();
        assert_eq!(read(&write(&bytes)), Some(bytes.clone()));
        assert_eq!(read(&write(&bytes).to_uppercase()), Some(bytes));
    }

    #[test]
    fn what_is_not_hexadecimal_is_refused() {
        for text in ["f", "0g", "+f", "0x", "é", " 0", "0f0"] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }
}
