// HPKE (RFC 9180) in base mode, single shot, with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and
// ChaCha20-Poly1305. Only the sender's side: a browser opens nothing.
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { x25519 } from '@noble/curves/ed25519.js';
import { expand, extract } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes as join, utf8ToBytes as ascii } from '@noble/hashes/utils.js';

const NONE = new Uint8Array(0);
const KEM = join(ascii('KEM'), Uint8Array.of(0x00, 0x20));
const SUITE = join(ascii('HPKE'), Uint8Array.of(0x00, 0x20, 0x00, 0x01, 0x00, 0x03));
const BASE = Uint8Array.of(0);

const labeledExtract = (suite, salt, label, material) =>
  extract(sha256, join(ascii('HPKE-v1'), suite, ascii(label), material), salt);

const labeledExpand = (suite, key, label, info, length) =>
  expand(sha256, key, join(Uint8Array.of(0, length), ascii('HPKE-v1'), suite, ascii(label), info), length);

// `DeriveKeyPair` (section 7.1.3): the private key of 32 random bytes.
const privateKey = (material) =>
  labeledExpand(KEM, labeledExtract(KEM, NONE, 'dkp_prk', material), 'sk', NONE, 32);

// Seals to a public key, with 32 random bytes for the key that is used once: `enc || ciphertext || tag`.
// Throws if nothing can be sealed to that key.
export const sealTo = (publicKey, info, aad, plain, chance) => {
  const once = privateKey(chance);
  // `getPublicKey` would first compute a table, which is not worth it for a few ballots.
  const encapsulated = x25519.scalarMult(once, x25519.GuBytes);
  const shared = labeledExpand(
    KEM,
    labeledExtract(KEM, NONE, 'eae_prk', x25519.getSharedSecret(once, publicKey)),
    'shared_secret',
    join(encapsulated, publicKey),
    32,
  );
  const context = join(
    BASE,
    labeledExtract(SUITE, NONE, 'psk_id_hash', NONE),
    labeledExtract(SUITE, NONE, 'info_hash', info),
  );
  const secret = labeledExtract(SUITE, shared, 'secret', NONE);
  const key = labeledExpand(SUITE, secret, 'key', context, 32);
  const nonce = labeledExpand(SUITE, secret, 'base_nonce', context, 12);
  return join(encapsulated, chacha20poly1305(key, nonce, aad).encrypt(plain));
};
