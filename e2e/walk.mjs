// The main job from an empty installation to a leader who reads their report, in a real Chromium,
// with real mail, on both engines.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { debuggerOf, launch, look, visitor } from './lib/browser.mjs';
import { installation, linkOf, mailServer } from './lib/installation.mjs';
import { answer, answerByKeyboard, entry, opinion, send } from './lib/rating.mjs';

const PEOPLE = fileURLToPath(new URL('people.csv', import.meta.url));
const OUT = fileURLToPath(new URL('out', import.meta.url));
const PASSWORD = 'copper lantern under seven bridges';
const ADMINISTRATOR = { name: 'Petra Adler', email: 'petra.adler@northfold.example' };
const mailbox = (name) => `${name}@northfold.example`;
const REPORTS = ['anna.sommer', 'ben.acikgoez', 'carla.nunez', 'david.obrien', 'emil.lukasz'];
const PEERS = ['tom.berger', 'uma.krishnan', 'viktor.hahn', 'wanda.lis', 'xavier.prinz'];
const OTHERS = ['fiona.grant', 'georg.weiss', 'hana.sato', 'igor.petrov'];
const RATERS = ['miriam.vogt', ...REPORTS, ...PEERS, ...OTHERS];
const ROUND = 'Spring round';
// What a leader takes along.
const FILES = [
  ['report.pdf', /^application\/pdf/],
  ['report.pdf?paper=letter', /^application\/pdf/],
  ['report.json', /^application\/json/],
  ['report.csv', /^text\/csv/],
  ['report.xlsx', /spreadsheetml/],
  ['plan/plan.pdf', /^application\/pdf/],
];

let browser;
before(async () => {
  browser = await launch();
});
after(async () => {
  await browser?.close();
});

const heading = (page, name) => page.getByRole('heading', { level: 1, name });
const press = (page, name) => page.getByRole('button', { name }).click();

// One walk is one test with steps; what builds on a step that failed is not tried.
async function walk(t, engine) {
  const post = await mailServer();
  t.after(() => post.stop());
  const hone = await installation(engine, post.url);
  t.after(() => hone.stop());
  const visitors = [];
  const someone = async (options) => {
    const one = await visitor(browser, hone.url, options);
    visitors.push(one);
    return one;
  };
  let isBroken = false;
  const step = (name, act) => t.test(name, { skip: isBroken && 'a step before it failed' }, async () => {
    isBroken = true;
    try {
      await act();
    } catch (error) {
      mkdirSync(OUT, { recursive: true });
      const open = visitors.filter(({ page }) => !page.isClosed());
      await Promise.all(open.map(({ page }, i) => page.screenshot({ path: `${OUT}/failed-${engine}-${i}.png`, fullPage: true })));
      console.error(open.map(({ page }) => page.url()).join('\n'), hone.said.err);
      throw error;
    }
    isBroken = false;
  });
  return { hone, post, someone, step, visitors };
}

const WALKS = [
  { engine: 'sqlite', form: /^Full/, nQuestions: 47 },
  { engine: 'postgres', form: /^Short/, nQuestions: 25 },
];
for (const { engine, form, nQuestions } of WALKS) {
  test(`the main job on ${engine}`, { timeout: 1_200_000 }, async (t) => {
    const { hone, post, someone, step, visitors } = await walk(t, engine);
    const petra = await someone();
    let ines;
    let tom;
    let leaderPath;
    let roundPath;
    let reportPath;

    await step('the first administrator sets up the organisation by the link that serve prints', async () => {
      const { page } = petra;
      await page.goto('/');
      await heading(page, 'Sign in').waitFor();
      await look(petra, 'sign in');
      await page.goto(hone.firstLink);
      await look(petra, 'set up');
      await page.getByLabel('Name', { exact: true }).fill('Northfold Water');
      await page.getByLabel('Time zone').selectOption('Europe/Vienna');
      await page.getByLabel('Your name').fill(ADMINISTRATOR.name);
      await page.getByLabel('Your e-mail address').fill(ADMINISTRATOR.email);
      await page.getByLabel('Password').fill(PASSWORD);
      await press(page, 'Make my account');
      await heading(page, 'Nothing waits for you today, Petra.').waitFor();
      await look(petra, 'first page of a new organisation');
      const second = await someone();
      second.expectRefusal(new URL(hone.firstLink).pathname);
      await second.page.goto(hone.firstLink);
      await heading(second.page, 'This link has been used, or its time is over.').waitFor();
      await look(second, 'a link that is over');
    });

    await step('people are imported from a list: wrong lines, a preview, the confirmation', async () => {
      const { page } = petra;
      await page.getByRole('link', { name: 'People', exact: true }).click();
      await heading(page, 'You are the only one here so far').waitFor();
      await look(petra, 'people, nobody yet');
      await page.getByRole('link', { name: 'Import a list' }).click();
      await look(petra, 'import');
      petra.expectRefusal('/people/import');
      const wrong = Buffer.from('name,email,manager\nAnna,anna,\nBen,ben@northfold.example,nobody@northfold.example\n');
      await page.getByLabel('CSV file').setInputFiles({ name: 'wrong.csv', mimeType: 'text/csv', buffer: wrong });
      await press(page, 'Look at what would change');
      await page.getByRole('alert').getByText('wrong in wrong.csv').waitFor();
      await look(petra, 'import, wrong lines');
      await page.getByLabel('CSV file').setInputFiles(PEOPLE);
      await press(page, 'Look at what would change');
      await heading(page, '16 new, 0 changed, 0 the same').waitFor();
      await look(petra, 'import, preview');
      await press(page, 'Add 16 people');
      await page.getByRole('status').getByText('16 people added, 0 changed.').waitFor();
      await heading(page, '17 people').waitFor();
      await look(petra, 'people');
      await page.getByRole('link', { name: 'David O’Brien' }).click();
      await look(petra, 'a person');
    });

    await step('a round is planned, and its leaders are asked for nominations', async () => {
      const { page } = petra;
      await page.getByRole('link', { name: 'Rounds', exact: true }).click();
      await look(petra, 'rounds, none yet');
      await page.getByRole('link', { name: 'Plan a round' }).click();
      await look(petra, 'plan a round');
      await page.getByLabel('Name').fill(ROUND);
      await page.getByRole('radio', { name: form }).check();
      await press(page, 'Go on to leaders');
      await heading(page, 'Who takes part as a leader?').waitFor();
      await look(petra, 'choose leaders');
      await page.getByRole('checkbox', { name: 'Ines Okafor' }).check();
      await page.getByRole('checkbox', { name: 'Tom Berger' }).check();
      await press(page, 'Add the chosen');
      await heading(page, /lists of raters approved/).waitFor();
      roundPath = new URL(page.url()).pathname;
      await look(petra, 'round, draft without raters');
      await press(page, 'Ask 2 leaders to choose raters');
      await page.getByRole('status').getByText('The leaders are asked by mail.').waitFor();
    });

    await step('a leader gets in by the link of the mail, and hands in a list of raters', async () => {
      ines = await someone();
      const { page } = ines;
      const mail = await post.find(mailbox('ines.okafor'), /Who should give you feedback/);
      await page.goto(linkOf(mail, 'Propose people'));
      await heading(page, 'Welcome, Ines Okafor').waitFor();
      await look(ines, 'an account by a link');
      await page.getByLabel('Password').fill(PASSWORD);
      await press(page, 'Make my account');
      await look(ines, 'first page of a leader who is asked for raters');
      await page.getByRole('link', { name: 'Choose raters' }).click();
      await heading(page, 'Who sees you lead, and should answer?').waitFor();
      leaderPath = new URL(page.url()).pathname;
      await look(ines, 'choose raters, nobody yet');
      for (const box of await page.getByRole('checkbox').all()) await box.check();
      await press(page, 'Add the ticked');
      await page.getByRole('status').getByText('11 raters are added.').waitFor();
      for (const name of ['Fiona Grant', 'Georg Weiss', 'Hana Sato', 'Igor Petrov']) {
        await page.getByRole('searchbox', { name: 'Name or e-mail' }).fill(name);
        await press(page, 'Search');
        await page.getByRole('checkbox', { name }).check();
        await page.getByRole('combobox', { name: `${name} answers as` }).selectOption('Other');
        await look(ines, 'choose raters, found by name');
        await press(page, 'Add the ticked');
        await page.getByRole('status').getByText('One rater is added.').waitFor();
      }
      await look(ines, 'choose raters');
      await press(page, 'Hand in the list');
      await page.getByText('The list was handed in, and waits for approval.').first().waitFor();
      await look(ines, 'the list is handed in');
    });

    await step('the administrator chooses for the other leader, approves both lists and launches', async () => {
      const { page } = petra;
      await page.goto('/');
      await heading(page, 'One thing waits for you, Petra.').waitFor();
      await look(petra, 'first page of an administrator');
      await page.goto(roundPath);
      await page.getByRole('link', { name: 'Tom Berger' }).click();
      for (const box of await page.getByRole('checkbox').all()) await box.check();
      await press(page, 'Add the ticked');
      await press(page, 'Approve this list');
      await page.goto(roundPath);
      await page.getByRole('link', { name: 'Ines Okafor' }).click();
      await look(petra, 'a list to approve');
      await press(page, 'Approve this list');
      await page.goto(roundPath);
      await look(petra, 'round, ready to launch');
      await page.getByRole('link', { name: 'Look once more, then launch' }).click();
      await look(petra, 'launch');
      await press(page, 'Launch and invite 16 people');
      await page.getByRole('status').getByText('The invitations are on their way.').waitFor();
      await look(petra, 'round, open');
      for (const name of ['ines.okafor', ...RATERS]) await post.find(mailbox(name), /^Your feedback for/);
    });

    // Opens the link of the mail, and answers about Ines up to the page from which it is sent.
    const answers = new Map();
    const open = async (name) => {
      const rater = await someone({ isPhone: true });
      answers.set(name, rater);
      const mail = await post.find(mailbox(name), /^Your feedback for/);
      await rater.page.goto(linkOf(mail, 'Give feedback'));
      await heading(rater.page, /^You are asked about/).waitFor();
      assert.ok(!rater.page.url().includes('#'), 'the secret of the link does not stay in the address');
      return rater;
    };
    const begin = async (page, about = 'Ines Okafor') => {
      await entry(page, about).getByRole('button', { name: 'Begin' }).tap();
      await page.getByText(/^Page 1 of/).first().waitFor();
    };
    const rate = async (name, onPage) => {
      const rater = await open(name);
      await begin(rater.page);
      const remark = `A remark that ${name} wrote: say early what you will not do.`;
      const n = await answer(rater.page, opinion(RATERS.indexOf(name) + 2), remark, () => onPage?.(rater));
      return { ...rater, n };
    };

    await step('raters answer on their phones by the link of their mail', async () => {
      let n = 0;
      const first = await open('anna.sommer');
      await look(first, 'what a rater is asked');
      await begin(first.page);
      const onPage = () => { n += 1; return look(first, `rater’s form, page ${n}`); };
      await answer(first.page, opinion(1), 'Thank you for handing over the night plan.', onPage);
      await look(first, 'rater’s form, look over and send');
      await send(first.page, 'Ines Okafor');
      await look(first, 'thanks');
      const quick = ['emil.lukasz', 'miriam.vogt', 'tom.berger', 'uma.krishnan', 'wanda.lis', 'xavier.prinz', 'fiona.grant', 'hana.sato', 'igor.petrov'];
      for (const name of quick) await send((await rate(name)).page, 'Ines Okafor');
      const own = await rate('ines.okafor');
      await look(own, 'rater’s form about oneself, look over and send');
      await send(own.page, 'Ines Okafor');
    });

    await step('raters answer by keyboard alone', async () => {
      for (const name of ['carla.nunez', 'david.obrien']) {
        const { page } = await open(name);
        const n = await answerByKeyboard(page, 'Ines Okafor', 'She keeps her word, also when it is dear.');
        assert.equal(n, nQuestions);
      }
    });

    await step('a rater changes the answers afterwards', async () => {
      const { page } = await rate('ben.acikgoez');
      await send(page, 'Ines Okafor');
      await page.reload();
      await page.getByRole('button', { name: 'Change my answers' }).tap();
      await page.getByText(/^Page 1 of/).first().waitFor();
      await answer(page, opinion(9), 'On second thoughts: ask us before the plan is done.');
      await send(page, 'Ines Okafor');
    });

    await step('a rater is warned of telling details, and lets only a theme be known', async () => {
      const rater = answers.get('emil.lukasz');
      const { page } = rater;
      await page.getByRole('button', { name: 'Change my answers' }).tap();
      for (let n = 0; n < 20 && !await page.getByRole('heading', { level: 1, name: 'In your own words' }).isVisible(); n += 1) {
        await page.getByRole('button', { name: /^Next:/ }).tap();
      }
      const how = page.getByRole('combobox', { name: 'Show it' }).first();
      await page.getByRole('textbox').first().fill('Since last Tuesday I am the only one who says so.');
      await page.getByText(/This may tell who wrote it: a date, ‘last Tuesday’, that it can only be you, ‘I am the only’/).waitFor();
      await look(rater, 'rater’s form, a telling comment');
      await how.selectOption({ label: 'by theme only: ‘a comment on trust’' });
      await page.getByText('Your words stay on this phone.').first().waitFor();
      assert.equal(await page.getByText(/This may tell who wrote it/).count(), 0);
      await page.getByRole('button', { name: /^Next:/ }).tap();
      await send(page, 'Ines Okafor');
    });

    await step('a rater declines', async () => {
      const rater = await open('viktor.hahn');
      await entry(rater.page, 'Ines Okafor').getByRole('button', { name: 'I would rather not answer about Ines' }).tap();
      await rater.page.getByRole('status').getByText('You do not answer about Ines Okafor.').first().waitFor();
      await look(rater, 'what a rater is asked, declined');
    });

    await step('a used link opens on a second device by the return code alone', async () => {
      const first = await open('georg.weiss');
      await begin(first.page);
      await first.page.getByRole('button', { name: 'Back' }).first().tap();
      await first.page.getByText('Show the return code').tap();
      const code = await first.page.getByText(/^([0-9A-Z]{4} ){7}[0-9A-Z]{4}$/).textContent();
      await look(first, 'what a rater is asked, with the return code');
      const second = await open('georg.weiss');
      await heading(second.page, /^You are asked about/).waitFor();
      await look(second, 'what a rater is asked, started elsewhere');
      second.expectRefusal('/rate/issuance');
      await second.page.getByLabel('Return code').fill(code.replace(/.$/, code.endsWith('0') ? '1' : '0'));
      await second.page.getByRole('button', { name: 'Go on here' }).tap();
      await second.page.getByRole('alert').filter({ hasText: /./ }).waitFor();
      await second.page.getByLabel('Return code').fill(code);
      await second.page.getByRole('button', { name: 'Go on here' }).tap();
      await second.page.getByRole('status').getByText('The code fits.').first().waitFor();
      await begin(second.page);
      await answer(second.page, opinion(4), 'From my other phone: more praise, less hurry.');
      await send(second.page, 'Ines Okafor');
    });

    await step('nobody who answers is signed in, and no cookie tells one from another', async () => {
      for (const [name, { context }] of answers) assert.deepEqual(await context.cookies(), [], name);
    });

    await step('the administrator closes early and releases; the leaders get a mail', async () => {
      const { page } = petra;
      await page.goto(roundPath);
      await page.getByRole('link', { name: 'Close it earlier' }).click();
      await look(petra, 'close early');
      await press(page, 'Close now');
      await page.getByRole('status').getByText('The round is closed.').waitFor();
      await look(petra, 'round, closed');
      await press(page, 'Release now');
      await page.getByRole('status').getByText('The round is released.').waitFor();
      await look(petra, 'round, released');
      const late = answers.get('fiona.grant');
      late.expectRefusal('/rate/opening');
      await late.page.reload();
      await late.page.getByText('Everything that you sent from this device was counted.').waitFor();
      await look(late, 'a rater’s link after the close');
    });

    await step('the leader signs in by the link of the mail and reads the report', async () => {
      const reader = await someone();
      const { page } = reader;
      const mail = await post.find(mailbox('ines.okafor'), /^Your result is ready/);
      await page.goto(linkOf(mail, 'Read your result'));
      await signIn(page, mailbox('ines.okafor'));
      await page.getByText('Your report ·').waitFor();
      reportPath = new URL(page.url()).pathname;
      await look(reader, 'report');
      assert.ok(await page.getByRole('img').count() > 0, 'the plane is an image with a name');
      await page.getByRole('heading', { name: 'How sure' }).waitFor();
      await page.getByText('The numbers behind the picture').click();
      assert.equal(await page.getByRole('table').getByRole('row').count(), 6);
      const depths = await page.getByRole('region', { name: 'In depth' }).getByRole('link').all();
      const pages = await Promise.all(depths.map((link) => link.getAttribute('href')));
      assert.equal(pages.length, 5);
      for (const [i, path] of pages.entries()) {
        await page.goto(path);
        await page.getByRole('heading', { name: 'Question by question' }).waitFor();
        await page.getByText('On second thoughts: ask us before the plan is done.').waitFor();
        assert.equal(await page.getByText('A remark that ben.acikgoez wrote').count(), 0, 'a changed answer replaces the first');
        assert.equal(await page.getByText('the only one who says so').count(), 0, 'words of which a theme is told stay on the phone');
        await page.getByText('She keeps her word, also when it is dear.').first().waitFor();
        if (i < 2) await look(reader, `report, contrast ${i + 1}`);
      }
      await page.goto(reportPath);
      await page.getByRole('link', { name: 'Why do I see this?' }).first().click();
      await heading(page, 'Why do I see this?').waitFor();
      assert.equal(await page.getByRole('table').first().getByRole('row').count(), 6);
      await look(reader, 'report, why');
      await page.goto('/reports');
      await look(reader, 'reports');
      await page.getByRole('link', { name: `Read the report of ${ROUND}` }).waitFor();
      await page.goto('/');
      await look(reader, 'first page of a leader with a report');
      await page.goto('/model');
      await look(reader, 'model');
      await page.goto('/method');
      await look(reader, 'method');
    });

    await step('the leader plans one step from an idea, and finishes it', async () => {
      const reader = await someone();
      const { page } = reader;
      await page.goto(`/sign-in?to=${reportPath}`);
      await signIn(page, mailbox('ines.okafor'));
      await page.getByText('Your report ·').waitFor();
      await page.getByRole('link', { name: 'Choose one step' }).click();
      await heading(page, 'What do you want to hone?').waitFor();
      await look(reader, 'plan, choosing a contrast');
      await page.getByRole('radio', { name: /^Trust and delegation/ }).check();
      await press(page, 'Go on to the first step');
      await heading(page, 'Your plan: Trust and delegation').waitFor();
      const ideas = page.getByRole('region', { name: 'Ideas' });
      await ideas.getByText('helps when').first().click();
      await look(reader, 'plan, without a step');
      await ideas.getByRole('link', { name: /^Take this/ }).first().click();
      const moment = await page.getByLabel('When …').inputValue();
      assert.ok(moment.length > 10, 'the idea fills in the moment');
      reader.expectRefusal(`${reportPath}/plan/steps`);
      await page.getByLabel('Last day', { exact: true }).fill('2020-01-01');
      await press(page, 'Put it in my plan');
      await page.getByText('The last day has to come after the first.').waitFor();
      assert.equal(await page.getByLabel('When …').inputValue(), moment, 'what was typed is kept');
      const first = await page.getByLabel('First day', { exact: true }).inputValue();
      await page.getByLabel('Last day', { exact: true }).fill(first);
      await press(page, 'Put it in my plan');
      await page.getByText('The step is in your plan.').waitFor();
      await page.getByText(`When ${moment}, I will`).first().waitFor();
      const share = page.getByRole('region', { name: 'Thank and tell' });
      await share.locator('summary', { hasText: 'Ask for two suggestions' }).click();
      const letter = await share.getByRole('link', { name: /Ask for two suggestions/ }).getAttribute('href');
      assert.match(decodeURIComponent(letter), /^mailto:\?bcc=.*tom\.berger@northfold\.example/);
      await look(reader, 'plan');
      const file = await page.request.get(`${reportPath}/plan/calendar.ics`);
      assert.match(file.headers()['content-type'], /^text\/calendar/);
      assert.match(await file.text(), /^BEGIN:VCALENDAR/);
      for (const [name, kind] of FILES) {
        // A development build takes ten seconds of a core for a paper.
        const taken = await page.request.get(`${reportPath}/${name}`, { timeout: 120_000 });
        assert.equal(taken.status(), 200, name);
        assert.match(taken.headers()['content-type'], kind);
      }
      await page.goto('/');
      await page.getByRole('paragraph').filter({ hasText: `When ${moment}` }).first().waitFor();
      await page.goto(`${reportPath}/plan`);
      await page.getByRole('link', { name: /^Change or finish/ }).click();
      await look(reader, 'plan, a step');
      const stepPath = new URL(page.url()).pathname;
      await page.getByLabel('What did you notice').fill('They decided without me.');
      await press(page, 'Finish this step');
      await page.getByText('Done. What you noticed is kept with it.').waitFor();
      await page.getByText('Done and set aside').click();
      await page.getByText('They decided without me.').waitFor();
      for (const path of [`${reportPath}/plan`, `${reportPath}/plan/calendar.ics`, stepPath]) {
        petra.expectRefusal(path);
        assert.equal((await petra.page.goto(path)).status(), 404);
      }
    });

    await step('nobody else finds the report', async () => {
      tom = await someone();
      const mail = await post.find(mailbox('tom.berger'), /^No result this time/);
      await tom.page.goto(linkOf(mail, 'See your reports'));
      await tom.page.getByLabel('Password').fill(PASSWORD);
      await press(tom.page, 'Make my account');
      await heading(tom.page, /Tom\.$/).waitFor();
      await tom.page.getByRole('link', { name: 'Reports' }).click();
      await tom.page.getByText('Too few people answered').waitFor();
      await look(tom, 'reports, too few answers');
      for (const other of [tom, petra]) {
        for (const path of [reportPath, `${reportPath}/direction`]) {
          other.expectRefusal(path);
          assert.equal((await other.page.goto(path)).status(), 404);
        }
        assert.equal((await other.page.goto(reportPath)).status(), 404);
        for (const [name] of FILES) {
          assert.equal((await other.page.request.get(`${reportPath}/${name}`)).status(), 404, name);
        }
      }
      await look(tom, 'a page that does not exist');
    });

    await step('a passkey is registered, and signs in', async () => {
      ines = await someone();
      const { page } = ines;
      const device = await debuggerOf(page);
      await device.send('WebAuthn.enable');
      await device.send('WebAuthn.addVirtualAuthenticator', { options: {
        protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true,
        isUserVerified: true, automaticPresenceSimulation: true,
      } });
      await page.goto('/account');
      await signIn(page, mailbox('ines.okafor'));
      await heading(page, 'Your account').waitFor();
      await page.getByLabel('Name of the new passkey').fill('Test device');
      await press(page, 'Add a passkey');
      await page.getByRole('rowheader', { name: 'Test device' }).waitFor();
      await look(ines, 'account with a passkey');
      await press(page, 'Sign out');
      await heading(page, 'Sign in').waitFor();
      await page.goto('/account');
      await heading(page, 'Sign in').waitFor();
      await press(page, 'Use a passkey');
      await heading(page, 'Your account').waitFor();
      await page.getByText('not yet').waitFor({ state: 'detached' });
    });

    await step('sessions are listed and ended', async () => {
      const { page } = ines;
      const other = await someone({ userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' });
      await other.page.goto('/');
      await signIn(other.page, mailbox('ines.okafor'));
      await heading(other.page, /Ines\.$/).waitFor();
      await page.reload();
      const line = page.getByRole('row').filter({ hasText: 'Firefox' });
      await line.getByRole('button', { name: 'End it' }).click();
      await line.waitFor({ state: 'detached' });
      await other.page.reload();
      await heading(other.page, 'Sign in').waitFor();
      await press(page, 'End all but this one');
      await page.getByRole('button', { name: 'End it' }).first().waitFor({ state: 'detached' });
      await page.reload();
      await heading(page, 'Your account').waitFor();
    });

    await step('the administrator sees how mail fares and what was done', async () => {
      const { page } = petra;
      await page.goto('/mail');
      await look(petra, 'mail');
      await page.goto('/audit');
      await look(petra, 'audit');
      await page.getByRole('link', { name: /^Petra Adler/ }).click();
      await press(page, 'Sign out');
      await page.getByRole('link', { name: 'I have forgotten my password' }).click();
      await look(petra, 'forgotten password');
      await page.getByLabel('E-mail address').fill(ADMINISTRATOR.email);
      await press(page, 'Send the link');
      const mail = await post.find(ADMINISTRATOR.email, /^Choose a new password/);
      await page.goto(linkOf(mail, 'Choose a new password'));
      await look(petra, 'a new password');
      await page.getByLabel('Password').fill(`${PASSWORD} again`);
      await press(page, 'Use this password');
      await heading(page, /Petra\.$/).or(heading(page, 'Sign in')).waitFor();
    });

    await step('no browser complained, and the server wrote nothing down', async () => {
      assert.deepEqual(visitors.flatMap(({ complaints }) => complaints), []);
      assert.equal(hone.said.err, '');
    });
  });
}

async function signIn(page, email) {
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await press(page, 'Sign in');
}
