// What the main job does not come to: a round as a whole, and a report that came too soon after
// another one, in the demonstration.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, look, visitor } from './lib/browser.mjs';
import { demonstration } from './lib/installation.mjs';
import { answer, entry, opinion, send } from './lib/rating.mjs';

const ADMINISTRATOR = 'Hanna Weiss';
const LEADER = 'Ines Okafor';
const RATERS = ['Aiko Brandt', 'Leon Fischer', 'Mina Kovac', 'Samuel Adeyemi', 'Tomas Reyes'];

let browser;
before(async () => {
  browser = await launch();
});
after(async () => {
  await browser?.close();
});

const heading = (page, name) => page.getByRole('heading', { level: 1, name });
const press = (page, name) => page.getByRole('button', { name }).click();

test('a round as a whole, and one too soon after another', { timeout: 600_000 }, async (t) => {
  const hone = await demonstration();
  t.after(() => hone.stop());
  const signedIn = async (name) => {
    const one = await visitor(browser, hone.url);
    await one.page.goto('/demo');
    await press(one.page, `Sign in as ${name}`);
    await heading(one.page, new RegExp(`${name.split(' ')[0]}\\.$`)).waitFor();
    return one;
  };
  const hanna = await signedIn(ADMINISTRATOR);
  const { page } = hanna;
  const visitors = [hanna];

  const closeAndRelease = async () => {
    await page.getByRole('link', { name: 'Close it earlier' }).click();
    await press(page, 'Close now');
    await press(page, 'Release now');
    await page.getByRole('status').getByText('The round is released.').waitFor();
  };

  await t.test('administrators read what all reports say together', async () => {
    await page.goto('/rounds');
    await page.getByRole('row').filter({ hasText: 'eleased', hasNotText: 'second look' }).getByRole('link').first().click();
    await page.getByRole('link', { name: 'What all reports say together' }).click();
    await heading(page, /as a whole$/).waitFor();
    await page.getByRole('heading', { name: 'All leaders' }).waitFor();
    await look(hanna, 'a round as a whole');
  });

  await t.test('the round that is under way is closed, so that its leaders have new numbers', async () => {
    await page.goto('/rounds');
    await page.getByRole('row').filter({ hasText: 'pen' }).getByRole('link').first().click();
    await closeAndRelease();
    await page.getByRole('link', { name: 'What all reports say together' }).click();
    await page.getByText('Together there are too few').waitFor();
    await look(hanna, 'a round of too few leaders as a whole');
  });

  await t.test('a pulse about one of them says before the launch that it has no numbers', async () => {
    await page.goto('/rounds/new');
    await page.getByLabel('Name').fill('Pulse');
    await page.getByRole('radio', { name: /^Pulse/ }).check();
    await press(page, 'Go on to leaders');
    await page.getByRole('checkbox', { name: LEADER }).check();
    await press(page, 'Add the chosen');
    await page.getByRole('link', { name: LEADER }).click();
    for (const name of RATERS) await page.getByRole('checkbox', { name }).check();
    await press(page, 'Add the ticked');
    await press(page, 'Approve this list');
    await page.goto('/rounds');
    await page.getByRole('link', { name: 'Pulse' }).click();
    await page.getByRole('link', { name: 'Look once more, then launch' }).click();
    await page.getByRole('heading', { name: 'Directions, no numbers' }).waitFor();
    await look(hanna, 'launch, too soon for numbers');
    await press(page, /^Launch and invite/);
    await page.getByRole('status').getByText('The invitations are on their way.').waitFor();
  });

  await t.test('raters answer it', async () => {
    for (const [i, name] of RATERS.entries()) {
      const rater = await visitor(browser, hone.url, { isPhone: true });
      visitors.push(rater);
      await rater.page.goto('/demo/outbox');
      const mails = rater.page.getByRole('row').filter({ hasText: name }).filter({ hasText: 'Your feedback for' });
      await mails.first().getByRole('link').click();
      await rater.page.getByRole('link', { name: /\/rate#/ }).click();
      await entry(rater.page, LEADER).getByRole('button', { name: 'Begin' }).tap();
      await rater.page.getByText(/^Page 1 of/).first().waitFor();
      await answer(rater.page, opinion(i), 'Ask us once more before the plan is done.');
      await send(rater.page, LEADER);
    }
  });

  await t.test('the leader reads directions, and no number', async () => {
    await page.goto('/rounds');
    await page.getByRole('link', { name: 'Pulse' }).click();
    await closeAndRelease();
    const ines = await signedIn(LEADER);
    visitors.push(ines);
    await ines.page.goto('/reports');
    await ines.page.getByRole('link', { name: 'Read the report of Pulse' }).click();
    await ines.page.getByText('This report has directions and no numbers').waitFor();
    await look(ines, 'report of directions');
    const text = await ines.page.getByRole('main').innerText();
    assert.doesNotMatch(text, /\d\.\d/);
  });

  await t.test('no browser complained', () => {
    assert.deepEqual(visitors.flatMap(({ complaints }) => complaints), []);
  });
});
