// An installation of its own for one walk: `hone serve` on empty storage, and a mail server that
// keeps what it is sent.
import { spawn, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const patience = 120_000;

// Where the shorter walks go. The main walk goes through both engines, and so do the tests of the store.
export const engines = (process.env.HONE_ENGINES ?? 'sqlite').split(',');

export const binary = process.env.HONE_BINARY ?? join(root, 'target/release/hone');

export async function until(what, look) {
  const end = Date.now() + patience;
  for (;;) {
    const found = look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`Waited in vain for ${what}.`);
    await pause(20);
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function freshDatabase() {
  const server = process.env.HONE_TEST_POSTGRES;
  if (!server) throw new Error('HONE_TEST_POSTGRES is not set: the walk needs a PostgreSQL server.');
  const name = `hone_walk_${process.pid}_${Date.now()}`;
  const sql = (text) => execFileSync('psql', ['-q', '-X', server, '-c', text], { stdio: ['ignore', 'ignore', 'inherit'] });
  sql(`create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => sql(`drop database if exists ${name} with (force)`) };
}

// Runs a program until it is told to stop, and keeps what it says.
function run(program, args, env = process.env) {
  const child = spawn(program, args, { cwd: tmpdir(), env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { out: '', err: '', isOver: false };
  child.stdout.setEncoding('utf8').on('data', (text) => { said.out += text; });
  child.stderr.setEncoding('utf8').on('data', (text) => { said.err += text; });
  const over = new Promise((resolve) => {
    child.on('error', (error) => { said.err += error.message; said.isOver = true; resolve(); });
    child.on('exit', () => { said.isOver = true; resolve(); });
  });
  const stop = async () => {
    child.kill('SIGTERM');
    const hurry = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await over;
    clearTimeout(hurry);
  };
  return { said, stop };
}

export async function mailServer() {
  const folder = mkdtempSync(join(tmpdir(), 'hone-mail-'));
  const server = run('/usr/bin/python3', [join(root, 'crates/hone-core/tests/smtp/server.py'), folder]);
  const port = await until('the mail server', () => {
    if (server.said.isOver) throw new Error(`The mail server stopped: ${server.said.err}`);
    return existsSync(join(folder, 'port')) && readFileSync(join(folder, 'port'), 'utf8');
  });
  const list = () => readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')))
    .map((mail) => ({ ...mail, to: mail.envelope[1], subject: Object.fromEntries(mail.headers).subject }));
  const find = (to, subject) => until(`a mail to ${to} with ${subject}`, () => list()
    .findLast((mail) => mail.to === to && subject.test(mail.subject)));
  const stop = async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  };
  return { url: `smtp://127.0.0.1:${port}`, list, find, stop };
}

// The address behind a link of a mail's HTML part, found as a reader finds it: by its words.
export function linkOf(mail, words) {
  const links = [...mail.html.matchAll(/<a\b[^>]*\bhref="([^"]+)"[^>]*>([^<]*)/g)];
  const found = links.find(([, , label]) => label.trim() === words);
  if (!found) throw new Error(`“${mail.subject}” has no link “${words}”, but ${links.map((l) => l[2])}.`);
  return found[1].replaceAll('&amp;', '&').replaceAll('&#38;', '&');
}

// `hone serve` on SQLite or PostgreSQL, and the link that it prints for the first administrator.
export async function installation(engine, smtp) {
  const folder = mkdtempSync(join(tmpdir(), 'hone-walk-'));
  const database = engine === 'postgres' ? freshDatabase() : null;
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const storage = database ? ['--database', database.url] : ['--data', join(folder, 'data')];
  const server = run(binary, [
    'serve', ...storage, '--listen', `127.0.0.1:${port}`, '--public-url', url,
    '--smtp', smtp, '--mail-from', 'Hone <hone@northfold.example>',
  ]);
  const firstLink = await until('the link of the first administrator', () => {
    if (server.said.isOver) throw new Error(`hone serve stopped: ${server.said.err}`);
    return server.said.out.match(/^\s*(https?:\S+\/enter\/\S+)$/m)?.[1];
  });
  const stop = async () => {
    await server.stop();
    database?.drop();
    rmSync(folder, { recursive: true });
  };
  return { url, firstLink, said: server.said, stop };
}

// A clock for a server that is ahead of this machine's, by libfaketime, and can be put forward while it runs.
export function clockAt(moment) {
  const folder = mkdtempSync(join(tmpdir(), 'hone-clock-'));
  const file = join(folder, 'ahead');
  const put = (at) => writeFileSync(file, `+${Math.max(0, Math.round((at - Date.now()) / 1000))}`);
  put(moment);
  const env = {
    ...process.env, LD_PRELOAD: libfaketime(), FAKETIME_TIMESTAMP_FILE: file, FAKETIME_CACHE_DURATION: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  };
  return { env, put, stop: () => rmSync(folder, { recursive: true }) };
}

function libfaketime() {
  const found = readdirSync('/usr/lib', { withFileTypes: true })
    .map((entry) => join('/usr/lib', entry.name, 'faketime/libfaketimeMT.so.1'))
    .find((path) => existsSync(path));
  if (!found) throw new Error('libfaketime is missing: apt-get install faketime');
  return found;
}

// `hone demo` with its made-up organisation, on SQLite or PostgreSQL.
export async function demonstration(engine = 'sqlite', env = process.env) {
  const folder = mkdtempSync(join(tmpdir(), 'hone-demo-'));
  const database = engine === 'postgres' ? freshDatabase() : null;
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const storage = database ? ['--database', database.url] : ['--data', join(folder, 'data')];
  const server = run(binary, ['demo', ...storage, '--listen', `127.0.0.1:${port}`], env);
  try {
    await until('the demonstration', () => {
      if (server.said.isOver) throw new Error(`hone demo stopped: ${server.said.err}`);
      return server.said.out.includes(url);
    });
  } catch (error) {
    // A process that is left behind would keep the tests from ending.
    await server.stop();
    throw error;
  }
  const stop = async () => {
    await server.stop();
    database?.drop();
    rmSync(folder, { recursive: true });
  };
  return { url, said: server.said, stop };
}
