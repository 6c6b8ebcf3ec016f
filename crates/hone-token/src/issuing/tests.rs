use voprf::{
    BlindedElement, EvaluationElement, Group, Mode, Proof, Ristretto255, VoprfClient, VoprfServer,
};

use super::{Evaluation, GroupKey, Seed};
use crate::vectors::{array, bytes, list, rfc9497};
use crate::{GroupRef, Request};

type Scalar = <Ristretto255 as Group>::Scalar;

/// Gives out one scalar that was chosen beforehand.
struct Chosen([u8; 32]);

impl rand_core::RngCore for Chosen {
    fn next_u32(&mut self) -> u32 {
        unreachable!("scalars are drawn as bytes")
    }

    fn next_u64(&mut self) -> u64 {
        unreachable!("scalars are drawn as bytes")
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        bytes.fill(0);
        bytes[..32].copy_from_slice(&self.0);
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand_core::Error> {
        self.fill_bytes(bytes);
        Ok(())
    }
}

impl rand_core::CryptoRng for Chosen {}

fn scalar(bytes: &[u8]) -> Scalar {
    Ristretto255::deserialize_scalar(bytes).unwrap()
}

#[test]
fn a_key_is_derived_as_rfc_9497_says() {
    let rfc = rfc9497();
    let (seed, info) = (bytes(&rfc["seed"]), bytes(&rfc["info"]));

    let server = VoprfServer::<Ristretto255>::new_from_seed(&seed, &info).unwrap();

    let expected = [bytes(&rfc["private"]), bytes(&rfc["public"])].concat();
    assert_eq!(server.serialize().as_slice(), expected);
}

#[test]
fn a_single_element_is_evaluated_and_finished_as_in_rfc_9497() {
    let rfc = rfc9497();
    let server = VoprfServer::new_with_key(&bytes(&rfc["private"])).unwrap();
    let key = GroupKey { server, proofs: [0; 32] };
    let vectors = rfc["vectors"].as_array().unwrap();
    let single: Vec<_> = vectors.iter().filter(|v| list(&v["inputs"]).len() == 1).collect();
    assert_eq!(single.len(), 2);
    for vector in single {
        let input = bytes(&vector["inputs"][0]);

        let blind = scalar(&bytes(&vector["blinds"][0]));
        let request =
            VoprfClient::<Ristretto255>::deterministic_blind_unchecked(&input, blind).unwrap();
        let mut chosen = Chosen(array(&vector["scalar"]));
        let evaluation = key.evaluate_with(&array(&vector["blinded"][0]), &mut chosen).unwrap();
        let element = EvaluationElement::deserialize(&evaluation.element).unwrap();
        let proof = Proof::deserialize(&evaluation.proof).unwrap();
        let public = Ristretto255::deserialize_elem(&key.public()).unwrap();
        let output = request.state.finalize(&input, &element, &proof, public).unwrap();

        assert_eq!(request.message.serialize().as_slice(), bytes(&vector["blinded"][0]));
        let (element, proof) = (array(&vector["evaluated"][0]), array(&vector["proof"]));
        assert_eq!(evaluation, Evaluation { element, proof });
        assert_eq!(output.as_slice(), bytes(&vector["outputs"][0]));
        assert_eq!(key.server.evaluate(&input).unwrap(), output);
    }
}

#[test]
fn a_batch_is_evaluated_and_finished_as_in_rfc_9497() {
    let rfc = rfc9497();
    let server = VoprfServer::<Ristretto255>::new_with_key(&bytes(&rfc["private"])).unwrap();
    let vectors = rfc["vectors"].as_array().unwrap();
    let batch = vectors.iter().find(|v| list(&v["inputs"]).len() == 2).unwrap();
    let (inputs, blinds) = (list(&batch["inputs"]), list(&batch["blinds"]));

    let blind = |(input, blind): (&Vec<u8>, &Vec<u8>)| {
        VoprfClient::<Ristretto255>::deterministic_blind_unchecked(input, scalar(blind)).unwrap()
    };
    let requests: Vec<_> = inputs.iter().zip(&blinds).map(blind).collect();
    let blinded: Vec<BlindedElement<_>> = requests.iter().map(|r| r.message.clone()).collect();
    let prepared: Vec<_> = server.batch_blind_evaluate_prepare(blinded.iter()).collect();
    let mut chosen = Chosen(array(&batch["scalar"]));
    let done = server.batch_blind_evaluate_finish(&mut chosen, blinded.iter(), &prepared).unwrap();
    let evaluated: Vec<_> = done.messages.collect();
    let clients: Vec<_> = requests.iter().map(|r| r.state.clone()).collect();
    let public = server.get_public_key();
    let outputs: Vec<_> =
        VoprfClient::batch_finalize(&inputs, &clients, &evaluated, &done.proof, public)
            .unwrap()
            .map(|output| output.unwrap().to_vec())
            .collect();

    let blinded: Vec<_> = blinded.iter().map(|element| element.serialize().to_vec()).collect();
    let evaluated: Vec<_> = evaluated.iter().map(|element| element.serialize().to_vec()).collect();
    assert_eq!(blinded, list(&batch["blinded"]));
    assert_eq!(evaluated, list(&batch["evaluated"]));
    assert_eq!(done.proof.serialize().as_slice(), bytes(&batch["proof"]));
    assert_eq!(outputs, list(&batch["outputs"]));
}

/// The scalar that a proof was made with, for whoever knows the key: `r = s + c k`.
fn scalar_of(evaluation: &Evaluation, private: Scalar) -> Scalar {
    let (c, s) = evaluation.proof.split_at(32);
    scalar(s) + scalar(c) * private
}

fn private(key: &GroupKey) -> Scalar {
    scalar(&key.server.serialize()[..32])
}

#[test]
fn no_scalar_serves_two_proofs() {
    let seed = Seed::new([1; 32]);
    let groups: Vec<GroupRef> = (0..8).map(|n| [n; 16]).collect();
    let mut scalars = vec![];
    for group in &groups {
        let key = seed.group_key(group);
        for rater in 0..8 {
            // One rater's element is sent to all groups: it is the key that has to differ.
            for of in [group, &groups[0]] {
                let blinded = Request::new(&[rater; 20], of).blinded();
                scalars.push(scalar_of(&key.evaluate(&blinded).unwrap(), private(&key)).to_bytes());
            }
        }
    }
    // Of the first group both requests are the same.
    let n_different = groups.len() * 16 - 8;

    scalars.sort_unstable();
    scalars.dedup();

    assert_eq!(scalars.len(), n_different);
}

#[test]
fn another_seed_means_other_proofs_and_keys() {
    let group = [7; 16];
    let (one, other) = (Seed::new([1; 32]).group_key(&group), Seed::new([2; 32]).group_key(&group));

    assert_ne!(one.public(), other.public());
    assert_ne!(one.proofs, other.proofs);
    let derived = voprf::derive_key::<Ristretto255>(
        &[1; 32],
        &[&b"hone group key v1"[..], &group].concat(),
        Mode::Voprf,
    );
    assert_eq!(private(&one), derived.unwrap());
}
