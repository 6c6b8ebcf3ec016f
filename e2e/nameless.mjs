// A challenge without a name, over two Mondays: five people open the board, one of them writes, the lead
// answers, the writer reads it without signing in and replies, and another one is taken back. The clock of the
// server is put forward from Sunday evening to Monday morning.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { launch, look, visitor } from './lib/browser.mjs';
import { clockAt, demonstration, engines } from './lib/installation.mjs';

const LEAD = 'Ines Okafor';
const WRITER = 'Mina Kovac';
const OTHERS = ['Tomas Reyes', 'Aiko Brandt', 'Leon Fischer', 'Samuel Adeyemi'];
const WORDS = 'Why is the map of the valves on paper?';

const HOUR = 3_600_000;
const WEEK = 7 * 24 * HOUR;

let browser;
before(async () => {
  browser = await launch();
});
after(async () => {
  await browser?.close();
});

const press = (page, name) => page.getByRole('button', { name }).click();
const said = (page, text) => page.locator('#said').getByText(text).waitFor();

async function signIn({ page }, name) {
  await page.goto('/demo');
  await press(page, `Sign in as ${name}`);
  await page.getByRole('heading', { level: 1, name: new RegExp(`${name.split(' ')[0]}\\.$`) }).waitFor();
}

// Opens the board of experiments of the team, as anybody does, whose device then fetches a right to write.
async function openBoard(one, name) {
  const { page } = one;
  await signIn(one, name);
  await page.goto('/team');
  await page.getByRole('link', { name: 'Field Operations' }).first().click();
  const fetched = page.waitForResponse((response) => response.url().endsWith('/nameless/token'));
  await page.getByRole('link', { name: /^Experiments/ }).first().click();
  assert.equal((await fetched).status(), 200, `${name} has a right to write`);
}

async function write({ page }, title, why) {
  await page.getByRole('link', { name: 'Raise one without your name' }).click();
  await page.getByLabel('The challenge').fill(title);
  await page.getByLabel('Why you ask').fill(why);
  await press(page, 'Seal and send it');
  await said(page, /^It is sealed and sent\. It is shown on Monday/);
}

// Looks again until something has come that the server does in its own time.
async function until({ page }, path, text) {
  for (let n = 0; n < 60; n += 1) {
    await page.goto(path);
    await page.waitForLoadState('networkidle');
    if (await page.getByText(text).count()) return;
    await pause(1000);
  }
  assert.fail(`“${text}” did not come on ${path}`);
}

// The server looks at its clock in its own time: who signed in just before would have done so long ago.
async function putForward(hone, clock, moment) {
  clock.put(moment);
  const now = async () => Date.parse((await fetch(`${hone.url}/demo`)).headers.get('date'));
  for (let n = 0; (await now()) < moment - HOUR; n += 1) {
    assert.ok(n < 60, 'the clock of the server stands');
    await pause(200);
  }
}

// Eight in the evening of the next Sunday, in UTC.
function sundayEvening() {
  const day = new Date();
  day.setUTCHours(20, 0, 0, 0);
  day.setUTCDate(day.getUTCDate() + (7 - day.getUTCDay()));
  return day.getTime();
}

for (const engine of engines) {
  test(`a challenge without a name on ${engine}`, { timeout: 600_000 }, async (t) => {
    const sunday = sundayEvening();
    const monday = sunday + 14 * HOUR;
    const clock = clockAt(sunday);
    t.after(() => clock.stop());
    const hone = await demonstration(engine, clock.env);
    t.after(() => hone.stop());
    const lead = await visitor(browser, hone.url);
    const writer = await visitor(browser, hone.url, { isPhone: true });
    const others = await Promise.all(OTHERS.map(() => visitor(browser, hone.url)));
    const allOpenTheBoard = async () => {
      for (const [n, name] of OTHERS.entries()) await openBoard(others[n], name);
      await openBoard(writer, WRITER);
    };

    // The lead is not offered to write without a name. The letters of the week begin while they look.
    await signIn(lead, LEAD);
    await lead.page.goto('/team');
    await lead.page.getByRole('link', { name: 'Field Operations' }).first().click();
    await lead.page.getByRole('link', { name: /^Experiments/ }).first().click();
    const board = new URL(lead.page.url()).pathname;
    assert.equal(await lead.page.getByText('without your name').count(), 0);
    await signIn(writer, WRITER);
    await until(writer, board, 'your letters');

    // Nothing that is sent with a letter says who sends it.
    await allOpenTheBoard();
    const letters = [];
    writer.page.on('request', (request) => {
      if (request.url().includes('/ballots/') || request.url().endsWith('/letters/reading')) letters.push(request);
    });
    await write(writer, WORDS, 'Each crew has another one.');
    await look(writer, 'a challenge without a name');
    for (const letter of letters) assert.equal((await letter.allHeaders()).cookie, undefined, letter.url());

    // It is changed, and nobody reads it before its hour.
    await writer.page.getByLabel('The challenge').fill(`${WORDS} `);
    await writer.page.getByLabel('What you would try: if we …').fill('keep one map on the phones');
    await press(writer.page, 'Seal and send it');
    await said(writer.page, /^It is sealed and sent\./);
    await lead.page.goto(board);
    assert.equal(await lead.page.getByText(WORDS).count(), 0, 'nobody reads it before Monday at eight');
    await writer.page.goto('/letters');
    await writer.page.getByText('It waits, sealed.').waitFor();
    await look(writer, 'a letter that waits');

    // A second one, by a colleague, who thinks better of it.
    await write(others[0], 'Why does nobody ask me?', '');
    await press(others[0].page, 'Take it back');
    await said(others[0].page, 'It is taken back. Nobody has read it.');

    // Monday: the lead reads it and answers, as any other.
    await putForward(hone, clock, monday);
    await signIn(lead, LEAD);
    await until(lead, board, WORDS);
    assert.equal(await lead.page.getByText('Why does nobody ask me?').count(), 0);
    await lead.page.goto('/today');
    await lead.page.getByText(WORDS).first().waitFor();
    await lead.page.goto(board);
    await lead.page.getByRole('link', { name: WORDS }).first().click();
    const challenge = new URL(lead.page.url()).pathname;
    await lead.page.getByText('keep one map on the phones').waitFor();
    await look(lead, 'a challenge that came without a name');
    await lead.page.getByLabel('Do it.').check();
    await lead.page.getByLabel('Your reason').fill('You are right. Whose map is the best one?');
    await lead.page.getByRole('button', { name: 'Answer', exact: true }).click();
    await lead.page.getByRole('button', { name: 'Take the answer back' }).waitFor();

    // The writer reads the answer without signing in, and replies; it comes on the next Monday.
    await writer.context.clearCookies();
    await writer.page.goto('/letters');
    await writer.page.getByText('You are right. Whose map is the best one?').waitFor();
    await look(writer, 'a letter that is answered');
    await writer.page.getByLabel('Your reply, once').fill('The one of the north crew.');
    await press(writer.page, 'Seal and send the reply');
    await said(writer.page, /^Your reply is sealed and sent\./);
    await lead.page.goto(challenge);
    assert.equal(await lead.page.getByText('The one of the north crew.').count(), 0);
    await allOpenTheBoard();
    await putForward(hone, clock, monday + WEEK);
    await signIn(lead, LEAD);
    await until(lead, challenge, 'The one of the north crew.');

    // The writer takes back the words, with the letters after those.
    await writer.context.clearCookies();
    await writer.page.goto('/letters');
    await press(writer.page, 'Take it back');
    await said(writer.page, /^It goes with the next letters/);
    await putForward(hone, clock, monday + 2 * WEEK);
    await signIn(lead, LEAD);
    await until(lead, challenge, 'Whoever wrote it took it back');
    assert.equal(await lead.page.getByText(WORDS).count(), 0);
    await writer.page.goto('/letters');
    await writer.page.getByText('You took it back.').waitFor();
    await press(writer.page, 'Let this device forget it');
    await said(writer.page, 'This device knows nothing of it any more.');

    for (const one of [lead, writer, ...others]) assert.deepEqual(one.complaints, []);
  });
}
