// The committed bundle against Hone's own vectors, in Node and with nothing installed.
import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import vm from 'node:vm';

const open = (path) => readFileSync(new URL(path, import.meta.url), 'utf8');
const VECTORS = JSON.parse(open('../crates/hone-token/tests/vectors/hone.json'));

globalThis.crypto ??= webcrypto; // before Node 20 it is no global
vm.runInThisContext(open('../crates/hone-web/static/token.js'));
const { HoneToken } = globalThis;

const hex = (bytes) => Buffer.from(bytes).toString('hex');
const unhex = (text) => Uint8Array.from(Buffer.from(text, 'hex'));
const asked = ({ secret, group }) => HoneToken.request(unhex(secret), unhex(group));
const evaluated = ({ element, proof }) => ({ element: unhex(element), proof: unhex(proof) });

test('requests, tokens and ids are as they always were', () => {
  assert.ok(VECTORS.length > 1);
  for (const vector of VECTORS) {
    const request = asked(vector);
    assert.equal(hex(request.blinded), vector.blinded);
    const token = HoneToken.finish(request, evaluated(vector), unhex(vector.public));
    assert.equal(hex(token.input) + hex(token.output), vector.token);
    assert.equal(hex(HoneToken.ballotId(token)), vector.ballot_id);
  }
});

test('an evaluation whose proof does not hold makes no token', () => {
  const [one, other] = VECTORS;
  const altered = unhex(one.proof);
  altered[0] ^= 1;
  const wrong = [
    [{ ...evaluated(one), proof: altered }, one.public],
    [{ ...evaluated(one), proof: unhex(other.proof) }, one.public],
    [{ ...evaluated(one), element: unhex(other.element) }, one.public],
    [evaluated(one), other.public],
  ];
  for (const [evaluation, key] of wrong) {
    assert.throws(() => HoneToken.finish(asked(one), evaluation, unhex(key)));
  }
});

test('no blind serves two groups', () => {
  const { secret } = VECTORS[0];
  const blinds = VECTORS.map(({ group }) => hex(asked({ secret, group }).blind));
  assert.equal(new Set(blinds).size, blinds.length);
});

test('a ballot is sealed to one of five sizes, and never twice alike', async () => {
  const { box_public: box, group, ballot_id: ballot } = VECTORS[0];
  const seal = (n) => HoneToken.seal(unhex(box), unhex(group), unhex(ballot), new Uint8Array(n));
  const sizes = await Promise.all([0, 4000, 4100, 60000].map(seal));
  assert.deepEqual(sizes.map((sealed) => sealed.length / 1024), [4, 4, 8, 64]);
  assert.notEqual(hex(await seal(10)), hex(await seal(10)));
});
