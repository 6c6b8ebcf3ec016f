// How long a rater's browser works for five groups, in milliseconds, and how large the bundle is:
// the first work of a fresh page, which finds nothing compiled, and work that was done before. The
// median of many. Nothing else should run.
import { gzipSync } from 'node:zlib';
import { BUNDLE, inChromium, inNode, peer } from './lib/stage.mjs';

const N_GROUPS = 5;
const TIMES = 21;

// Knows its argument and the global `HoneToken` only: it is sent to the browser as it is written.
// `evaluate` is Hone's part and not timed.
async function work({ groups, box, times }) {
  const unhex = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
  const secret = new Uint8Array(20).fill(7);
  const plain = new Uint8Array(3000).fill(120);
  const parsed = groups.map(({ group, publicKey, element, proof }) =>
    ({ group: unhex(group), publicKey: unhex(publicKey), evaluation: { element: unhex(element), proof: unhex(proof) } }));
  const taken = [];
  for (let i = 0; i < times; i += 1) {
    const begin = performance.now();
    const requests = parsed.map(({ group }) => HoneToken.request(secret, group));
    const asked = performance.now();
    const tokens = parsed.map(({ evaluation, publicKey }, j) => HoneToken.finish(requests[j], evaluation, publicKey));
    const finished = performance.now();
    parsed.forEach(({ group }, j) => HoneToken.seal(unhex(box), group, HoneToken.ballotId(tokens[j]), plain));
    const sealed = performance.now();
    taken.push({ request: asked - begin, finish: finished - asked, seal: sealed - finished, all: sealed - begin });
  }
  return taken;
}

const hone = peer();
const seed = '5e'.repeat(32);
const groups = [];
let box;
for (let i = 0; i < N_GROUPS; i += 1) {
  const group = `0${i}`.repeat(16);
  const announced = await hone.ask({ do: 'announce', seed, group, box_secret: 'b0'.repeat(32) });
  const { blinded } = await hone.ask({ do: 'request', secret: '07'.repeat(20), group });
  box = announced.box;
  groups.push({ group, publicKey: announced.public, ...await hone.ask({ do: 'evaluate', seed, group, blinded }) });
}
hone.stop();

const STEPS = ['request', 'finish', 'seal', 'all'];
const median = (times) => times.sort((a, b) => a - b)[times.length >> 1];
const show = (name, taken) => {
  const cells = STEPS.map((step) => median(taken.map((one) => one[step])).toFixed(1).padStart(9));
  console.log(name.padEnd(26) + cells.join(''));
};

console.log(`milliseconds for ${N_GROUPS} groups`.padEnd(26) + STEPS.map((step) => step.padStart(9)).join(''));
const chromium = await inChromium();
const first = [];
for (let i = 0; i < TIMES; i += 1) {
  const page = await chromium.open();
  first.push(...await page.evaluate(work, { groups, box, times: 1 }));
  await page.context().close();
}
show('Chromium, at first', first);
const page = await chromium.open();
show('Chromium, after that', (await page.evaluate(work, { groups, box, times: TIMES + 5 })).slice(5));
await chromium.stop();
inNode();
show('Node, after that', (await work({ groups, box, times: TIMES + 5 })).slice(5));
console.log(`bundle: ${Buffer.byteLength(BUNDLE)} bytes, ${gzipSync(BUNDLE, { level: 9 }).length} zipped`);
