/**
 * Measures what growing costs: 100, 300 and 1,000 runbooks of ten steps, made by number, through all that is done with
 * runbooks: compile, load, lint, build cold and build warm. Beside each cold build stands one of plain Docusaurus with the
 * same pages, in the same run. Says whether the promises for 300 are kept, and whether cost grows in line with size; ends
 * with 1 when not. `npm run bench:scale [-- 100 300]` takes other sizes.
 */
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readCatalog } from '../server/catalog/store.ts';
import { writePlainSite } from './plain-site.ts';
import { buildSite, type Cost, forget, makeRunbooks, root, run, writeSite } from './scale-site.ts';
import { stepsEach } from './scale-runbook.ts';
import { median } from './statistics.ts';

interface Row {
  what: string;
  count: number;
  cost: Cost;
  note: string;
}

const mostSeconds: Readonly<Record<string, number>> = { lint: 10, cold: 90, warm: 25 };
const promisedFor = 300;
const mostLoadMs = 100;
/** Cost per runbook of the largest size over that of the smallest: noise allowed for, a square law is far above. */
const mostGrowth = 1.5;

const rows: Row[] = [];
const broken: string[] = [];
const given = process.argv.slice(2).map(Number).filter((size) => Number.isInteger(size) && size > 0);
const sizes = given.length > 0 ? given : [100, 300, 1000];

for (const count of sizes) measure(count);
checkGrowth();
for (const problem of broken) console.log(`✖ ${problem}`);
if (broken.length === 0) console.log('✔ every promise is kept');
process.exitCode = broken.length === 0 ? 0 : 1;

function measure(count: number): void {
  const folder = mkdtempSync(join(tmpdir(), 'handrail-scale-'));
  try {
    const runbooks = makeRunbooks(count);
    writeSite(join(folder, 'ours'), runbooks);
    const ours = join(folder, 'ours');
    add('compile', count, run(ours, [join(ours, 'server/catalog/main.ts')]));
    load(join(ours, 'build/catalog.json'), count);
    lint(ours, count);
    add('cold', count, buildSite(ours), weigh(join(ours, 'build/site'), runbooks[0]?.id ?? ''));
    appendFileSync(join(ours, 'runbooks', `${runbooks[0]?.id ?? ''}.mdx`), '\nOne sentence more.\n');
    run(ours, [join(ours, 'server/catalog/main.ts')]);
    add('warm', count, buildSite(ours));
    forget(ours);
    const plain = mkdtempSync(join(folder, 'plain-'));
    writePlainSite(plain, root, runbooks);
    add('plain cold', count, buildSite(plain), weigh(join(plain, 'build/site'), runbooks[0]?.id ?? ''));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The first reading is that of a server that starts; later ones are those of a server that reads a new catalog. */
function load(path: string, count: number): void {
  const times = Array.from({ length: 9 }, () => {
    const began = performance.now();
    readCatalog(path);
    return performance.now() - began;
  });
  const steps = count * stepsEach;
  console.log(`${count} runbooks, load: first ${times[0]?.toFixed(0)} ms, median ${median(times).toFixed(0)} ms of ${(statSync(path).size / 1024 ** 2).toFixed(1)} MiB`);
  if (count === promisedFor && Math.max(times[0] ?? 0, median(times)) > mostLoadMs) broken.push(`a catalog of ${steps} steps loads in more than ${mostLoadMs} ms`);
}

function lint(ours: string, count: number): void {
  const main = join(ours, 'server/cli/main.ts');
  if (!existsSync(join(ours, 'server/cli/lint-command.ts'))) return;
  add('lint', count, run(ours, [main, 'lint'], [0, 1]));
}

function add(what: string, count: number, cost: Cost, note = ''): void {
  rows.push({ what, count, cost, note });
  const { wallMs, userMs, systemMs, mostMiB } = cost;
  const each = `${(wallMs / count).toFixed(1)} ms each`;
  console.log(`${count} runbooks, ${what}: ${(wallMs / 1000).toFixed(1)} s, ${each}; CPU ${((userMs + systemMs) / 1000).toFixed(1)} s; ${mostMiB.toFixed(0)} MiB${note}`);
  const most = mostSeconds[what];
  if (count === promisedFor && most !== undefined && wallMs > most * 1000) broken.push(`${what} of ${count} runbooks took ${(wallMs / 1000).toFixed(1)} s, more than ${most} s`);
}

/** What one page of the site weighs as HTML: navigation that names every runbook on every page would show here. */
function weigh(site: string, runbook: string): string {
  const html = readFileSync(join(site, 'runbooks', `${runbook}.html`));
  return `; a page ${(html.length / 1024).toFixed(0)} KiB of HTML, ${(gzipSync(html).length / 1024).toFixed(1)} KiB gzip`;
}

/** By CPU time, which a busy machine disturbs less than the clock. */
function checkGrowth(): void {
  const smallest = Math.min(...sizes);
  const largest = Math.max(...sizes);
  if (largest < 3 * smallest) return;
  const each = (what: string, count: number) => {
    const cost = rows.find((row) => row.what === what && row.count === count)?.cost;
    return cost === undefined ? null : (cost.userMs + cost.systemMs) / count;
  };
  for (const what of ['compile', 'lint', 'cold']) {
    const [small, large] = [each(what, smallest), each(what, largest)];
    if (small === null || large === null) continue;
    const growth = large / small;
    console.log(`${what}: a runbook among ${largest} costs ${growth.toFixed(2)} × one among ${smallest}`);
    if (growth > mostGrowth) broken.push(`${what} grows faster than the number of runbooks: ${growth.toFixed(2)} ×`);
  }
}
