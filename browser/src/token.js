// What a rater's browser does to stay without a name: it asks for a token without showing it,
// checks that the key was everybody's, and seals what was answered. The other side, the formats and
// what all this does not protect against stand in crates/hone-token/src/lib.rs.
//
// Everything is a Uint8Array. A wrong length, and whatever else cannot be right, throws.
import { ristretto255, ristretto255_hasher as hasher, ristretto255_oprf as oprf } from '@noble/curves/ed25519.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes as join, utf8ToBytes as ascii } from '@noble/hashes/utils.js';
import { sealTo } from './hpke.js';

const { Fn } = ristretto255.Point;
const { voprf } = oprf;

// The verifiable mode of RFC 9497 with ristretto255-SHA512.
const context = (step) => ({ DST: `${step}-OPRFV1-\x01-ristretto255-SHA512` });

const SEALING = 32 + 16; // the encapsulated key, the tag
const PREFIX = 4; // how long the plain text is
const SIZES = [4, 8, 16, 32, 64].map((kibibytes) => kibibytes * 1024);

const check = (bytes, length, name) => {
  if (!(bytes instanceof Uint8Array) || bytes.length !== length) throw new TypeError(`${name} has to be ${length} bytes`);
};

// Blinds an input with a scalar that was chosen beforehand.
const blindWith = (input, blind) =>
  hasher.hashToCurve(input, context('HashToGroup')).multiply(Fn.fromBytes(blind)).toBytes();

// What is asked of Hone for one group: `blinded` is sent, the rest stays here. The same secret of
// 20 bytes makes the same request for a group, on any device.
export const request = (secret, groupRef) => {
  check(secret, 20, 'the secret');
  check(groupRef, 16, 'the group');
  const derive = (label, length) => hkdf(sha256, secret, undefined, join(ascii(label), groupRef), length);
  const input = derive('hone input v1', 32);
  const blind = Fn.toBytes(hasher.hashToScalar(derive('hone blind v1', 64), context('HashToScalar')));
  return { input, blind, blinded: blindWith(input, blind) };
};

// Makes the token of a request and of what Hone evaluated. Throws unless the proof shows that the
// announced key was used.
export const finish = ({ input, blind, blinded }, { element, proof }, publicKey) => {
  check(element, 32, 'the element');
  check(proof, 64, 'the proof');
  check(publicKey, 32, 'the public key');
  return { input, output: voprf.finalize(input, blind, element, blinded, publicKey, proof) };
};

// What a ballot is known by: a hash of its token.
export const ballotId = ({ input, output }) => {
  check(input, 32, 'the input');
  check(output, 64, 'the output');
  return sha256(join(ascii('hone-ballot-v1'), input, output));
};

const pad = (plain) => {
  const size = SIZES.find((each) => each >= PREFIX + plain.length + SEALING);
  if (!size) throw new RangeError('the ballot is too long');
  const padded = new Uint8Array(size - SEALING);
  new DataView(padded.buffer).setUint32(0, plain.length);
  padded.set(plain, PREFIX);
  return padded;
};

// Seals a ballot to the box, for one group and one token, in the smallest of five sizes that holds it.
export const seal = (boxPublic, groupRef, ballot, plain) => {
  check(boxPublic, 32, 'the key of the box');
  check(groupRef, 16, 'the group');
  check(ballot, 32, 'the ballot id');
  const chance = crypto.getRandomValues(new Uint8Array(32));
  return sealTo(boxPublic, ascii('hone ballot v1'), join(groupRef, ballot), pad(plain), chance);
};

// What the vectors of the RFCs are run against. No page uses them.
export const parts = { voprf, blindWith, sealTo };
