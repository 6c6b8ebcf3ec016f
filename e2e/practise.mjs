// Two people of a team in a real Chromium, the owner on a phone. The lead hands something over, and the owner
// takes it on, asks, decides and gets a level more. They bet, with odds of which neither sees the other's. They
// challenge, try and decide. They say what they work towards and whom they tell. The lead keeps a mirror, of
// which a coach reads a part.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, look, visitor } from './lib/browser.mjs';
import { demonstration, engines } from './lib/installation.mjs';

const LEAD = 'Ines Okafor';
const MEMBER = 'Tomas Reyes';

let browser;
before(async () => {
  browser = await launch();
});
after(async () => {
  await browser?.close();
});

const heading = (page, name) => page.getByRole('heading', { level: 1, name });
const press = (page, name) => page.getByRole('button', { name }).click();
const follow = (page, name) => page.getByRole('link', { name }).first().click();
// A line of Today: its buttons say for those who hear them what they are about.
const line = (page, text) => page.getByRole('paragraph').filter({ hasText: text }).first();
const told = (page, text) => page.getByRole('status').getByText(text).waitFor();

async function signedIn(hone, name, more) {
  const one = await visitor(browser, hone.url, more);
  await one.page.goto('/demo');
  await one.page.getByRole('button', { name: `Sign in as ${name}` }).click();
  await heading(one.page, new RegExp(`${name.split(' ')[0]}\\.$`)).waitFor();
  return one;
}

for (const engine of engines) {
  test(`a lead and an owner on ${engine}`, { timeout: 600_000 }, async (t) => {
    const hone = await demonstration(engine);
    t.after(() => hone.stop());
    const lead = await signedIn(hone, LEAD);
    const owner = await signedIn(hone, MEMBER, { isPhone: true });

    // A board that is in use.
    await follow(lead.page, 'Practice');
    await follow(lead.page, 'Field Operations');
    await look(lead, 'a team');
    await follow(lead.page, /^Delegation/);
    await heading(lead.page, /^Eight areas\. Two wait for you\.$/).waitFor();
    await lead.page.getByText('Could this be Yours?').waitFor();
    await look(lead, 'a board');
    await press(lead.page, /^Go ahead/);
    await told(lead.page, 'It is answered.');
    await owner.page.goto('/team');
    await follow(owner.page, 'Field Operations');
    await follow(owner.page, /^Delegation/);
    await look(owner, 'a board on a phone');

    // A new team, from nothing.
    await lead.page.goto('/team');
    await lead.page.getByLabel('What is it called?').fill('Night shift');
    await press(lead.page, 'Make it');
    await told(lead.page, 'The team is made.');
    const team = new URL(lead.page.url()).pathname;
    await look(lead, 'a new team');
    await lead.page.goto(`${team}/delegation`);
    await heading(lead.page, 'Who may decide what?').waitFor();
    await look(lead, 'an empty board');
    await follow(lead.page, 'First ask somebody into the team');
    await lead.page.getByLabel('E-mail').fill('tomas.reyes@northfold.example');
    await press(lead.page, 'Ask them in');
    await told(lead.page, `${MEMBER} is in the team`);

    // The lead hands something over, and the owner says yes on the first page.
    await lead.page.goto(`${team}/delegation`);
    await follow(lead.page, 'Hand something over');
    await look(lead, 'the form of an area');
    await lead.page.getByLabel('What it is').fill('Keys of the depot');
    await lead.page.getByLabel('Done when').fill('every key has a name');
    await press(lead.page, 'Offer it');
    await told(lead.page, 'It is offered.');
    const area = new URL(lead.page.url()).pathname;
    await owner.page.goto('/');
    await line(owner.page, 'You are asked to own: Keys of the depot').waitFor();
    await owner.page.goto(area);
    await look(owner, 'an area that is offered');
    await press(owner.page, 'Say yes');
    await told(owner.page, 'It is agreed.');

    // By keyboard alone: the owner asks.
    await owner.page.getByLabel('The question').focus();
    await owner.page.keyboard.type('May the spare key lie at the gate?');
    await owner.page.keyboard.press('Enter');
    await told(owner.page, 'It stands on the board of you both.');
    await lead.page.goto(area);
    await look(lead, 'an area with a question');
    await lead.page.getByLabel('Your answer').fill('Yes, in the box.');
    await press(lead.page, 'Answer');
    await told(lead.page, 'It is answered.');

    // Three decisions, and the board asks for a level more; the lead proposes, the owner agrees.
    for (const summary of ['One box for each gate', 'No copies', 'A list on the door']) {
      await owner.page.goto(area);
      await owner.page.getByLabel('What was decided, in one line').fill(summary);
      await press(owner.page, 'Log it');
      await told(owner.page, 'The decision is logged.');
    }
    await lead.page.goto(`${team}/delegation`);
    await lead.page.getByText('Could this be Joint?').waitFor();
    await follow(lead.page, /^Propose a trial/);
    await lead.page.getByText('Propose another level').click();
    await lead.page.getByLabel('What you want to see').fill('a list on each door');
    await press(lead.page, 'Propose it');
    await told(lead.page, 'It is proposed.');
    await owner.page.goto(`${team}/delegation`);
    await look(owner, 'a board with a proposal');
    await press(owner.page, /^Agree/);
    await told(owner.page, 'It is agreed.');

    // Both change what is agreed at once, and no word is lost.
    await lead.page.goto(`${area}/change`);
    await owner.page.goto(`${area}/change`);
    await owner.page.getByLabel('Limits').fill('no key leaves the depot');
    await press(owner.page, 'Save');
    await told(owner.page, 'What is agreed is saved.');
    await lead.page.getByLabel('Limits').fill('up to 100 for boxes');
    lead.expectRefusal(`${area}/change`);
    await press(lead.page, 'Save');
    await lead.page.getByText(`${MEMBER} changed this in the meantime`).waitFor();
    await look(lead, 'two changes at once');
    await lead.page.getByText('no key leaves the depot').waitFor();
    await lead.page.getByLabel('Limits').fill('no key leaves the depot; up to 100 for boxes');
    await press(lead.page, 'Save');
    await told(lead.page, 'What is agreed is saved.');

    // A lesson, found by its words; put away and brought back.
    await owner.page.goto(`${team}/delegation/lessons/new`);
    await look(owner, 'the form of a lesson');
    await owner.page.getByLabel('What it is about').fill('The key that was nowhere');
    await owner.page.getByLabel('What happened').fill('A crew waited for an hour.');
    await owner.page.getByLabel('What we learned').fill('A key needs a place.');
    await press(owner.page, 'Share it with the team');
    await told(owner.page, 'The team reads it.');
    await lead.page.goto(`${team}/search?q=key+crew`);
    await heading(lead.page, 'One thing found').waitFor();
    await look(lead, 'a search');
    await follow(lead.page, 'The key that was nowhere');
    await look(lead, 'a lesson');
    await press(lead.page, 'Put it away');
    await told(lead.page, 'put away');
    await lead.page.getByText('Put away', { exact: true }).click();
    await press(lead.page, /^Bring back/);
    await told(lead.page, 'The lesson is back.');

    // What is next for the owner, read by the two.
    await owner.page.goto(`${team}/delegation`);
    await follow(owner.page, 'You');
    await look(owner, 'what is next');
    await follow(owner.page, 'Note a talk');
    await owner.page.getByLabel('Goal').fill('Lead the crew meeting');
    await press(owner.page, 'Save');
    await told(owner.page, 'You two read it.');
    await look(owner, 'a talk that is noted');

    // The team is handed on; the talks of the two stay with them.
    await lead.page.goto(team);
    await lead.page.getByText('Hand this team on').click();
    await lead.page.getByLabel('Who leads it from then on').selectOption({ label: MEMBER });
    await look(lead, 'a team to hand on');
    await press(lead.page, /^Ask$/);
    await told(lead.page, `${MEMBER} is asked`);
    await owner.page.goto('/');
    await line(owner.page, 'asks you to lead the team Night shift').waitFor();
    await owner.page.goto(team);
    await look(owner, 'a team that one is asked to lead');
    await press(owner.page, 'Yes, I lead it');
    await told(owner.page, 'You lead the team from now on.');
    await follow(owner.page, 'Your talks with who led it before');
    await owner.page.getByText('Lead the crew meeting').waitFor();
    await look(owner, 'earlier talks');

    for (const one of [lead, owner]) assert.deepEqual(one.complaints, []);
  });
}

// A day some days from today, as a field of a form takes it; by the clock of the server, which is this one.
const inDays = (n) => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10);

// The lead makes a team of two.
async function teamOfTwo(lead, name) {
  await lead.page.goto('/team');
  await lead.page.getByLabel('What is it called?').fill(name);
  await press(lead.page, 'Make it');
  await told(lead.page, 'The team is made.');
  const team = new URL(lead.page.url()).pathname;
  await lead.page.goto(`${team}#invite`);
  await lead.page.getByLabel('E-mail').fill('tomas.reyes@northfold.example');
  await press(lead.page, 'Ask them in');
  await told(lead.page, `${MEMBER} is in the team`);
  return team;
}

for (const engine of engines) {
  test(`a bet of two on ${engine}`, { timeout: 600_000 }, async (t) => {
    const hone = await demonstration(engine);
    t.after(() => hone.stop());
    const lead = await signedIn(hone, LEAD);
    const owner = await signedIn(hone, MEMBER, { isPhone: true });

    // Bets of the demonstration, one of which waits for the lead's odds.
    await follow(lead.page, 'Practice');
    await follow(lead.page, 'Field Operations');
    await follow(lead.page, /^Bets/);
    await lead.page.getByText('Let the north crew order its own parts').first().waitFor();
    await look(lead, 'a board of bets');

    // From a problem: the owner writes a bet and says what they think, which the lead does not see.
    const team = await teamOfTwo(lead, 'Early shift');
    await owner.page.goto(`${team}/bets`);
    await look(owner, 'an empty board of bets');
    await owner.page.getByLabel('The problem').fill('The van is never loaded at six');
    await press(owner.page, 'Turn it into a bet');
    await look(owner, 'the form of a bet');
    await owner.page.getByLabel('What we try').fill('Load the van the evening before');
    await owner.page.getByLabel('It came true if').fill('no start after a quarter past six in two weeks');
    await owner.page.getByLabel('The day to look at it').fill(inDays(14));
    await owner.page.getByLabel('What it can cost').fill('an hour each evening');
    await owner.page.getByLabel('Who judges').selectOption({ label: LEAD });
    await owner.page.getByLabel('Your odds that it comes true').selectOption('70');
    await press(owner.page, 'Ask the team for odds');
    await owner.page.getByText('Nobody else sees that yet.').waitFor();
    const bet = new URL(owner.page.url()).pathname;
    await lead.page.goto(bet);
    await look(lead, 'a bet without odds of one’s own');
    assert.equal(await lead.page.locator('#odds .names').count(), 0, 'no odds are shown before all have given theirs');

    // The lead is the last to give odds: now both see them. A doubt is written beside them.
    await lead.page.getByLabel('Your odds').selectOption('40');
    await press(lead.page, 'Give odds');
    await owner.page.goto(bet);
    await owner.page.getByRole('listitem').filter({ hasText: LEAD }).getByText('40 %').waitFor();
    await owner.page.getByRole('textbox', { name: 'Why it failed' }).fill('The gate is shut at night');
    await press(owner.page, 'Add the reason');
    await owner.page.getByText('The gate is shut at night').first().waitFor();
    await press(owner.page, 'Place the bet');
    await look(owner, 'a bet that is placed');

    // The lead judges it, takes that back, and says it again. The lost bet stays, with what was learned.
    await lead.page.goto(bet);
    const judge = lead.page.locator('#end');
    await judge.getByLabel('What we learned, in one line').fill('The gate needs a second key.');
    await judge.getByRole('button', { name: 'It did not' }).click();
    await lead.page.getByText('The gate needs a second key.').first().waitFor();
    await look(lead, 'a bet that is lost');
    await press(lead.page, 'Take the end back');
    await judge.getByLabel('What we learned, in one line').fill('The gate needs a second key.');
    await judge.getByRole('button', { name: 'It did not' }).click();
    await owner.page.goto(`${team}/bets/mine`);
    await look(owner, 'one’s own odds');

    for (const one of [lead, owner]) assert.deepEqual(one.complaints, []);
  });

  test(`a challenge and an experiment of two on ${engine}`, { timeout: 600_000 }, async (t) => {
    const hone = await demonstration(engine);
    t.after(() => hone.stop());
    const lead = await signedIn(hone, LEAD);
    const owner = await signedIn(hone, MEMBER, { isPhone: true });
    const team = await teamOfTwo(lead, 'Late shift');

    // The owner challenges a rule, and the lead answers with a reason.
    await owner.page.goto(`${team}/experiments`);
    await look(owner, 'an empty board of experiments');
    await follow(owner.page, 'Raise a challenge');
    await owner.page.getByLabel('The challenge').fill('Why do we meet every day?');
    await owner.page.getByLabel('What you would try: if we …').fill('meet on three days');
    await press(owner.page, 'Raise it');
    const challenge = new URL(owner.page.url()).pathname;
    await lead.page.goto('/');
    await lead.page.getByText('Why do we meet every day?').first().waitFor();
    await lead.page.goto(challenge);
    await look(lead, 'a challenge');
    await lead.page.getByLabel('Try it.').check();
    await lead.page.getByLabel('Your reason').fill('Three days may do. Let us see.');
    await lead.page.getByRole('button', { name: 'Answer', exact: true }).click();

    // It becomes an experiment with a measure, an end, and those whom it reaches.
    await owner.page.goto(challenge);
    await press(owner.page, 'Make it an experiment');
    const experiment = new URL(owner.page.url()).pathname.replace(/\/change$/, '');
    await owner.page.goto(`${experiment}/change`);
    await look(owner, 'the form of an experiment');
    await owner.page.getByLabel('Then we see …').fill('half an hour more on site');
    await owner.page.getByLabel('What we measure').fill('minutes on site before nine');
    await owner.page.getByLabel('We adopt it if').fill('20 minutes more or better');
    await owner.page.getByLabel('The last day').fill(inDays(21));
    await press(owner.page, 'Save');
    await owner.page.goto(`${experiment}/affected/new`);
    await owner.page.getByLabel('Who', { exact: true }).fill('The stores');
    await press(owner.page, 'Write it down');
    await press(owner.page, /^Told today/);
    await press(owner.page, 'Start it today');
    await look(owner, 'an experiment that runs');

    // It is stopped, and the lead decides what becomes of it.
    await owner.page.getByLabel('What you saw').fill('25 minutes more; one order got lost.');
    await press(owner.page, 'Stop it before its end');
    await lead.page.goto(experiment);
    await lead.page.getByLabel('Adapt it.').check();
    await lead.page.getByLabel('Why', { exact: true }).fill('The time is there, the orders are not.');
    await lead.page.getByLabel('What did we learn?').fill('Orders need a place of their own.');
    await press(lead.page, 'Decide');
    await lead.page.getByRole('button', { name: 'Write the next one' }).waitFor();
    await look(lead, 'an experiment that is decided');
    await lead.page.goto(`${team}/search?q=orders`);
    await heading(lead.page, 'One thing found').waitFor();

    for (const one of [lead, owner]) assert.deepEqual(one.complaints, []);
  });
}

for (const engine of engines) {
  test(`a vision and those who matter to two on ${engine}`, { timeout: 600_000 }, async (t) => {
    const hone = await demonstration(engine);
    t.after(() => hone.stop());
    const lead = await signedIn(hone, LEAD);
    const owner = await signedIn(hone, MEMBER, { isPhone: true });
    const team = await teamOfTwo(lead, 'North shift');

    // From nothing: the owner writes the vision, and the lead says that the team agreed on it.
    await owner.page.goto(team);
    await follow(owner.page, /^Vision/);
    await heading(owner.page, 'What do you work towards?').waitFor();
    await look(owner, 'a team without a vision');
    await follow(owner.page, 'Write the vision');
    await owner.page.getByLabel('The scene').fill('Anna turns on her tap and does not think about it.');
    await owner.page.getByLabel('By when').fill('In five years');
    await press(owner.page, 'Keep it as a draft');
    await told(owner.page, 'The vision is written, as a draft.');
    await lead.page.goto(new URL(owner.page.url()).pathname);
    await look(lead, 'a vision that is a draft');
    await press(lead.page, 'The team has agreed on it');
    await told(lead.page, 'The team has agreed on it.');

    // An objective that serves it: the lead proposes, the owner takes it on, and says by what one will see it.
    await lead.page.goto(`${team}/objectives/new`);
    await look(lead, 'the form of an objective');
    await lead.page.getByLabel('The objective').fill('Nobody waits longer than two hours');
    await lead.page.getByLabel('What it serves').selectOption({ label: 'The vision' });
    await lead.page.getByLabel('How it serves that').fill('The waiting is what people fear.');
    await lead.page.getByLabel('Who owns it').selectOption({ label: MEMBER });
    await press(lead.page, 'Propose it');
    const objective = new URL(lead.page.url()).pathname;
    await owner.page.goto('/');
    await line(owner.page, 'Do you take it on? Nobody waits longer than two hours').waitFor();
    await owner.page.goto(objective);
    await press(owner.page, 'Take it on');
    await told(owner.page, 'You have taken it on.');
    await follow(owner.page, 'Add a key result');
    await owner.page.getByLabel('What is measured').fill('The longest wait of a month, in hours');
    await owner.page.getByLabel('Where it stands at the start').fill('9');
    await owner.page.getByLabel('Where it is to stand').fill('2');
    await owner.page.getByLabel('By when').fill(inDays(60));
    await press(owner.page, 'Add it');
    await told(owner.page, 'The key result is added.');
    await owner.page.locator('summary', { hasText: 'Check in' }).click();
    await owner.page.getByLabel('Where it stands', { exact: true }).fill('7');
    await owner.page.getByLabel('One line on it').fill('A second crew helps at weekends.');
    await press(owner.page, /^Check in/);
    await told(owner.page, 'Your check-in is kept.');
    await look(owner, 'an objective with a check-in');
    await lead.page.goto(`${team}/vision`);
    await heading(lead.page, 'One objective leads to the vision.').waitFor();
    await look(lead, 'a tree');

    // Those who matter: the lead writes one down, the owner has spoken with them.
    await follow(lead.page, 'People who matter');
    await look(lead, 'nobody who matters yet');
    await follow(lead.page, 'Add somebody');
    await lead.page.getByLabel('Who', { exact: true }).fill('The treatment works');
    await lead.page.getByLabel('What they need from us').fill('our plan a week ahead');
    await lead.page.locator('form.fields button').first().click();
    const works = new URL(lead.page.url()).pathname;
    await owner.page.goto(works);
    await owner.page.getByLabel('What was said, in one line').fill('Flushing moves to Tuesdays.');
    await press(owner.page, 'Log it');
    await owner.page.getByText('Flushing moves to Tuesdays.').first().waitFor();
    await look(owner, 'somebody who matters');

    // What is told and how often: it is done when something came back.
    await owner.page.goto(`${team}/rhythms/new`);
    await owner.page.getByLabel('What you tell').fill('What we plan for the week');
    await owner.page.getByLabel('To whom').fill('both depots');
    await owner.page.locator('form.fields button').first().click();
    await owner.page.getByRole('textbox', { name: 'What came back' }).fill('The north cannot read the map.');
    await press(owner.page, 'It is done');
    await owner.page.getByText('The north cannot read the map.').first().waitFor();
    await look(owner, 'a rhythm');

    for (const one of [lead, owner]) assert.deepEqual(one.complaints, []);
  });

  test(`a mirror and a coach on ${engine}`, { timeout: 600_000 }, async (t) => {
    const hone = await demonstration(engine);
    t.after(() => hone.stop());
    const lead = await signedIn(hone, LEAD);
    const coach = await signedIn(hone, 'Rosa Lindqvist', { isPhone: true });

    await lead.page.goto('/mirror');
    await look(lead, 'a mirror');

    // One question, in three sentences at most.
    await lead.page.goto('/mirror/reflections/new');
    await look(lead, 'one question');
    await press(lead.page, 'Another question');
    await lead.page.getByLabel('Your answer').fill('I asked first. They knew more than I did.');
    await press(lead.page, 'Keep it');
    await told(lead.page, 'It is kept.');

    // A small prediction, that comes back on its day.
    await lead.page.goto('/mirror/learning/new');
    await look(lead, 'the form of an entry');
    await lead.page.getByLabel('What you try, or tried').fill('I wait for ten seconds before I answer.');
    await lead.page.getByLabel('What you expect of it').fill('Somebody else speaks.');
    await lead.page.getByLabel('The day on which it comes back').fill(inDays(7));
    await press(lead.page, 'Keep it');
    await told(lead.page, 'It is kept.');
    const entry = new URL(lead.page.url()).pathname;
    await look(lead, 'an entry');

    // The coach reads what is shared, and no longer once it is taken back.
    await lead.page.goto('/mirror/sharing');
    await look(lead, 'what is shared');
    await lead.page.getByLabel('The learning log, with what you tried before').check();
    await press(lead.page, 'Save what they may read');
    await told(lead.page, 'Rosa Lindqvist reads what is ticked, and nothing else.');
    await coach.page.goto('/coaching/leaders');
    await follow(coach.page, LEAD);
    await follow(coach.page, /[Ll]earning log/);
    await coach.page.getByText('I wait for ten seconds before I answer.').waitFor();
    await look(coach, 'a learning log that is shared');
    const shared = new URL(coach.page.url()).pathname;
    coach.expectRefusal(entry);
    assert.equal((await coach.page.goto(entry)).status(), 404);
    await lead.page.goto('/mirror/sharing');
    await press(lead.page, 'Take everything back');
    coach.expectRefusal(shared);
    assert.equal((await coach.page.goto(shared)).status(), 404);

    for (const one of [lead, coach]) assert.deepEqual(one.complaints, []);
  });
}
