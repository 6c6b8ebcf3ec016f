// Letters without a name: what a member's browser does so that nobody can tell who wrote. On each visit of
// the board it asks for a blind token, as every member's does; it seals what is written; and it reads on by a
// secret of its own. Words stand in the templates of the pages.
(() => {
  'use strict';

  const $ = (selector, root = document) => root.querySelector(selector);
  const FILLED = 16 * 1024 - 52; // so long is what is sealed, whatever stands in it
  const PREFIX = 'hone-letter-';

  const say = (id, values = {}) => {
    const words = $('#words');
    const text = words ? $(`[data-id="${id}"]`, words.content).textContent : '';
    return text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
  };
  const tell = (text) => {
    const place = $('#said');
    if (!place) return;
    place.textContent = text;
    place.hidden = !text;
    if (text) place.focus();
  };
  const hour = (seconds) =>
    new Date(seconds * 1000).toLocaleString(document.documentElement.lang, { weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' });

  // -------------------------------------------------- what stays on this device

  const read = (name) => {
    try { return JSON.parse(localStorage.getItem(name)); } catch { return null; }
  };
  const keep = (name, value) => {
    try { localStorage.setItem(name, JSON.stringify(value)); return true; } catch { return false; }
  };
  const forget = (name) => {
    try { localStorage.removeItem(name); } catch { /* it was never kept */ }
  };
  // The token stays: by it something else can be written.
  const unwrite = (name) => {
    const { words, ...rest } = read(name);
    return keep(name, rest);
  };
  const names = () => {
    try { return Object.keys(localStorage).filter((name) => name.startsWith(PREFIX)); } catch { return []; }
  };
  // Tokens of weeks long past by which nothing was written are worth nothing.
  const tidy = () => {
    const longAgo = Date.now() / 1000 - 90 * 86400;
    for (const name of names()) if (!read(name)?.words && !(read(name)?.until > longAgo)) forget(name);
  };

  // --------------------------------------------------------------- requests

  const draw = (n) => crypto.getRandomValues(new Uint8Array(n));
  const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const unhex = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
  const base64url = (bytes) =>
    btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');

  // Says who asks only where that is meant: without it no cookie goes along.
  const reach = async (path, body, credentials = 'omit') => {
    const how = { credentials, referrerPolicy: 'no-referrer', cache: 'no-store', signal: AbortSignal.timeout?.(30000) };
    if (body) Object.assign(how, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    try {
      const response = await fetch(path, how);
      const text = await response.text();
      let said = null;
      try { said = JSON.parse(text); } catch { /* a page, and no answer */ }
      const isOk = response.ok && said !== null;
      return { status: response.status, isOk, said, why: isOk ? '' : said?.why ?? say('broken') };
    } catch {
      return { status: 0, isOk: false, said: null, why: say('offline') };
    }
  };
  const fails = (id) => ({ status: 0, isOk: false, why: say(id) });

  // Asks for the token of the week, with the same request on each visit, whether or not something is
  // written. The secret is kept before it is used. The keys come without saying who asks, so that nobody can
  // be given keys of their own.
  const fetchToken = async ({ href, round, group, mark, until }) => {
    if (!globalThis.isSecureContext) return fails('not-safe');
    const name = `${PREFIX}${group}-${mark}`;
    const kept = { ...(read(name) ?? { secret: hex(draw(20)), reader: hex(draw(32)), round, group }), until: Number(until) };
    if (!keep(name, kept)) return fails('not-kept');
    tidy();
    const record = await reach(`/ballots/manifest/${round}`);
    if (!record.isOk) return record;
    const request = HoneToken.request(unhex(kept.secret), unhex(group));
    const done = await reach(href, { group_ref: group, blinded: hex(request.blinded) }, 'same-origin');
    if (done.status === 409) forget(name);
    if (!done.isOk) return done;
    try {
      const { element, proof } = done.said.evaluation;
      const evaluation = { element: unhex(element), proof: unhex(proof) };
      const token = HoneToken.finish(request, evaluation, unhex(record.said.groups[group].key));
      const held = { ...read(name), token: hex(token.input) + hex(token.output) };
      return keep(name, held) ? { isOk: true, name } : fails('not-kept');
    } catch {
      return fails('not-proven');
    }
  };

  // Seals something to the letters of a week and sends it. All that is sent is equally long.
  const send = async (kept, { round, group }, content) => {
    const record = await reach(`/ballots/manifest/${round}`);
    if (!record.isOk) return record;
    const bytes = new TextEncoder().encode(JSON.stringify(content));
    if (bytes.length > FILLED) return fails('too-long');
    const plain = new Uint8Array(FILLED).fill(0x20); // spaces mean nothing to whoever reads JSON
    plain.set(bytes);
    const token = { input: unhex(kept.token.slice(0, 64)), output: unhex(kept.token.slice(64)) };
    const sealed = await HoneToken.seal(unhex(record.said.box_key), unhex(group), HoneToken.ballotId(token), plain);
    return reach('/ballots/letters', { group_ref: group, token: kept.token, sealed: base64url(sealed) });
  };

  // ---------------------------------------------------------------- writing

  const FIELDS = ['target', 'title', 'why', 'instead'];

  const write = (form, name) => {
    const takeBack = $('#take-back');
    const kept = () => read(name);
    for (const field of FIELDS) if (kept().words) form.elements[field].value = kept().words[field];
    takeBack.hidden = !kept().words;
    form.hidden = false;
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const words = Object.fromEntries(FIELDS.map((field) => [field, form.elements[field].value]));
      // Kept first: whoever has sent it must be able to take it back.
      if (!keep(name, { ...kept(), words })) return tell(say('not-kept'));
      const done = await send(kept(), kept(), { kind: 'challenge', reader: kept().reader, ...words });
      takeBack.hidden = false;
      if (!done.isOk) return tell(done.why);
      const place = await placeOf(kept());
      tell(place.said?.shows_at ? say('sent', { when: hour(place.said.shows_at) }) : place.why);
    });
    takeBack.addEventListener('click', async () => {
      const done = await send(kept(), kept(), { kind: 'nothing' });
      if (!done.isOk) return tell(done.why);
      unwrite(name);
      form.reset();
      takeBack.hidden = true;
      tell(say('taken-back'));
    });
  };

  const begin = async (place) => {
    const form = $('#letter');
    const got = await fetchToken(place.dataset);
    if (!form) return;
    if (got.isOk) write(form, got.name);
    else tell(got.why);
  };

  // ---------------------------------------------------------------- reading

  const placeOf = ({ group, token }) => reach('/ballots/letters/place', { group_ref: group, token });

  const show = async (name, entry) => {
    const kept = read(name);
    const put = (part, text) => {
      const element = $(`[data-${part}]`, entry);
      element.textContent = text;
      element.hidden = !text;
    };
    put('title', kept.words.title);
    const place = await placeOf(kept);
    if (!place.isOk) return put('place', place.why);
    const withdraw = $('[data-withdraw]', entry);
    const { place: where, shows_at: showsAt, is_held: isHeld, round, group } = place.said;
    if (where === 'waiting') {
      put('place', say(isHeld ? 'held' : 'waiting', { when: hour(showsAt) }));
      withdraw.hidden = false;
      withdraw.addEventListener('click', async () => {
        const done = await send(kept, kept, { kind: 'nothing' });
        if (!done.isOk) return tell(done.why);
        unwrite(name);
        entry.remove();
        tell(say('taken-back'));
      });
      return;
    }
    const found = where === 'shown' ? await reach('/letters/reading', { reader: kept.reader }) : { isOk: false };
    if (!found.isOk) return put('place', found.why || say('nowhere'));
    const told = found.said;
    if (told.is_withdrawn) return put('place', say('withdrawn'));
    put('heading', told.heading);
    put('timing', told.timing);
    put('reason', told.reason);
    put('lead', told.reason && told.lead);
    put('learned', told.learned);
    put('reply', told.reply);
    const add = async (content, id) => {
      const done = group ? await send(kept, { round, group }, { reader: kept.reader, ...content }) : fails('no-way');
      tell(done.isOk ? say(id) : done.why);
    };
    withdraw.hidden = false;
    withdraw.addEventListener('click', () => add({ kind: 'withdrawal' }, 'to-withdraw'));
    const form = $('[data-answer]', entry);
    form.hidden = !told.can_reply;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      return add({ kind: 'reply', text: $('textarea', form).value }, 'to-reply');
    });
  };

  const list = async (stage) => {
    const written = names().filter((name) => read(name)?.words);
    if (!written.length) stage.append($('#none').content.cloneNode(true));
    for (const name of written) {
      stage.append($('#one').content.cloneNode(true));
      const entry = stage.lastElementChild;
      $('[data-forget]', entry).addEventListener('click', () => {
        forget(name);
        entry.remove();
        tell(say('forgotten'));
      });
      await show(name, entry);
    }
  };

  const place = $('#letter-token');
  if (place) begin(place);
  const stage = $('#letters');
  if (stage) list(stage);
})();
