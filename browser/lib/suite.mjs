// What is tried wherever the bundle runs. Each function is sent to the browser as it is written, so
// it knows its arguments and the global `HoneToken` only; bytes travel as hexadecimal digits.

// The vectors of RFC 9497: what does not agree, by name.
export function strayFrom9497({ seed, info, private: key, public: publicKey, vectors }) {
  const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const unhex = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
  const { voprf, blindWith } = HoneToken.parts;
  const stray = [];
  let n = 0;
  const same = (name, made, expected) => {
    n += 1;
    if (hex(made) !== expected) stray.push(name);
  };
  const pair = voprf.deriveKeyPair(unhex(seed), unhex(info));
  same('private key', pair.secretKey, key);
  same('public key', pair.publicKey, publicKey);
  vectors.forEach((vector, i) => {
    const items = vector.inputs.map((input, j) => {
      const item = { input: unhex(input), blind: unhex(vector.blinds[j]) };
      return { ...item, blinded: blindWith(item.input, item.blind), evaluated: unhex(vector.evaluated[j]) };
    });
    const outputs = voprf.finalizeBatch(items, unhex(publicKey), unhex(vector.proof));
    items.forEach((item, j) => {
      same(`${i}.${j} blinded`, item.blinded, vector.blinded[j]);
      same(`${i}.${j} output`, outputs[j], vector.outputs[j]);
      same(`${i}.${j} evaluate`, voprf.evaluate(unhex(key), item.input), vector.outputs[j]);
    });
  });
  return { n, stray };
}

// The vector of RFC 9180 for a first message, which is all that a browser ever sends.
export function sealedAsIn9180({ info, ikm_e: chance, public_r: publicKey, plain, encryptions: [{ aad }] }) {
  const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const unhex = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
  return hex(HoneToken.parts.sealTo(unhex(publicKey), unhex(info), unhex(aad), unhex(plain), unhex(chance)));
}

// One rater's request in one group.
export function ask({ secret, group }) {
  const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const unhex = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
  return hex(HoneToken.request(unhex(secret), unhex(group)).blinded);
}

// The token that one rater makes of an evaluation, with its ballot id, and ballots sealed for it.
export function take({ secret, group, element, proof, publicKey, box, plains }) {
  const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const evaluation = { element: unhex(element), proof: unhex(proof) };
  const token = HoneToken.finish(HoneToken.request(unhex(secret), unhex(group)), evaluation, unhex(publicKey));
  const ballot = HoneToken.ballotId(token);
  const sealed = plains.map((plain) => hex(HoneToken.seal(unhex(box), unhex(group), ballot, unhex(plain))));
  return { token: hex(token.input) + hex(token.output), ballot: hex(ballot), sealed };
}

// How many of some evaluations the bundle would make a token of.
export function accepted({ secret, group, publicKey, evaluations }) {
  const unhex = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
  const request = HoneToken.request(unhex(secret), unhex(group));
  return evaluations.filter(({ element, proof }) => {
    try {
      return HoneToken.finish(request, { element: unhex(element), proof: unhex(proof) }, unhex(publicKey));
    } catch {
      return false;
    }
  }).length;
}
