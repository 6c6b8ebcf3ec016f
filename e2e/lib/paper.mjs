// The words of a PDF of ours, as far as a test needs them: by what each font says its signs mean.
import { inflateSync } from 'node:zlib';

// What a reader would read, page by page, without a care for lines and columns.
export function textOf(bytes) {
  const objects = objectsOf(Buffer.from(bytes).toString('latin1'));
  const letters = new Map();
  for (const [id, { head }] of objects) {
    const map = head.match(/\/ToUnicode (\d+) 0 R/);
    if (map) letters.set(id, meanings(objects.get(map[1]).stream));
  }
  const pages = [...objects.values()].filter(({ head }) => /\/Type\s*\/Page\b(?!s)/.test(head));
  return pages.map((page) => {
    const fonts = fontsOf(objects, page.head);
    const contents = [...page.head.matchAll(/\/Contents\s*\[?([^\]/>]*)/g)].flatMap(([, ids]) => [...ids.matchAll(/(\d+) 0 R/g)]);
    return contents.map(([, id]) => read(objects.get(id).stream, fonts, letters)).join(' ');
  });
}

// Every object by its number: its dictionary, and its stream if it has one. A stream may hold any bytes, so
// its length says where it ends.
function objectsOf(file) {
  const objects = new Map();
  const begin = /(?:^|\n)(\d+) 0 obj\b/g;
  for (let found = begin.exec(file); found; found = begin.exec(file)) {
    const body = /\bendobj\b|\bstream\r?\n/g;
    body.lastIndex = begin.lastIndex;
    const end = body.exec(file);
    const head = file.slice(begin.lastIndex, end.index);
    begin.lastIndex = body.lastIndex;
    let stream = '';
    if (end[0].startsWith('stream')) {
      begin.lastIndex += Number(head.match(/\/Length (\d+)/)[1]);
      const raw = Buffer.from(file.slice(body.lastIndex, begin.lastIndex), 'latin1');
      stream = (head.includes('/FlateDecode') ? inflateSync(raw) : raw).toString('latin1');
    }
    objects.set(found[1], { head, stream });
  }
  return objects;
}

// The fonts of a page by the names that its content calls them.
function fontsOf(objects, head) {
  const resources = head.match(/\/Resources (\d+) 0 R/);
  const from = resources ? objects.get(resources[1]).head : head;
  const fonts = from.match(/\/Font (\d+) 0 R/);
  const list = fonts ? objects.get(fonts[1]).head : from.match(/\/Font\s*<<([\s\S]*?)>>/)?.[1] ?? '';
  return new Map([...list.matchAll(/\/(\S+) (\d+) 0 R/g)].map(([, name, id]) => [name, id]));
}

// From the codes of a font to letters.
function meanings(map) {
  const letters = new Map();
  const text = (hex) => Buffer.from(hex, 'hex').swap16().toString('utf16le');
  for (const [, lines] of map.matchAll(/beginbfchar([\s\S]*?)endbfchar/g)) {
    for (const [, code, to] of lines.matchAll(/<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>/g)) letters.set(parseInt(code, 16), text(to));
  }
  for (const [, lines] of map.matchAll(/beginbfrange([\s\S]*?)endbfrange/g)) {
    for (const [, from, to, first] of lines.matchAll(/<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>/g)) {
      for (let code = parseInt(from, 16); code <= parseInt(to, 16); code += 1) {
        letters.set(code, String.fromCodePoint(parseInt(first, 16) + code - parseInt(from, 16)));
      }
    }
  }
  return letters;
}

const ESCAPED = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

// A literal string of a content as the bytes it stands for.
const literal = (text) => text.replace(/\\([0-7]{1,3}|[\s\S])/g, (_, sign) => (
  /^[0-7]/.test(sign) ? String.fromCharCode(parseInt(sign, 8)) : ESCAPED[sign] ?? (sign === '\n' ? '' : sign)));

// What a content shows. A string is one word, or a piece of it; what is moved to stands apart.
function read(content, fonts, letters) {
  let font = new Map();
  let text = '';
  const show = (bytes) => {
    for (let i = 0; i + 1 < bytes.length; i += 2) text += font.get(bytes.charCodeAt(i) * 256 + bytes.charCodeAt(i + 1)) ?? '\ufffd';
  };
  const tokens = /\/(\S+)\s+[\d.-]+\s+Tf|<([0-9a-fA-F\s]*)>|\(((?:\\[\s\S]|[^\\()])*)\)|\b(Td|TD|Tm|T\*|BT)\b/g;
  for (const [, name, hex, string, moved] of content.matchAll(tokens)) {
    if (name) font = letters.get(fonts.get(name)) ?? new Map();
    else if (hex !== undefined) show(Buffer.from(hex.replace(/\s/g, ''), 'hex').toString('latin1'));
    else if (string !== undefined) show(literal(string));
    else if (moved) text += ' ';
  }
  return text;
}
