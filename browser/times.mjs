// How long a rater's browser works for five groups, in milliseconds, and how large the bundle is.
// The median of many, and the first, which finds nothing prepared. Nothing else should run.
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
const HoneToken = inNode();
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

const show = (place, taken) => {
  const line = (name, pick) => {
    const cells = ['request', 'finish', 'seal', 'all'].map((step) => pick(taken.map((one) => one[step])).toFixed(1).padStart(8));
    console.log(`${place.padEnd(10)}${name.padEnd(8)}${cells.join('')}`);
  };
  line('first', ([first]) => first);
  line('median', (all) => all.sort((a, b) => a - b)[all.length >> 1]);
};

console.log(`${`milliseconds for ${N_GROUPS}`.padEnd(18)}${['request', 'finish', 'seal', 'all'].map((step) => step.padStart(8)).join('')}`);
show('Node', await work({ groups, box, times: TIMES }));
const chromium = await inChromium();
show('Chromium', await chromium.page.evaluate(work, { groups, box, times: TIMES }));
await chromium.stop();
console.log(`bundle: ${Buffer.byteLength(BUNDLE)} bytes, ${gzipSync(BUNDLE, { level: 9 }).length} zipped`);
