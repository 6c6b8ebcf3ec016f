// What a member's browser does so that nobody can tell who wrote, in Node: the files that pages load, as
// they are, on a page that has no more than they look for.
import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import vm from 'node:vm';

const open = (path) => readFileSync(new URL(path, import.meta.url), 'utf8');
const [VECTOR, OTHER] = JSON.parse(open('../crates/hone-token/tests/vectors/hone.json'));
const SCRIPT = open('../crates/hone-web/static/letter.js');
const BUNDLE = open('../crates/hone-web/static/token.js');
const WORDS = { target: 'process', title: 'Why two?', why: '', instead: '' };

const unhex = (text) => Uint8Array.from(Buffer.from(text, 'hex'));
const element = (more = {}) => {
  const on = {};
  return { hidden: true, textContent: '', on, focus() {}, addEventListener: (name, act) => { on[name] = act; }, ...more };
};

// A page of a member, opened: what it asked for, what it says, and its form.
const visit = async (kept, { key = VECTOR.public, isSafe = true } = {}) => {
  const asked = [];
  const fields = Object.fromEntries(Object.entries(WORDS).map(([name, value]) => [name, { value }]));
  const parts = {
    '#letter-token': element({ dataset: { href: '/team/1/challenges/nameless/token', round: 'r', group: VECTOR.group, mark: 'm', until: '4102444800' } }),
    '#letter': element({ elements: fields, reset() {} }),
    '#take-back': element(),
    '#said': element(),
    '#words': { content: { querySelector: (selector) => ({ textContent: selector }) } },
  };
  const answers = {
    '/ballots/manifest/r': { box_key: VECTOR.box_public, groups: { [VECTOR.group]: { key } } },
    '/team/1/challenges/nameless/token': { evaluation: { element: VECTOR.element, proof: VECTOR.proof } },
    '/ballots/letters': { is_done: true },
    '/ballots/letters/place': { place: 'waiting', shows_at: 1_778_479_200, is_held: false },
  };
  const page = {
    isSecureContext: isSafe,
    // The secret of the vector for tokens; everything else is drawn.
    crypto: { getRandomValues: (bytes) => (bytes.length === 20 ? (bytes.set(unhex(VECTOR.secret)), bytes) : webcrypto.getRandomValues(bytes)) },
    localStorage: new Proxy(kept, {
      get: (store, name) => ({ getItem: (key) => store[key] ?? null, setItem: (key, value) => { store[key] = value; }, removeItem: (key) => { delete store[key]; } })[name],
    }),
    document: { documentElement: { lang: 'en' }, querySelector: (selector) => parts[selector] ?? null },
    fetch: async (path, how) => {
      asked.push({ path, credentials: how.credentials, referrer: how.referrerPolicy, body: how.body && JSON.parse(how.body) });
      return { ok: true, status: 200, text: async () => JSON.stringify(answers[path]) };
    },
    AbortSignal, TextDecoder, TextEncoder, btoa,
  };
  vm.createContext(page);
  vm.runInContext(BUNDLE, page);
  vm.runInContext(SCRIPT, page);
  for (let i = 0; i < 200 && parts['#letter'].hidden && parts['#said'].hidden; i += 1) await new Promise((done) => { setTimeout(done, 10); });
  return { asked, parts, fields };
};
const send = async ({ parts }) => parts['#letter'].on.submit({ preventDefault() {} });
const token = ({ asked }) => asked.find(({ path }) => path.endsWith('/token'));
const record = (kept) => JSON.parse(kept[`hone-letter-${VECTOR.group}-m`]);

test('each visit asks for the token with the same request, and the keys without saying who asks', async () => {
  const kept = {};
  const [first, second] = [await visit(kept), await visit(kept)];
  for (const visited of [first, second]) {
    const [manifest, request] = visited.asked;
    assert.deepEqual([manifest.path, manifest.credentials], ['/ballots/manifest/r', 'omit']);
    assert.equal(request.credentials, 'same-origin');
    assert.deepEqual(request.body, { group_ref: VECTOR.group, blinded: VECTOR.blinded });
    assert.equal(visited.parts['#letter'].hidden, false);
  }
  assert.equal(record(kept).token, VECTOR.token);
  await send(second);
  assert.deepEqual(token(await visit(kept)).body, token(first).body, 'whoever has written asks alike');
});

test('under a key that is not everybody\u2019s no token is made and nothing can be written', async () => {
  const kept = {};
  const { parts } = await visit(kept, { key: OTHER.public });
  assert.equal(record(kept).token, undefined);
  assert.equal(parts['#letter'].hidden, true);
  assert.match(parts['#said'].textContent, /not-proven/);
});

test('without a safe connection nothing is asked for', async () => {
  const { asked, parts } = await visit({}, { isSafe: false });
  assert.deepEqual(asked, []);
  assert.equal(parts['#letter'].hidden, true);
});

test('what is sent is as long whatever is written, and says nothing but its token', async () => {
  const kept = {};
  const visited = await visit(kept);
  const lengths = [];
  for (const why of ['', '\u00e9'.repeat(2000)]) {
    visited.fields.why.value = why;
    await send(visited);
    const letter = visited.asked.findLast(({ path }) => path === '/ballots/letters');
    assert.deepEqual(Object.keys(letter.body).sort(), ['group_ref', 'sealed', 'token']);
    assert.deepEqual([letter.credentials, letter.referrer], ['omit', 'no-referrer']);
    lengths.push(Buffer.from(letter.body.sealed, 'base64url').length);
  }
  assert.deepEqual(lengths, [16384, 16384]);
  visited.parts['#take-back'].on.click && await visited.parts['#take-back'].on.click();
  const last = visited.asked.findLast(({ path }) => path === '/ballots/letters');
  assert.equal(Buffer.from(last.body.sealed, 'base64url').length, 16384, 'taking back looks alike');
  assert.equal(record(kept).words, undefined);
});

test('what cannot be kept on the device is not sent', async () => {
  const full = new Proxy({}, { set: () => { throw new Error('full'); } });
  const { asked, parts } = await visit(full);
  assert.deepEqual(asked, []);
  assert.match(parts['#said'].textContent, /not-kept/);
});
