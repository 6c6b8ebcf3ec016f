// Where the bundle runs: here, as a classic script, and in a real Chromium under the content
// security policy of Hone's pages; and Hone's side of the protocol, in Rust.
import { spawn } from 'node:child_process';
import { webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { runInThisContext } from 'node:vm';
import { chromium } from 'playwright-core';

export const BUNDLE = readFileSync(new URL('../../crates/hone-web/static/token.js', import.meta.url), 'utf8');
const PAGE = '<!doctype html><html lang="en"><title>Tokens</title><script src="/token.js" defer></script></html>';
const POLICY = "default-src 'none'; script-src 'self'";

export const vectors = (name) =>
  JSON.parse(readFileSync(new URL(`../../crates/hone-token/tests/vectors/${name}.json`, import.meta.url), 'utf8'));

export const hex = (bytes) => Buffer.from(bytes).toString('hex');
export const unhex = (text) => Uint8Array.from(Buffer.from(text, 'hex'));

// The bundle in Node, as its global.
export const inNode = () => {
  globalThis.crypto ??= webcrypto; // before Node 20 it is no global
  runInThisContext(BUNDLE, { filename: 'token.js' });
  return globalThis.HoneToken;
};

// A Chromium with pages that have loaded the bundle and nothing else, each in a process of its own.
export async function inChromium() {
  const browser = await chromium.launch({
    executablePath: process.env.HONE_CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  const open = async () => {
    const page = await (await browser.newContext()).newPage();
    await page.route('**/*', (route) => {
      const isScript = new URL(route.request().url()).pathname === '/token.js';
      return route.fulfill({
        contentType: isScript ? 'text/javascript; charset=utf-8' : 'text/html; charset=utf-8',
        headers: { 'content-security-policy': POLICY },
        body: isScript ? BUNDLE : PAGE,
      });
    });
    await page.goto('http://localhost/');
    return page;
  };
  return { open, stop: () => browser.close() };
}

// Hone's side. What is asked while another answer is awaited is answered in its turn.
export function peer() {
  const child = spawn(process.env.HONE_PEER, { stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting = [];
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()(JSON.parse(line)));
  const ask = (question) => new Promise((resolve) => {
    waiting.push(resolve);
    child.stdin.write(`${JSON.stringify(question)}\n`);
  });
  return { ask, stop: () => child.stdin.end() };
}
