//! The vectors of the RFCs, for tests here and in the browser.

use serde_json::Value;

/// Those of RFC 9497 for VOPRF with ristretto255-SHA512 (appendix A.1.2).
pub(crate) fn rfc9497() -> Value {
    serde_json::from_str(include_str!("../tests/vectors/rfc9497.json")).unwrap()
}

/// Those of RFC 9180 for this suite in base mode (appendix A.2.1).
pub(crate) fn rfc9180() -> Value {
    serde_json::from_str(include_str!("../tests/vectors/rfc9180.json")).unwrap()
}

/// Bytes of hexadecimal digits.
pub(crate) fn bytes(text: &Value) -> Vec<u8> {
    base16ct::lower::decode_vec(text.as_str().unwrap()).unwrap()
}

/// As many bytes as are asked for.
pub(crate) fn array<const N: usize>(text: &Value) -> [u8; N] {
    bytes(text).try_into().unwrap()
}

/// A list of texts of hexadecimal digits.
pub(crate) fn list(texts: &Value) -> Vec<Vec<u8>> {
    texts.as_array().unwrap().iter().map(bytes).collect()
}
