// A real Chromium, people who sit before it, and what is looked at on every page they see.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const launch = () => chromium.launch({
  executablePath: process.env.HONE_CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync',
  ],
});

const DESK = { viewport: { width: 1280, height: 900 } };
export const NARROW = 390;
const PHONE = { viewport: { width: NARROW, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

// Somebody with a browser of their own. Whatever their browser complains about is kept, and so is
// everything that it asks of another site: there must be neither.
export async function visitor(browser, url, { isPhone = false, ...more } = {}) {
  const context = await browser.newContext({ baseURL: url, ...(isPhone ? PHONE : DESK), ...more });
  context.setDefaultTimeout(15_000);
  const complaints = [];
  const refusals = new Set();
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(`script: ${error.message}`));
  page.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type())) return;
    const isRefusal = message.text().startsWith('Failed to load resource');
    if (isRefusal && refusals.has(new URL(message.location().url).pathname)) return;
    complaints.push(`console: ${message.text()} (${message.location().url})`);
  });
  context.on('request', (request) => {
    if (/^https?:/.test(request.url()) && !request.url().startsWith(url)) complaints.push(`elsewhere: ${request.url()}`);
  });
  // A page that is refused makes the browser write an error; here it is meant to.
  const expectRefusal = (path) => refusals.add(path);
  return { context, page, complaints, expectRefusal, isPhone };
}

// What every page has to stand: axe-core, both colour schemes, and a narrow screen.
export async function look({ page, isPhone }, name) {
  const size = page.viewportSize();
  await checkWithAxe(page, `${name}, light`);
  await checkOutline(page, name);
  if (!isPhone) await page.setViewportSize({ width: NARROW, height: 844 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await checkWithAxe(page, `${name}, dark, ${NARROW} px`);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= NARROW, `${name}: ${width} px wide on a screen of ${NARROW}`);
  await page.emulateMedia({ colorScheme: 'light' });
  if (!isPhone) await page.setViewportSize(size);
}

// One for each page: where one is detached, a virtual authenticator of the page is lost.
const debuggers = new WeakMap();
export async function debuggerOf(page) {
  if (!debuggers.has(page)) debuggers.set(page, await page.context().newCDPSession(page));
  return debuggers.get(page);
}

// By the debugger rather than as a script of the page, which the content security policy refuses.
async function checkWithAxe(page, name) {
  const session = await debuggerOf(page);
  const evaluate = async (expression) => {
    const options = { expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', options);
    assert.ok(!exceptionDetails, `axe-core on ${name}: ${JSON.stringify(exceptionDetails)}`);
    return result.value;
  };
  await evaluate(`if (!window.axe) { ${axe} } true`);
  // A colour that is still fading from one scheme to the other has a contrast of its own.
  await evaluate('document.getAnimations().forEach((one) => one.finish())');
  const findings = await evaluate(`axe.run({ preload: false, resultTypes: ['violations'] }).then(({ violations }) =>
    violations.map(({ id, impact, help, nodes }) => ({ id, impact, help,
      nodes: nodes.slice(0, 5).map((node) => node.html.slice(0, 160) + ' ' + (node.any[0]?.message ?? '')) })))`);
  const grave = findings.filter(({ impact }) => ['serious', 'critical'].includes(impact));
  assert.deepEqual(grave, [], `axe-core on ${name}`);
}

async function checkOutline(page, name) {
  const found = await page.evaluate(() => ({
    title: document.title,
    lang: document.documentElement.lang,
    headings: [...document.querySelectorAll('h1')].filter((h) => h.checkVisibility()).length,
  }));
  assert.match(found.title, /\S.* – Hone$/, `${name}: the title`);
  assert.equal(found.lang, 'en', `${name}: the language`);
  assert.equal(found.headings, 1, `${name}: one heading of the first rank`);
}
