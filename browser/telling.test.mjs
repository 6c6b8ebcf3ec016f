// What a rater is warned of before a comment is sent, in Node: the file that pages load, as it is.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import vm from 'node:vm';

const file = new URL('../crates/hone-web/static/telling.js', import.meta.url);
vm.runInThisContext(readFileSync(file, 'utf8'));

const GROUP = ['Aiko Brandt', 'Zo\u00eb O\u2019Neill', 'May Lindqvist'];
const kinds = (text) => globalThis.HoneTelling.find(text, GROUP).map(({ kind }) => kind);

test('names of the own group are found, whatever stands around them', () => {
  for (const text of ['Ask Aiko.', 'Aiko\u2019s plan', '(Brandt)', 'Zo\u00eb knows', 'Zoe\u0308 knows']) {
    assert.deepEqual(kinds(text), ['name'], text);
  }
  assert.deepEqual(kinds('Brandts may help, and zoology'), []);
});

test('dates are found, and numbers are not', () => {
  for (const text of ['on 12.3.', '2026-03-12', 'in 2019', 'since March', 'the 3rd of June', 'June 12', 'last Tuesday', 'on Mondays']) {
    assert.deepEqual(kinds(text), ['date'], text);
  }
  for (const text of ['Take 3 of 10 jobs', 'You may say so', 'March on', 'two or three', '24 hours']) {
    assert.deepEqual(kinds(text), [], text);
  }
});

test('what can only be one person is found', () => {
  for (const text of ['I am the only one', 'I\u2019m the newest here', 'as your only engineer', 'Only I saw it', 'nobody but me']) {
    assert.deepEqual(kinds(text), ['only'], text);
  }
  for (const text of ['The only way', 'I am the one to ask', 'Only if I must']) assert.deepEqual(kinds(text), [], text);
});

test('passages from mails are found', () => {
  for (const text of ['You said:\n> do it now', 'Subject: pumps', 'Then she wrote:\nno', 'a@hone.test']) {
    assert.deepEqual(kinds(text), ['mail'], text);
  }
  assert.deepEqual(kinds('5 > 3, and that matters: a lot'), []);
});

test('each kind is told once, with what was found', () => {
  const found = globalThis.HoneTelling.find('Aiko and Brandt on 1.2. and 3.4.', GROUP);
  assert.deepEqual(found.map(({ kind, said }) => [kind, said]), [['name', 'Aiko'], ['date', '1.2.'.slice(0, 3)]]);
});
