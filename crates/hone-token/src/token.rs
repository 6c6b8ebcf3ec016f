//! A token, and the id of the ballot that it is the right to.

use sha2::{Digest, Sha256};

use crate::{BallotId, Error};

/// The right to one ballot in one group. It is a secret until it is used, and after.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    /// What was blinded.
    pub input: [u8; 32],
    /// What the key of the group makes of it.
    pub output: [u8; 64],
}

impl Token {
    /// What the ballot is known by.
    pub fn ballot_id(&self) -> BallotId {
        Sha256::new()
            .chain_update(b"hone-ballot-v1")
            .chain_update(self.input)
            .chain_update(self.output)
            .finalize()
            .into()
    }

    /// As it stands in a request: 192 small hexadecimal digits, the input first.
    pub fn text(&self) -> String {
        base16ct::lower::encode_string(&[&self.input[..], &self.output].concat())
    }

    /// One that came in a request.
    ///
    /// # Errors
    /// [`Error::Text`] unless it is 192 small hexadecimal digits. So a token has one text only.
    pub fn from_text(text: &str) -> Result<Self, Error> {
        let mut bytes = [0; 96];
        let read = base16ct::lower::decode(text, &mut bytes).map_err(|_| Error::Text)?;
        let (input, output) = read.split_at_checked(32).ok_or(Error::Text)?;
        Ok(Self {
            input: input.try_into().map_err(|_| Error::Text)?,
            output: output.try_into().map_err(|_| Error::Text)?,
        })
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}
