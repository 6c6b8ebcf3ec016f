use std::convert::Infallible;

use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::rand_core::{TryCryptoRng, TryRng};
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};

use super::{BoxKey, INFO, bound_to, seal};
use crate::vectors::{array, bytes, rfc9180};
use crate::{Error, SIZES};

/// Gives out bytes that were chosen beforehand.
struct Chosen([u8; 32]);

impl TryRng for Chosen {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        unreachable!("keys are drawn as bytes")
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        unreachable!("keys are drawn as bytes")
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        bytes.copy_from_slice(&self.0);
        Ok(())
    }
}

impl TryCryptoRng for Chosen {}

#[test]
fn everything_is_sealed_opened_and_exported_as_in_rfc_9180() {
    let rfc = rfc9180();
    let key = BoxKey::new(&array(&rfc["ikm_r"]));
    let (info, plain) = (bytes(&rfc["info"]), bytes(&rfc["plain"]));

    let public = <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(&key.public()).unwrap();
    let (encapsulated, mut sender) =
        hpke::setup_sender_with_rng::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeS::Base,
            &public,
            &info,
            &mut Chosen(array(&rfc["ikm_e"])),
        )
        .unwrap();
    let mut receiver = hpke::setup_receiver::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeR::Base,
        &key.private,
        &encapsulated,
        &info,
    )
    .unwrap();

    assert_eq!(key.public().as_slice(), bytes(&rfc["public_r"]));
    assert_eq!(encapsulated.to_bytes().as_slice(), bytes(&rfc["enc"]));
    let encryptions = rfc["encryptions"].as_array().unwrap();
    assert_eq!(encryptions.len(), 6);
    for sequence in 0..=256 {
        let aad = format!("Count-{sequence}");
        let sealed = sender.seal(&plain, aad.as_bytes()).unwrap();
        assert_eq!(receiver.open(&sealed, aad.as_bytes()).unwrap(), plain);
        if let Some(vector) = encryptions.iter().find(|v| v["sequence"] == sequence) {
            assert_eq!(aad.as_bytes(), bytes(&vector["aad"]));
            assert_eq!(sealed, bytes(&vector["sealed"]));
        }
    }
    for export in rfc["exports"].as_array().unwrap() {
        let mut value = [0; 32];
        receiver.export(&bytes(&export["context"]), &mut value).unwrap();
        assert_eq!(value.as_slice(), bytes(&export["value"]));
    }
}

/// Seals what was padded in another way than it should be.
fn seal_padded(key: &BoxKey, padded: &[u8]) -> Vec<u8> {
    let public = <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(&key.public()).unwrap();
    let (encapsulated, ciphertext) =
        hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeS::Base,
            &public,
            INFO,
            padded,
            &bound_to(&[1; 16], &[2; 32]),
            &mut Chosen([9; 32]),
        )
        .unwrap();
    [&encapsulated.to_bytes()[..], &ciphertext].concat()
}

fn padded(n_bytes: u32, content: &[u8], length: usize) -> Vec<u8> {
    let mut padded = [&n_bytes.to_be_bytes()[..], content].concat();
    padded.resize(length, 0);
    padded
}

#[test]
fn a_ballot_that_is_padded_otherwise_is_not_opened() {
    let key = BoxKey::new(&[3; 32]);
    let open = |padded: &[u8]| key.open(&[1; 16], &[2; 32], &seal_padded(&key, padded));
    let inner = SIZES[0] - 48;
    let room = u32::try_from(inner - 4).unwrap();

    assert_eq!(open(&padded(2, b"ok", inner)), Ok(b"ok".to_vec()));
    assert_eq!(open(&padded(2, b"ok", SIZES[4] - 48)), Ok(b"ok".to_vec()));
    assert_eq!(open(&padded(room, &vec![b'x'; inner - 4], inner)), Ok(vec![b'x'; inner - 4]));

    // Something after the text, at once or at the very end.
    assert_eq!(open(&padded(1, b"ok", inner)), Err(Error::Sealed));
    let mut late = padded(2, b"ok", inner);
    late[inner - 1] = 1;
    assert_eq!(open(&late), Err(Error::Sealed));
    // A text that would be longer than what there is.
    assert_eq!(open(&padded(room + 1, b"ok", inner)), Err(Error::Sealed));
    assert_eq!(open(&padded(u32::MAX, b"ok", inner)), Err(Error::Sealed));
    // A length that is none of the five.
    for other in [0, 3, 100, inner - 1, inner + 1, SIZES[4]] {
        assert_eq!(open(&vec![0; other]), Err(Error::Sealed), "{other}");
    }
}

#[test]
fn nothing_is_sealed_to_a_key_of_small_order() {
    let sealed = seal(&[0; 32], &[1; 16], &[2; 32], b"", &mut Chosen([9; 32]));

    assert_eq!(sealed, Err(Error::BoxKey));
}
