// From a second report to what has changed since the first, and from a plan to what people say they
// have seen, in a real Chromium. A
// round must be 90 days old for that, so it is the demonstration that is looked at.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, look, visitor } from './lib/browser.mjs';
import { demonstration, engines } from './lib/installation.mjs';

let browser;
before(async () => {
  browser = await launch();
});
after(async () => {
  await browser?.close();
});

for (const engine of engines) {
  test(`what has changed since the report before, on ${engine}`, { timeout: 300_000 }, async (t) => {
    const hone = await demonstration(engine);
    t.after(() => hone.stop());
    const signedIn = async (name) => {
      const one = await visitor(browser, hone.url);
      await one.page.goto('/demo');
      await one.page.getByRole('button', { name: `Sign in as ${name}` }).click();
      await one.page.getByRole('link', { name: 'Reports', exact: true }).waitFor();
      return one;
    };

    const ines = await signedIn('Ines Okafor');
    const { page } = ines;
    await page.goto('/reports');
    await page.getByRole('link', { name: /^Read the report/ }).first().click();
    const finding = /^Since your report of .*, colleagues see more leading in vision/;
    await page.getByText(finding).waitFor();
    await look(ines, 'report, with one before it');
    await page.getByRole('link', { name: 'What has changed' }).click();
    await page.getByRole('heading', { level: 1, name: finding }).waitFor();
    const path = new URL(page.url()).pathname;
    await look(ines, 'what has changed');
    const picture = page.getByRole('img', { name: 'Change from the report before, scale by scale' });
    assert.match(await picture.locator('desc').textContent(), /Vision, leading: \+\d\.\d \(.*\), beyond the noise\./);
    await page.getByText('Vision, leading: more than before').waitFor();
    await page.getByText(/cannot tell yet\./).first().waitFor();
    await page.getByText('The same as a table').click();
    const rows = page.getByRole('region', { name: 'What has changed, as a table' }).getByRole('row');
    assert.equal(await rows.count(), 1 + 5 * (1 + 3), 'three lines of five contrasts');
    await page.getByText('Trust and delegation', { exact: true }).last().click();
    await page.getByText(/^Leading, Winter|^Leading, Spring|^Leading, Summer|^Leading, Autumn/).first().waitFor();
    await look(ines, 'what has changed, opened');
    await page.getByRole('link', { name: 'How this is told from chance' }).click();
    await page.getByRole('heading', { name: 'More or less than before' }).waitFor();

    // Weeks after a report, its leader asked the same people whether they have seen a change.
    const marek = await signedIn('Marek Duval');
    await marek.page.goto('/reports');
    await marek.page.getByRole('link', { name: /^Read the report/ }).first().click();
    await marek.page.goto(`${new URL(marek.page.url()).pathname}/plan`);
    await marek.page.getByRole('heading', { name: 'Have they seen a change?' }).waitFor();
    await marek.page.getByText(/^(People say they have seen|Whether people have seen)/).waitFor();
    await marek.page.getByText('The same as a table, group by group').click();
    const said = marek.page.getByRole('region', { name: /^What people say has changed/ }).getByRole('row');
    assert.equal(await said.count(), 1 + 1 + 2, 'how many people, and two questions');
    await look(marek, 'a second look');
    assert.deepEqual(marek.complaints, []);

    for (const name of ['Marek Duval', 'Hanna Weiss', 'Rosa Lindqvist']) {
      const other = await signedIn(name);
      other.expectRefusal(path);
      assert.equal((await other.page.goto(path)).status(), 404, name);
      assert.deepEqual(other.complaints, []);
    }
    assert.deepEqual(ines.complaints, []);
    assert.equal(hone.said.err, '');
  });
}
