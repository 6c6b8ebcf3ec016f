import { launch } from './lib/browser.mjs';
import { writeFileSync } from 'node:fs';
const url='http://localhost:4771'; const b=await launch();
const c=await b.newContext({baseURL:url}); const p=await c.newPage();
await p.goto('/demo'); await p.click('[aria-label="Sign in as Ines Okafor"]');
for (const [path,name] of [['/reports/37238d96d252416399d7ec80b9aad582/report.pdf','report'],['/model/quality.pdf','quality']]) {
const r=await c.request.get(url+path); console.log(r.status()); writeFileSync(`/tmp/pics/${name}.pdf`, await r.body()); }
await b.close();
