// The bundle: the same to the byte on every machine, so that a check can compare it.
import { readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const BUNDLE = new URL('../crates/hone-web/static/token.js', import.meta.url);
const { dependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

// Names, versions and licences of what is bundled; a licence that several share stands once.
const notice = () => {
  const licences = new Map();
  for (const [name, version] of Object.entries(dependencies)) {
    const text = readFileSync(new URL(`node_modules/${name}/LICENSE`, import.meta.url), 'utf8').trim();
    licences.set(text, [...(licences.get(text) ?? []), `${name} ${version}`]);
  }
  const parts = [...licences].map(([text, names]) => `${names.join(', ')}:\n\n${text}`);
  return `/*! Made by browser/build of browser/src/token.js and of what follows.\n\n${parts.join('\n\n')}\n*/`;
};

const made = await build({
  absWorkingDir: new URL('.', import.meta.url).pathname,
  entryPoints: ['src/token.js'],
  bundle: true,
  write: false,
  minify: true,
  format: 'iife',
  globalName: 'HoneToken',
  target: 'es2020',
  charset: 'utf8',
  legalComments: 'none',
  banner: { js: notice() },
  logLevel: 'warning',
});
const bundle = made.outputFiles[0].text;

if (process.argv[2] === '--check') {
  if (readFileSync(BUNDLE, 'utf8') !== bundle) {
    console.error('crates/hone-web/static/token.js is not what browser/src makes. Run browser/build and commit it.');
    process.exitCode = 1;
  }
} else {
  writeFileSync(BUNDLE, bundle);
}
