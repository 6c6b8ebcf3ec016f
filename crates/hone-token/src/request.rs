//! The side of the rater, as the browser plays it: for tests, load and the demonstration.

use voprf::{
    CipherSuite, EvaluationElement, Group, Proof, Ristretto255, VoprfClient, VoprfClientBlindResult,
};

use crate::{Error, Evaluation, GroupRef, Token, derive};

/// Where `HashToScalar` of RFC 9497 is used, in the verifiable mode of this suite.
const HASH_TO_SCALAR: &[u8] = b"HashToScalar-OPRFV1-\x01-ristretto255-SHA512";

/// A request for the token of one group. The same secret and group make the same request.
pub struct Request {
    input: [u8; 32],
    client: VoprfClient<Ristretto255>,
    blinded: [u8; 32],
}

impl Request {
    /// Of a rater's secret.
    pub fn new(secret: &[u8; 20], group: &GroupRef) -> Self {
        let input = derive(secret, &[b"hone input v1", group]);
        let blind: [u8; 64] = derive(secret, &[b"hone blind v1", group]);
        let blind = Ristretto255::hash_to_scalar::<<Ristretto255 as CipherSuite>::Hash>(
            &[&blind],
            &[HASH_TO_SCALAR],
        )
        .expect("64 bytes are neither none nor too many");
        Self::blind(input, blind)
    }

    fn blind(input: [u8; 32], blind: <Ristretto255 as Group>::Scalar) -> Self {
        let VoprfClientBlindResult { state, message } =
            VoprfClient::deterministic_blind_unchecked(&input, blind)
                .expect("32 bytes are neither none nor too many");
        Self { input, client: state, blinded: message.serialize().into() }
    }

    /// What is sent to Hone.
    pub fn blinded(&self) -> [u8; 32] {
        self.blinded
    }

    /// Makes the token, if the evaluation was made with the key that was announced.
    ///
    /// # Errors
    /// [`Error::Element`] if the evaluation or the public key is no element of the group,
    /// [`Error::Proof`] if the proof is malformed or does not hold.
    pub fn finish(&self, evaluation: &Evaluation, public: &[u8; 32]) -> Result<Token, Error> {
        let element =
            EvaluationElement::deserialize(&evaluation.element).map_err(|_| Error::Element)?;
        let public = Ristretto255::deserialize_elem(public).map_err(|_| Error::Element)?;
        let proof = Proof::deserialize(&evaluation.proof).map_err(|_| Error::Proof)?;
        let output = self
            .client
            .finalize(&self.input, &element, &proof, public)
            .map_err(|_| Error::Proof)?;
        Ok(Token { input: self.input, output: output.into() })
    }
}
