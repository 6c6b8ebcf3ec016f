// The committed bundle against the vectors of the RFCs, and against Hone's side in Rust.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { hex, inChromium, inNode, peer, unhex, vectors } from './lib/stage.mjs';
import { accepted, ask, sealedAsIn9180, strayFrom9497, take } from './lib/suite.mjs';

const isLong = process.env.HONE_LONG === '1';
const SEED = '5e'.repeat(32);
const BOX_SECRET = 'b0'.repeat(32);

let hone;
let chromium;
let page;
const HoneToken = inNode();
before(async () => {
  hone = peer();
  chromium = await inChromium();
  page = await chromium.open();
});
after(async () => {
  hone?.stop();
  await chromium?.stop();
});

const places = {
  Node: { run: async (act, argument) => act(argument), n: isLong ? 1000 : 20 },
  Chromium: { run: (act, argument) => page.evaluate(act, argument), n: isLong ? 100 : 10 },
};

const draw = (n) => randomBytes(n).toString('hex');
const below = (n) => randomBytes(4).readUInt32BE() % n;
const flipped = (text) => {
  const bytes = unhex(text);
  for (let i = 0; i <= below(3); i += 1) bytes[below(bytes.length)] ^= 1 << below(8);
  return hex(bytes);
};
const announce = (group) => hone.ask({ do: 'announce', seed: SEED, group, box_secret: BOX_SECRET });
const evaluate = (group, blinded, seed = SEED) => hone.ask({ do: 'evaluate', seed, group, blinded });
const redeem = (group, token) => hone.ask({ do: 'redeem', seed: SEED, group, token });

// A rater with a token in one group, made by the bundle and evaluated by Hone.
async function rater(run, plains = []) {
  const [secret, group] = [draw(20), draw(16)];
  const { public: publicKey, box } = await announce(group);
  const blinded = await run(ask, { secret, group });
  const evaluation = await evaluate(group, blinded);
  const taken = await run(take, { secret, group, publicKey, box, plains, ...evaluation });
  return { secret, group, publicKey, box, blinded, evaluation, ...taken };
}

for (const [place, { run, n }] of Object.entries(places)) {
  describe(place, () => {
    test('everything is as in RFC 9497', async () => {
      const { n: n_compared, stray } = await run(strayFrom9497, vectors('rfc9497'));
      assert.deepEqual(stray, []);
      assert.equal(n_compared, 14);
    });

    test('a message is sealed as in RFC 9180', async () => {
      const rfc = vectors('rfc9180');
      assert.equal(await run(sealedAsIn9180, rfc), rfc.enc + rfc.encryptions[0].sealed);
    });

    test('requests, tokens and ids are those that the crate documents', async () => {
      for (const known of vectors('hone')) {
        const { secret, group, element, proof, public: publicKey, box_public: box } = known;
        const taken = await run(take, { secret, group, element, proof, publicKey, box, plains: [] });
        assert.equal(await run(ask, { secret, group }), known.blinded);
        assert.deepEqual(taken, { token: known.token, ballot: known.ballot_id, sealed: [] });
      }
    });

    test(`${n} tokens are redeemed in their group and in no other`, async () => {
      for (let i = 0; i < n; i += 1) {
        const { secret, group, blinded, evaluation, token, ballot } = await rater(run);
        assert.deepEqual(await hone.ask({ do: 'request', secret, group }), { blinded });
        assert.deepEqual(await redeem(group, token), { is_good: true, ballot });
        assert.equal((await redeem(draw(16), token)).is_good, false);
        assert.deepEqual(await evaluate(group, blinded), evaluation);
      }
    });

    test(`of ${n * 10} altered tokens none is redeemed`, async () => {
      const made = await Promise.all(Array.from({ length: 10 }, () => rater(run)));
      for (let i = 0; i < n * 10; i += 1) {
        const { group, token } = made[i % made.length];
        const altered = flipped(token);
        if (altered !== token) assert.equal((await redeem(group, altered)).is_good, false, `${token} ${altered}`);
      }
    });

    test(`of ${n * 10} altered evaluations none makes a token`, async () => {
      const { secret, group, publicKey, evaluation, blinded } = await rater(run);
      const other = await evaluate(group, await run(ask, { secret: draw(20), group }));
      const marked = await evaluate(group, blinded, 'dd'.repeat(32));
      const evaluations = [
        marked,
        { ...evaluation, element: other.element },
        { ...evaluation, proof: other.proof },
        { ...evaluation, element: '00'.repeat(32) },
        { ...evaluation, proof: '00'.repeat(64) },
        { ...evaluation, proof: 'ff'.repeat(64) },
      ];
      while (evaluations.length < n * 10) {
        const part = ['element', 'proof'][below(2)];
        const altered = { ...evaluation, [part]: flipped(evaluation[part]) };
        if (altered[part] !== evaluation[part]) evaluations.push(altered);
      }
      assert.equal(await run(accepted, { secret, group, publicKey, evaluations }), 0);
      assert.equal(await run(accepted, { secret, group, publicKey, evaluations: [evaluation] }), 1);
      assert.equal(await run(accepted, { secret, group, publicKey: other.element, evaluations: [evaluation] }), 0);
      assert.equal(await run(accepted, { secret, group, publicKey: '00'.repeat(32), evaluations: [evaluation] }), 0);
    });

    test('ballots have one of five sizes and are opened by the box, for their group and token only', async () => {
      const sizes = [4, 8, 16, 32, 64].map((kibibytes) => kibibytes * 1024);
      const plains = ['', draw(1), draw(2000), ...sizes.map((size) => draw(size - 52)), draw(sizes[0] - 51)];
      const { group, ballot, sealed, box } = await rater(run, plains);
      assert.deepEqual(sealed.map((one) => one.length / 2), [4096, 4096, 4096, ...sizes, 8192]);
      const open = (change) => hone.ask({ do: 'open', box_secret: BOX_SECRET, group, ballot, ...change });
      for (const [i, one] of sealed.entries()) assert.deepEqual(await open({ sealed: one }), { plain: plains[i] });
      const refused = { error: 'this ballot cannot be opened' };
      assert.deepEqual(await open({ sealed: sealed[0], group: draw(16) }), refused);
      assert.deepEqual(await open({ sealed: sealed[0], ballot: draw(32) }), refused);
      assert.deepEqual(await open({ sealed: sealed[0], box_secret: draw(32) }), refused);
      assert.deepEqual(await open({ sealed: flipped(sealed[0]) }), refused);
      const again = await rater(run, ['', '']);
      assert.equal(again.box, box);
      assert.notEqual(again.sealed[0], again.sealed[1]);
    });
  });
}

test('what has a wrong length is refused', () => {
  const bytes = (n) => new Uint8Array(n).fill(1);
  const request = HoneToken.request(bytes(20), bytes(16));
  const evaluation = { element: request.blinded, proof: bytes(64) };
  const refused = [
    () => HoneToken.request(bytes(19), bytes(16)),
    () => HoneToken.request(bytes(20), bytes(32)),
    () => HoneToken.request('0'.repeat(20), bytes(16)),
    () => HoneToken.request(undefined, bytes(16)),
    () => HoneToken.finish(request, { ...evaluation, element: bytes(31) }, bytes(32)),
    () => HoneToken.finish(request, { ...evaluation, proof: bytes(63) }, bytes(32)),
    () => HoneToken.finish(request, evaluation, bytes(33)),
    () => HoneToken.ballotId({ input: bytes(32), output: bytes(32) }),
    () => HoneToken.ballotId({ input: bytes(64), output: bytes(64) }),
    () => HoneToken.seal(bytes(31), bytes(16), bytes(32), bytes(1)),
    () => HoneToken.seal(bytes(32), bytes(32), bytes(32), bytes(1)),
    () => HoneToken.seal(bytes(32), bytes(16), bytes(16), bytes(1)),
  ];
  for (const act of refused) assert.throws(act, TypeError, act.toString());
  assert.throws(() => HoneToken.seal(bytes(32), bytes(16), bytes(32), bytes(65536 - 51)), RangeError);
  assert.throws(() => HoneToken.seal(new Uint8Array(32), bytes(16), bytes(32), bytes(1)));
});

test('a ballot id is the hash that anybody can compute', () => {
  const token = { input: new Uint8Array(32).fill(3), output: new Uint8Array(64).fill(4) };
  const expected = createHash('sha256').update('hone-ballot-v1').update(token.input).update(token.output).digest('hex');
  assert.equal(hex(HoneToken.ballotId(token)), expected);
});
