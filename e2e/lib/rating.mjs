// Answering as raters do: by thumb on a phone, or by keyboard alone.
import assert from 'node:assert/strict';

const ANSWERS = ['Hardly ever', 'Now and then', 'About half the time', 'Often', 'Nearly always'];
const WISHES = ['Much less than now', 'A little less than now', 'As much as now', 'A little more than now', 'Much more than now'];
const UNSEEN = 'I could not see this';

// Opinions that differ from rater to rater and from question to question, the same in every run.
export const opinion = (seed) => (i) => ((i * 7 + seed * 5) % 11 === 0 ? UNSEEN : ANSWERS[1 + ((i * 3 + seed * 2 + (i * seed) % 5) % 4)]);

const items = (page) => page.getByRole('main').getByRole('group');

// One of the people that a rater is asked about, in the list of them.
export const entry = (page, name) => page.getByRole('listitem')
  .filter({ has: page.getByRole('heading', { name }) });

// The answer with this label; to a wish, which is answered by other words, the same point of those. Where
// it is not offered, the next to the highest.
const choice = async (item, label) => {
  for (const words of [label, WISHES[ANSWERS.indexOf(label)], ANSWERS[3], WISHES[3]]) {
    const found = item.getByText(words ?? label, { exact: true });
    if (await found.count() > 0) return found;
  }
  throw new Error(`There is no answer “${label}”, and none in its place.`);
};

// Every page of the form, answered by thumb, up to the page from which it is sent.
export async function answer(page, opinionOn, comment, onPage = async () => {}) {
  let i = 0;
  for (;;) {
    await onPage();
    if (await page.getByRole('heading', { level: 1, name: 'In your own words' }).isVisible()) break;
    for (const item of await items(page).all()) {
      await (await choice(item, opinionOn(i))).tap();
      i += 1;
    }
    await page.getByRole('button', { name: /^Next:/ }).tap();
  }
  const word = page.getByRole('checkbox', { name: 'clear' });
  if (await word.count() > 0) {
    // It is still chosen where somebody changes their answers.
    if (!await word.isChecked()) await word.tap();
    assert.ok(await word.isChecked(), 'the word is chosen');
  }
  const boxes = page.getByRole('textbox');
  await boxes.first().fill(comment);
  await page.getByRole('button', { name: /^Next:/ }).tap();
  return i;
}

export async function send(page, name) {
  await page.getByRole('button', { name: 'Send my answers' }).tap();
  await page.getByRole('heading', { name: `Thank you. Your answers about ${name} are in.` }).waitFor();
}

// What has the focus, and whether anything shows that it has.
const focus = (page) => page.evaluate(() => {
  const at = document.activeElement;
  const shows = (element) => element && getComputedStyle(element).outlineStyle !== 'none';
  return {
    tag: at.tagName,
    type: at.type,
    name: at.name,
    text: at.textContent.trim(),
    isShown: shows(at) || shows(at.closest('label')) || shows(at.nextElementSibling),
  };
});

// The same with keys alone: Tab from question to question, arrows within one, Enter to go on.
export async function answerByKeyboard(page, name, comment) {
  const press = (key) => page.keyboard.press(key);
  const seen = new Set();
  let hasWritten = false;
  for (let n = 0; n < 400; n += 1) {
    await press('Tab');
    const at = await focus(page);
    if (at.tag === 'BODY') continue;
    assert.ok(at.isShown, `nothing shows that the focus is at ${at.tag} “${at.text}”`);
    if (at.type === 'radio' && !seen.has(at.name)) {
      seen.add(at.name);
      await press('Space');
      for (let step = 0; step < 1 + (seen.size % 4); step += 1) await press('ArrowRight');
    } else if (at.tag === 'TEXTAREA' && !hasWritten) {
      hasWritten = true;
      await page.keyboard.type(comment);
    } else if (at.tag === 'BUTTON' && /^(Begin$|Next:)/.test(at.text)) {
      const before = await page.title();
      await press('Enter');
      await page.waitForFunction((title) => document.title !== title, before);
    } else if (at.tag === 'BUTTON' && at.text === 'Send my answers') {
      await press('Enter');
      await page.getByRole('heading', { name: `Thank you. Your answers about ${name} are in.` }).waitFor();
      return seen.size;
    }
  }
  throw new Error('Four hundred times Tab did not lead to the button that sends.');
}
