// The rater's form. It runs in the browser because only the browser may know both who answers and
// what: it draws the secret from which the right to vote is derived, and keeps drafts to itself.
// Words stand in the templates of the page; nothing here writes to anywhere but this device and Hone.
(() => {
  'use strict';

  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const stage = $('#stage');
  const day = 86400;

  let link = null; // the secret of the mail link
  let opening = null; // what the link opened, as a template
  let facts = null; // invitation, round, until, form
  let leaders = [];
  let secret = null; // 160 random bits, from which every request for a token is derived
  let manifest = null; // the public record of the round, the same for everybody
  let current = null; // the leader whose form is open
  const forms = {};

  // ---------------------------------------------------------------- words

  const say = (id, values = {}) => {
    const text = $(`[data-id="${id}"]`, $('#words').content).textContent;
    return text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
  };
  const tell = (text) => { $('#said').textContent = text; };
  const banner = (id, text) => {
    const place = $(`#${id}`, stage);
    if (!place) return;
    place.textContent = text;
    place.hidden = !text;
    if (text) place.scrollIntoView({ block: 'nearest' });
  };
  const fill = (root, leader) => {
    const device = say(matchMedia('(pointer: coarse)').matches ? 'phone' : 'computer');
    const values = { name: leader?.name, first: leader?.first, role: leader?.role, device, code: code() };
    for (const [key, value] of Object.entries(values)) {
      if (value) $$(`[data-${key}]:empty, span[data-${key}]`, root).forEach((e) => { e.textContent = value; });
    }
  };

  // -------------------------------------------------- what stays on this device

  const memory = new Map(); // where the browser refuses to keep anything
  const read = (key) => {
    try { return JSON.parse(localStorage.getItem(key)) ?? memory.get(key) ?? null; } catch { return memory.get(key) ?? null; }
  };
  const keep = (key, value) => {
    memory.set(key, value);
    try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; }
  };
  const forget = (key) => {
    memory.delete(key);
    try { localStorage.removeItem(key); } catch { /* it was never kept */ }
  };
  const forgetClosed = () => {
    try {
      for (const key of Object.keys(localStorage)) {
        // Tokens stay longer: by them this device can see that its ballots were counted.
        const days = key.startsWith('hone-key-') ? 90 : 1;
        if (key.startsWith('hone-') && (read(key)?.until ?? Infinity) + days * day < Date.now() / 1000) forget(key);
      }
    } catch { /* there is nothing to forget */ }
  };
  const draftKey = (leader) => `hone-draft-${leader.group}`;
  const draftOf = (leader) => ({ answers: {}, comments: {}, themes: {}, words: [], page: 0, ...read(draftKey(leader)) });
  const keepDraft = (leader, draft) => keep(draftKey(leader), { ...draft, until: facts.until });
  const keyName = () => `hone-key-${facts.invitation}`;

  // ----------------------------------------------------------------- tokens

  const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const unhex = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
  const base64url = (bytes) => {
    let text = '';
    for (const byte of bytes) text += String.fromCharCode(byte);
    return btoa(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
  };
  const tokenOf = (group) => read(keyName())?.tokens?.[group] ?? null;
  const keepTokens = (tokens) => {
    const known = read(keyName());
    keep(keyName(), { ...known, secret: hex(secret), tokens: { ...known?.tokens, ...tokens }, round: facts.round, until: facts.until });
  };
  const noteSent = (group, isSent) => {
    const known = read(keyName());
    keep(keyName(), { ...known, sent: { ...known.sent, [group]: isSent } });
  };

  const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'; // Crockford: nothing looks like anything else
  const code = () => {
    if (!secret) return '';
    const bits = [...secret].map((byte) => byte.toString(2).padStart(8, '0')).join('');
    return bits.match(/.{5}/g).map((five) => DIGITS[parseInt(five, 2)]).join('').match(/.{4}/g).join(' ');
  };
  const secretOf = (text) => {
    const plain = text.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
    if (plain.length !== 32 || [...plain].some((c) => !DIGITS.includes(c))) return null;
    const bits = [...plain].map((c) => DIGITS.indexOf(c).toString(2).padStart(5, '0')).join('');
    return Uint8Array.from(bits.match(/.{8}/g), (eight) => parseInt(eight, 2));
  };

  // --------------------------------------------------------------- requests

  const reach = async (path, body) => {
    const how = { credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store', signal: AbortSignal.timeout?.(30000) };
    if (body) Object.assign(how, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    try {
      const response = await fetch(path, how);
      const text = await response.text();
      return { status: response.status, isOk: response.ok, text, why: response.ok ? '' : whyNot(response.status, text) };
    } catch {
      return { status: 0, isOk: false, text: '', why: say('offline') };
    }
  };
  const whyNot = (status, text) => {
    try { return JSON.parse(text).why; } catch { return say(status === 507 ? 'full' : 'broken'); }
  };

  // The keys of the round come without saying who asks, so that nobody can be given keys of their
  // own, by which their token could be told from others.
  const fetchManifest = async () => {
    if (manifest) return { isOk: true };
    const got = await reach(`/ballots/manifest/${facts.round}`);
    if (got.isOk) manifest = JSON.parse(got.text);
    return got;
  };
  // Fetches the right to vote for every leader at once, so that it tells nothing about any of them.
  // The secret is kept before it is used: a request whose answer gets lost can then be repeated.
  const fetchTokens = async () => {
    const asked = leaders.filter((leader) => !leader.isDeclined);
    const isNew = !secret;
    if (isNew && asked.some((leader) => leader.isIssued)) return { status: 409, isOk: false };
    const record = await fetchManifest();
    if (!record.isOk) return record;
    if (isNew) {
      secret = crypto.getRandomValues(new Uint8Array(20));
      keepTokens({});
    }
    const requests = new Map(asked.map(({ group }) => [group, HoneToken.request(secret, unhex(group))]));
    const blinded = Object.fromEntries([...requests].map(([group, request]) => [group, hex(request.blinded)]));
    const done = await reach('/rate/issuance', { secret: link, blinded });
    if (done.status === 409 && isNew) {
      secret = null;
      forget(keyName());
    }
    if (!done.isOk) return done;
    try {
      keepTokens(finish(requests, JSON.parse(done.text).evaluations));
    } catch {
      return { status: 0, isOk: false, why: say('not-proven') };
    }
    asked.forEach((leader) => { leader.isIssued = true; });
    return done;
  };
  // Checks each proof against the key that everybody was shown; one that does not hold throws.
  const finish = (requests, evaluations) => Object.fromEntries([...requests].map(([group, request]) => {
    const { element, proof } = evaluations[group];
    const evaluation = { element: unhex(element), proof: unhex(proof) };
    const token = HoneToken.finish(request, evaluation, unhex(manifest.groups[group].key));
    return [group, hex(token.input) + hex(token.output)];
  }));
  // Spaces at the end mean nothing to whoever reads JSON. Counted in bytes: a letter may have several.
  const filledUp = (bytes, size) => {
    const filled = new Uint8Array(Math.max(bytes.length, size)).fill(0x20);
    filled.set(bytes);
    return filled;
  };
  const tokenFrom = (text) => ({ input: unhex(text.slice(0, 64)), output: unhex(text.slice(64)) });
  // Seals a sheet and sends it. It is never smaller than the one before, so that a change does not
  // show by its size.
  const vote = async (leader, sheet) => {
    const ready = tokenOf(leader.group) ? await fetchManifest() : await fetchTokens();
    if (!ready.isOk) return ready;
    const { group } = leader;
    const text = tokenOf(group);
    const draft = draftOf(leader);
    const plain = filledUp(new TextEncoder().encode(JSON.stringify(sheet)), draft.size ?? 0);
    const ballot = HoneToken.ballotId(tokenFrom(text));
    const sealed = await HoneToken.seal(unhex(manifest.box_key), unhex(group), ballot, plain);
    const done = await reach('/ballots', { group_ref: group, token: text, sealed: base64url(sealed) });
    if (done.isOk) {
      keepDraft(leader, { ...draftOf(leader), size: plain.length });
      // A sheet with nothing on it takes an earlier one back.
      noteSent(group, Object.values(sheet).some((part) => Object.keys(part).length > 0));
    }
    return done;
  };
  // Whether what this device sent was counted in a round that has closed.
  const showCounted = async () => {
    const place = $('#counted', stage);
    if (!place) return;
    const own = [];
    try {
      for (const key of Object.keys(localStorage)) {
        const kept = key.startsWith('hone-key-') ? read(key) : null;
        if (kept?.round !== place.dataset.round) continue;
        for (const [group, isSent] of Object.entries(kept.sent ?? {})) if (isSent) own.push(kept.tokens[group]);
      }
    } catch { /* nothing was kept here */ }
    if (!own.length) return;
    const list = await reach(`/ballots/counted/${place.dataset.round}`);
    if (!list.isOk) return;
    const ids = new Set(JSON.parse(list.text).ballots);
    const n = own.filter((text) => ids.has(hex(HoneToken.ballotId(tokenFrom(text))))).length;
    banner('counted', say(n === own.length ? 'counted' : 'not-counted', { n, m: own.length }));
  };

  // ------------------------------------------------------------------ views

  const show = (content, title) => {
    stage.replaceChildren(content);
    settle(title);
  };
  const settle = (title) => {
    if (title) document.title = `${title} – Hone`;
    scrollTo(0, 0);
    $('h1:not(form[hidden] h1)', stage)?.focus({ preventScroll: true });
    $('#to-promise').hidden = !$('#promise', stage);
  };
  const showTemplate = (id) => show($(`#${id}`).content.cloneNode(true));
  const go = (state) => {
    history.pushState(state, '', location.pathname);
    return render(state);
  };
  const render = async (state) => {
    const leader = leaders.find(({ group }) => group === state?.group);
    if (!leader) return showOverview();
    if (state.isThanks) return showThanks(leader);
    return showPage(leader, state.page);
  };

  const stateOf = (leader) => {
    const draft = read(draftKey(leader));
    if (leader.isDeclined) return 'off';
    if (leader.isIssued && !secret) return 'elsewhere';
    if (draft?.isSent) return draft.isChanged ? 'changed' : 'sent';
    return draft ? 'draft' : 'new';
  };
  const LABELS = { new: 'begin', draft: 'go-on', sent: 'change', changed: 'go-on' };
  const isWaiting = (leader) => ['new', 'draft', 'changed'].includes(stateOf(leader));

  const showOverview = (notice) => {
    current = null;
    const content = $('#overview', opening.content).cloneNode(true);
    const first = leaders.find(isWaiting);
    for (const leader of leaders) {
      const entry = $(`[data-group="${leader.group}"]`, content);
      const state = stateOf(leader);
      $('[data-state]', entry).textContent = say(state);
      const begin = $('[data-do="begin"]', entry);
      begin.hidden = !LABELS[state];
      begin.classList.toggle('strong', leader === first);
      if (LABELS[state]) begin.textContent = say(LABELS[state]);
      $('[data-do="decline"]', entry).hidden = leader.isDeclined;
      $('[data-do="undo"]', entry).hidden = !leader.isDeclined;
    }
    $('[data-do="quiet"]', content).hidden = facts.isQuiet;
    $('[data-do="loud"]', content).hidden = !facts.isQuiet;
    $('#return', content).hidden = !secret;
    $('#elsewhere', content).hidden = Boolean(secret) || !leaders.some((leader) => leader.isIssued);
    fill(content);
    show(content, $('h1', content).textContent);
    if (notice) banner('notice', notice);
  };

  const showPage = async (leader, page) => {
    if (current !== leader || !$('.ask', stage)) {
      const voice = leader.voice;
      if (!forms[voice]) {
        const form = await reach(facts.form + voice);
        if (!form.isOk) {
          if (!$('#overview', stage)) showOverview();
          return banner('alert', form.why);
        }
        forms[voice] = document.createElement('template');
        forms[voice].innerHTML = form.text;
      }
      const content = forms[voice].content.cloneNode(true);
      $('aside', content).append(leader.promise.cloneNode(true));
      fill(content, leader);
      current = leader;
      restore(content, draftOf(leader));
      stage.replaceChildren(content);
    }
    const pages = $$('form.page', stage);
    const at = Math.min(Math.max(page ?? 0, 0), pages.length - 1);
    pages.forEach((form, i) => { form.hidden = i !== at; });
    keepDraft(leader, { ...draftOf(leader), page: at });
    if (pages[at].hasAttribute('data-last')) review(pages);
    progress(pages[at]);
    settle(`About ${leader.name}: ${pages[at].dataset.title.toLowerCase()}`);
  };

  const restore = (root, draft) => {
    for (const [item, answer] of Object.entries(draft.answers)) {
      const choice = $(`input[name="${CSS.escape(item)}"][value="${Number(answer)}"]`, root);
      if (choice) choice.checked = true;
    }
    for (const [question, text] of Object.entries(draft.comments)) {
      const field = $(`textarea[name="${CSS.escape(question)}"]`, root);
      if (field) field.value = text;
    }
    for (const word of draft.words) {
      const choice = $(`input[name="words"][value="${CSS.escape(word)}"]`, root);
      if (choice) choice.checked = true;
    }
    for (const [question, theme] of Object.entries(draft.themes)) {
      const choice = $(`select[name="${CSS.escape(question)}"]`, root);
      if (choice) choice.value = theme;
    }
    $$('textarea', root).forEach((field) => advise(field, root));
  };
  // Beside a comment: what in it may tell who wrote it, and how it is to be shown. Whoever is
  // identified anyway is spared both.
  const advise = (field, root) => {
    const place = $(`[data-how="${CSS.escape(field.name)}"]`, root);
    if (!place) return;
    place.hidden = !field.value.trim() || current.isIdentified;
    const isAsWritten = !$('select', place).value;
    const found = isAsWritten ? HoneTelling.find(field.value, current.others) : [];
    const what = found.map(({ kind, said }) => say(`telling-${kind}`, { said })).join(', ');
    const telling = found.length ? say('telling', { what }) : '';
    const line = $('.telling', place);
    if (line.textContent !== telling) line.textContent = telling;
    $('[data-stays]', place).hidden = isAsWritten;
  };
  const count = (root) => {
    const texts = $$('textarea', root);
    const fieldsets = $$('fieldset', root).filter((set) => $('input:checked', set));
    const n = fieldsets.length + texts.filter((field) => field.value.trim()).length;
    return { n, m: $$('fieldset', root).length + texts.length };
  };
  const progress = (form) => {
    const pages = $$('form.page', stage);
    const { minutes } = $('.ask', stage).dataset;
    const whole = form.hasAttribute('data-last') ? stage : form;
    const values = { page: pages.indexOf(form) + 1, pages: pages.length, minutes, ...count(whole) };
    $('[data-progress]', form).textContent = say('progress', values);
    return values;
  };
  const review = (pages) => {
    const list = $('[data-review]', stage);
    const row = $('template[data-row]', stage);
    list.replaceChildren(...pages.slice(0, -1).map((form, i) => {
      const entry = row.content.cloneNode(true);
      $('h2', entry).textContent = form.dataset.title;
      $('p', entry).textContent = say('answered', count(form));
      const button = $('button', entry);
      button.dataset.page = i;
      button.setAttribute('aria-label', `${button.textContent}: ${form.dataset.title}`);
      return entry;
    }));
  };

  const showThanks = (leader) => {
    current = leader;
    const content = $('#thanks', opening.content).content.cloneNode(true);
    const next = leaders.find(isWaiting);
    const button = $('button[data-do="next"]', content);
    fill(content, leader);
    button.hidden = !next;
    $('[data-next]', button).textContent = next?.name ?? '';
    show(content, $('h1', content).textContent);
  };

  // ------------------------------------------------------------------- deeds

  const record = () => {
    const draft = draftOf(current);
    draft.answers = {};
    draft.comments = {};
    draft.themes = {};
    draft.words = $$('input[name="words"]:checked', stage).map((choice) => choice.value).sort();
    $$('input[type="radio"]:checked', stage).forEach((choice) => { draft.answers[choice.name] = Number(choice.value); });
    $$('textarea', stage).forEach((field) => { if (field.value.trim()) draft.comments[field.name] = field.value; });
    $$('select', stage).forEach((choice) => { if (choice.value && draft.comments[choice.name]) draft.themes[choice.name] = choice.value; });
    $$('textarea', stage).forEach((field) => advise(field, stage));
    draft.isChanged = Boolean(draft.isSent);
    const isKept = keepDraft(current, draft);
    const form = $('form.page:not([hidden])', stage);
    const values = progress(form);
    if (isKept) tell(say('kept', values));
    else $$('[data-keep]', stage).forEach((place) => { place.textContent = say('not-kept'); });
  };

  // One word too many is not taken, and said so beside the words.
  const choose = (choice) => {
    const place = $('[data-words-full]', choice.closest('fieldset'));
    const most = Number(place.dataset.wordsFull);
    const isTooMany = $$('input[name="words"]:checked', stage).length > most;
    if (isTooMany) choice.checked = false;
    place.textContent = isTooMany ? say('words-full', { word: choice.value }) : '';
  };

  const begin = async (leader) => {
    banner('alert', '');
    if (!secret || !leader.isIssued) {
      const done = await fetchTokens();
      if (done.status === 409) {
        leaders.forEach((each) => { each.isIssued ||= !each.isDeclined; });
        showOverview();
        return $('#code', stage).focus();
      }
      if (!done.isOk) return banner('alert', done.why);
    }
    const draft = draftOf(leader);
    await go({ group: leader.group, page: draft.isSent ? 0 : draft.page });
  };

  const send = async (button) => {
    const leader = current;
    const { answers, comments, themes, words: chosen } = draftOf(leader);
    // Words of which only the theme is to be shown stay here.
    const words = Object.fromEntries(Object.entries(comments).filter(([question]) => !themes[question]));
    button.disabled = true;
    banner('alert', '');
    const done = await vote(leader, { answers, comments: words, themes, words: chosen });
    button.disabled = false;
    if (!done.isOk) return banner('alert', done.why);
    keepDraft(leader, { ...draftOf(leader), isSent: true, isChanged: false, page: 0 });
    await go({ group: leader.group, isThanks: true });
  };

  const withdraw = async (leader) => {
    const done = await vote(leader, {});
    if (done.isOk) keepDraft(leader, { ...draftOf(leader), isSent: false, isChanged: false });
    else banner('alert', done.why);
    return done.isOk;
  };

  const decline = async (leader, isDeclined) => {
    // What was sent goes first: afterwards nothing here could still take it back.
    if (isDeclined && draftOf(leader).isSent && !await withdraw(leader)) return;
    const done = await reach('/rate/declining', { secret: link, group_ref: leader.group, has_declined: isDeclined });
    if (!done.isOk) return banner('alert', done.why);
    leader.isDeclined = isDeclined;
    history.pushState(null, '', location.pathname);
    showOverview(say(isDeclined ? 'declined' : 'undone', leader));
  };

  const remind = async (isQuiet) => {
    const done = await reach('/rate/reminders', { secret: link, wants_none: isQuiet });
    if (!done.isOk) return banner('alert', done.why);
    facts.isQuiet = isQuiet;
    showOverview(say(isQuiet ? 'quiet' : 'loud'));
  };

  const takeCode = async (form) => {
    const typed = secretOf(form.elements.code.value);
    if (!typed) return banner('alert', say('no-code'));
    secret = typed;
    const done = await fetchTokens();
    if (!done.isOk) {
      secret = null;
      return banner('alert', done.why);
    }
    showOverview(say('fits'));
  };

  const leaderOf = (button) => {
    const entry = button.closest('[data-group]');
    return entry ? leaders.find(({ group }) => group === entry.dataset.group) : current;
  };
  const pageAt = () => $$('form.page', stage).findIndex((form) => !form.hidden);
  const turnTo = (page) => go({ group: current.group, page });
  const DEEDS = {
    again: () => start(),
    begin: (button) => begin(leaderOf(button)),
    back: () => turnTo(pageAt() - 1),
    go: (button) => turnTo(Number(button.dataset.page)),
    overview: () => go(null),
    next: () => { const next = leaders.find(isWaiting); return next ? begin(next) : go(null); },
    change: () => turnTo(0),
    withdraw: async () => { const leader = current; if (await withdraw(leader)) { history.pushState(null, '', location.pathname); showOverview(say('back', leader)); } },
    decline: (button) => decline(leaderOf(button), true),
    undo: (button) => decline(leaderOf(button), false),
    quiet: () => remind(true),
    loud: () => remind(false),
  };

  document.addEventListener('click', (event) => {
    const button = event.target.closest?.('button[data-do]');
    if (button) DEEDS[button.dataset.do]?.(button);
  });
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!stage.contains(form)) return;
    event.preventDefault();
    if (form.dataset.do === 'code') takeCode(form);
    else if (form.hasAttribute('data-last')) send($('[data-send]', form));
    else turnTo(pageAt() + 1);
  });
  stage.addEventListener('input', (event) => {
    if (event.target.name === 'words') choose(event.target);
    if (current && event.target.closest('form.page')) record();
  });
  addEventListener('popstate', (event) => { if (opening) render(event.state); });
  // Another mail link opened in the same tab only changes the fragment.
  addEventListener('hashchange', () => { if (location.hash.length > 1) start(); });

  // ------------------------------------------------------------------- start

  const takeLink = () => {
    const fromAddress = location.hash.slice(1);
    try {
      if (fromAddress) sessionStorage.setItem('hone-link', fromAddress);
      link = fromAddress || sessionStorage.getItem('hone-link');
    } catch {
      link = fromAddress;
    }
    // Nobody who looks over a shoulder or into the history finds it.
    if (fromAddress) history.replaceState(null, '', location.pathname);
  };

  const noWay = (why) => {
    showTemplate('no-way');
    $('[data-why]', stage).textContent = why;
  };

  const start = async () => {
    takeLink();
    if (!isSecureContext) return showTemplate('not-safe');
    if (typeof HoneToken === 'undefined') return noWay(say('altered'));
    if (!link) return showTemplate('no-link');
    const opened = await reach('/rate/opening', { secret: link });
    if (opened.status === 404 || opened.status === 410) {
      stage.innerHTML = opened.text;
      settle($('h1', stage).textContent);
      return showCounted();
    }
    if (!opened.isOk) return noWay(opened.why);
    opening = document.createElement('template');
    opening.innerHTML = opened.text;
    takeFacts();
    forgetClosed();
    const kept = read(keyName());
    secret = kept ? unhex(kept.secret) : null;
    await render(history.state);
  };

  const takeFacts = () => {
    const { invitation, round, until, form } = $('#overview', opening.content).dataset;
    const isQuiet = $('[data-do="quiet"]', opening.content).hidden;
    facts = { invitation, round, until: Number(until), form, isQuiet };
    leaders = $$('[data-group]', opening.content).map((entry) => ({
      ...entry.dataset,
      isIssued: 'issued' in entry.dataset,
      isDeclined: 'declined' in entry.dataset,
      isIdentified: 'identified' in entry.dataset,
      others: entry.dataset.others?.split('|').filter(Boolean) ?? [],
      promise: $('template', entry).content,
    }));
  };

  $('p', stage).hidden = false;
  start();
})();
