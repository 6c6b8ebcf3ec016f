//! Tokens as they travel: what a device has blinded, and what Hone made of it.

use hone_core::hex;
use hone_core::ids::GroupRef;
use serde::Serialize;

use crate::ballots;
use crate::problem::Problem;

/// What was made of a blinded element.
#[derive(Serialize)]
pub(crate) struct Evaluation {
    element: String,
    proof: String,
}

impl From<hone_token::Evaluation> for Evaluation {
    fn from(evaluation: hone_token::Evaluation) -> Self {
        let element = hex::write(&evaluation.element);
        Self { element, proof: hex::write(&evaluation.proof) }
    }
}

/// A group, and the blinded element that is to be evaluated for it.
pub(crate) fn wish(group: &str, blinded: &str) -> Result<(GroupRef, [u8; 32]), Problem> {
    let bytes = hex::read(blinded).and_then(|bytes| bytes.try_into().ok());
    Ok((ballots::group(group)?, bytes.ok_or_else(|| not_blinded(group))?))
}

/// What was sent for a group is no blinded element.
pub(crate) fn not_blinded(group: &str) -> Problem {
    Problem::at(&format!("blinded.{group}"), "this is no blinded element")
}
