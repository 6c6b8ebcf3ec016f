// Pictures of every page in every state, for people who look: `hone demo`, 1280 and 390 px wide, light
// and dark, into e2e/out; and the report as it prints. `node shots.mjs [part of a name]`.
import { mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { launch } from './lib/browser.mjs';
import { demonstration } from './lib/installation.mjs';

const OUT = fileURLToPath(new URL('out', import.meta.url));
const wanted = process.argv[2] ?? '';
const LOOKS = [
  ['desk-light', { viewport: { width: 1280, height: 900 }, colorScheme: 'light' }],
  ['desk-dark', { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' }],
  ['phone-light', { viewport: { width: 390, height: 844 }, colorScheme: 'light', isMobile: true, hasTouch: true }],
  ['phone-dark', { viewport: { width: 390, height: 844 }, colorScheme: 'dark', isMobile: true, hasTouch: true }],
];
// Pages that are the same for whoever is signed in, or of which one of a kind is enough.
const KIND = (path) => path.replace(/[0-9a-f]{8}-?[0-9a-f]{4}[0-9a-f-]{10,}/g, 'ID');

const safe = (name) => name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
const hone = await demonstration();
const browser = await launch();
rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
let n = 0;

async function shoot(page, name, look) {
  if (!name.includes(wanted)) return;
  await page.screenshot({ path: `${OUT}/${safe(name)}--${look}.png`, fullPage: true });
  n += 1;
}

// What differs from person to person and from round to round is shown each time, all else once.
const OFTEN = /^\/$|^\/rounds\/ID$|^\/reports\/ID$/;
const shown = new Set();
function isNewKind(path, look) {
  const kind = `${look} ${KIND(path)}`;
  if (OFTEN.test(KIND(path))) return true;
  if (shown.has(kind)) return false;
  shown.add(kind);
  return true;
}

// Follows every link within Hone from the first page, once for each kind of page and its heading.
async function wander(page, who, look) {
  const seen = new Set();
  const queue = ['/', '/account'];
  while (queue.length > 0) {
    const path = queue.shift();
    if (seen.has(path) || (!OFTEN.test(KIND(path)) && shown.has(`${look} ${KIND(path)}`))) continue;
    seen.add(path);
    const response = await page.goto(path);
    if (!response || !(response.headers()['content-type'] ?? '').startsWith('text/html')) continue;
    const name = `${who} ${KIND(path)} ${path.includes('-') || /ID/.test(KIND(path)) ? await page.locator('h1').first().textContent() : ''}`;
    if (isNewKind(path, look)) await shoot(page, name.slice(0, 120), look);
    const links = await page.locator('a[href^="/"]').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
    const isNew = (link) => !/^\/demo|\.csv|#/.test(link)
      && (OFTEN.test(KIND(link)) || !shown.has(`${look} ${KIND(link)}`));
    queue.push(...links.filter(isNew));
  }
}

// The link of a mail belongs to one browser, which therefore takes every look in turn.
async function shootEveryLook(page, name) {
  for (const [look, { viewport, colorScheme }] of LOOKS) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    await shoot(page, name, look);
  }
}

async function rater(page, link) {
  await page.goto(link);
  await page.getByRole('button', { name: 'Begin' }).first().waitFor();
  await shootEveryLook(page, 'rater asked');
  await page.getByRole('button', { name: 'Begin' }).first().click();
  for (let i = 1; ; i += 1) {
    await page.getByText(/^Page \d+ of/).filter({ visible: true }).waitFor();
    const items = await page.getByRole('main').getByRole('group').all();
    for (const item of items.slice(0, 3)) {
      const answer = item.getByText(i % 2 ? 'Often' : 'Now and then', { exact: true });
      if (await answer.count() > 0) await answer.click();
    }
    await shootEveryLook(page, `rater form page ${i}`);
    const next = page.getByRole('button', { name: /^Next:/ });
    if (await next.count() === 0) break;
    await next.click();
  }
  await page.getByRole('button', { name: 'Send my answers' }).click();
  await page.getByRole('heading', { name: /^Thank you/ }).waitFor();
  await shootEveryLook(page, 'rater thanks');
  await page.getByRole('button', { name: 'To all my questions' }).click();
  await shootEveryLook(page, 'rater asked again');
}

try {
  const raterLink = hone.said.out.match(/http\S+\/rate#\S+/)?.[0];
  const phone = await browser.newContext({ baseURL: hone.url });
  await rater(await phone.newPage(), raterLink);
  for (const [look, options] of LOOKS) {
    const stranger = await browser.newContext({ baseURL: hone.url, ...options });
    const page = await stranger.newPage();
    for (const path of ['/sign-in', '/sign-in/help', '/method', '/promise', '/demo', '/demo/outbox', '/nowhere', '/enter/nothing']) {
      await page.goto(path);
      await shoot(page, `nobody ${path}`, look);
    }
    await page.goto('/demo/outbox');
    await page.getByRole('row').nth(1).getByRole('link').click();
    await shoot(page, 'nobody letter', look);
    await page.goto('/demo');
    const people = await page.getByRole('button', { name: /^Sign in as/ }).evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
    await stranger.close();
    for (const label of people) {
      const context = await browser.newContext({ baseURL: hone.url, ...options });
      const own = await context.newPage();
      await own.goto('/demo');
      await own.getByRole('button', { name: label }).click();
      const who = label.replace('Sign in as ', '');
      await wander(own, who, look);
      const report = look === 'desk-light' && await own.goto('/reports').then(() => own.getByRole('link', { name: /^Read the report/ }).first());
      if (report && await report.count() > 0) {
        await report.click();
        await own.pdf({ path: `${OUT}/${safe(who)}-report.pdf`, format: 'A4', printBackground: true });
        await own.emulateMedia({ media: 'print' });
        await own.setViewportSize({ width: 794, height: 1123 });
        await shoot(own, `${who} report print`, look);
      }
      await context.close();
    }
  }
  console.log(`${n} pictures in ${OUT}`);
} finally {
  await browser.close();
  await hone.stop();
}
