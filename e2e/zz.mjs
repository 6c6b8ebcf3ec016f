import { launch } from './lib/browser.mjs';
import { mkdirSync } from 'node:fs';
const out='/tmp/pics'; mkdirSync(out,{recursive:true});
const url='http://localhost:4771';
const b=await launch();
async function as(who, opts={}) {
  const c=await b.newContext({baseURL:url, viewport:{width:1280,height:900}, ...opts});
  c.setDefaultTimeout(30000);
  const p=await c.newPage();
  await p.goto('/demo'); await p.click(`[aria-label="Sign in as ${who}"]`);
  return p;
}
const shot=async(p,path,name)=>{ if(path) await p.goto(path); await p.screenshot({path:`${out}/${name}.png`,fullPage:true}); };
const phone={viewport:{width:390,height:844},isMobile:true,hasTouch:true,deviceScaleFactor:1};


const list=async(p,path)=>{await p.goto(path); return p.$$eval('main a[href^="/"]',as=>[...new Set(as.map(a=>a.getAttribute('href')))]);};
let h=await as('Hanna Weiss'); const rs=await list(h,'/rounds'); console.log(rs.join(' ')); await shot(h,null,'rounds');
let k=0; for (const r of rs.filter(r=>/rounds\/[0-9a-f]{32}$/.test(r))) { const ls=await list(h,r); console.log(r, ls.join(' ')); await shot(h,null,'round-'+k++); for (const l of ls) if (/overview|whole|cells|organisation/.test(l)) await shot(h,l,'overview-'+k); }
let r=await as('Rosa Lindqvist'); await shot(r,'/coaching/e4c19981358f448eb75dabb36befb88f','coach');
let rep=await as('Rosa Lindqvist',phone); await shot(rep,'/coaching/e4c19981358f448eb75dabb36befb88f','coach-phone');
await b.close();
