/**
 * Lighthouse over a runbook's page beside the same page of plain Docusaurus, both behind Handrail's own server, by turns in one
 * Chromium: the mobile profile with its simulated slow line, somebody logged in, medians. Ends with status 1 when a promise is
 * not kept, and says what Lighthouse has against our page. `node bench/lighthouse.ts [runbook]`
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { launch } from 'chrome-launcher';
import lighthouse, { type RunnerResult } from 'lighthouse';
import { Handrail } from '../test/handrail.ts';
import { buildPlainSite } from './plain-site.ts';
import { median } from './statistics.ts';

const root = resolve(import.meta.dirname, '..');
const rounds = 5;
/** How often a look may fail. */
const most = 4;
const categories = ['performance', 'accessibility', 'best-practices'] as const;
/** Told beside the scores, by Lighthouse's own names. */
const times = ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift'] as const;

type Category = (typeof categories)[number];

interface Looked {
  /** of 100 */
  scores: Record<Category, number>;
  /** milliseconds; the shift is a ratio */
  times: Record<string, number>;
  faults: string[];
}

/** Takes an address and the cookie of who looks. A busy machine may lose the beginning of a trace: then it looks again. */
async function look(url: string, cookie: string): Promise<Looked> {
  for (let tries = 1; ; tries++) {
    const { lhr } = await lookOnce(url, cookie);
    if (lhr.runtimeError === undefined) return judge(lhr);
    if (tries === most) throw new Error(`Lighthouse could not look at ${url}: ${lhr.runtimeError.message}`);
  }
}

/** In a Chromium of its own, as Lighthouse's own command does. */
async function lookOnce(url: string, cookie: string): Promise<RunnerResult> {
  const chromium = await launch({ chromePath: '/usr/bin/chromium', chromeFlags: ['--headless=new', '--no-sandbox'], logLevel: 'silent' });
  const result = await lighthouse(url, { port: chromium.port, onlyCategories: [...categories], extraHeaders: { Cookie: cookie }, logLevel: 'error' })
    .finally(() => { chromium.kill(); });
  if (result === undefined) throw new Error(`Lighthouse gave nothing for ${url}.`);
  return result;
}

function judge(lhr: RunnerResult['lhr']): Looked {
  const judged = (['accessibility', 'best-practices'] as const).flatMap((name) => lhr.categories[name]?.auditRefs ?? []);
  return {
    scores: Object.fromEntries(categories.map((name) => [name, Math.round((lhr.categories[name]?.score ?? 0) * 100)])) as Looked['scores'],
    times: Object.fromEntries(times.map((name) => [name, lhr.audits[name]?.numericValue ?? Number.NaN])),
    faults: judged.flatMap(({ id, weight }) => {
      const audit = lhr.audits[id];
      return weight > 0 && audit?.score !== null && audit !== undefined && audit.score < 1 ? [`${id}: ${audit.title} ${JSON.stringify(audit.details ?? {}).slice(0, 1500)}`] : [];
    }),
  };
}

const mid = (all: readonly Looked[], read: (one: Looked) => number) => median(all.map(read));

function told(name: string, all: readonly Looked[]): string {
  const scores = categories.map((one) => `${one} ${mid(all, ({ scores: found }) => found[one])}`).join(', ');
  const spent = times.map((one) => `${one} ${mid(all, ({ times: found }) => found[one] ?? 0).toFixed(one.endsWith('shift') ? 3 : 0)}`).join(', ');
  return `${name}: ${scores}; ${spent}`;
}

const runbook = process.argv[2] ?? 'prompt-redis';
const folder = mkdtempSync(join(tmpdir(), 'handrail-lighthouse-'));
try {
  const plainSite = buildPlainSite(folder, root);
  await using handrail = await Handrail.start();
  await using plain = await Handrail.start({ HANDRAIL_SITE: plainSite });
  const { cookie } = await handrail.logIn();
  const ours: Looked[] = [];
  const theirs: Looked[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await look(`${handrail.origin}/runbooks/${runbook}`, cookie));
    theirs.push(await look(`${plain.origin}/runbooks/${runbook}`, cookie));
  }
  console.log(told(`${runbook}, ours`, ours));
  console.log(told(`${runbook}, plain`, theirs));
  for (const fault of new Set(ours.flatMap(({ faults }) => faults))) console.log(fault);
  const difference = mid(theirs, ({ scores }) => scores.performance) - mid(ours, ({ scores }) => scores.performance);
  const kept = difference <= 3 && mid(ours, ({ scores }) => scores.accessibility) === 100 && mid(ours, ({ scores }) => scores['best-practices']) >= 95;
  console.log(`promised: performance at most 3 points below plain, accessibility 100, best practices 95: ${kept ? 'kept' : 'not kept'}`);
  process.exitCode = kept ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
