/**
 * What history takes with many runs in the store: each view of it as the page asks for it, and the worst there are: somebody who
 * may see almost nothing, filters that find almost nothing, pages far back. `node bench/history.ts [runs]`, 100,000 when left out.
 * Ends with 1 when a view takes longer than is promised.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { outcomeOf } from '../common/history.ts';
import { newRunId } from '../common/ids.ts';
import type { Run } from '../common/run.ts';
import type { RunState } from '../common/run-state.ts';
import type { HistoryAsked } from '../server/store/run-history.ts';
import { openStore } from '../server/store/store.ts';
import { median } from './statistics.ts';

const count = Number(process.argv[2] ?? 100_000);
const promisedMs = 200;
const began = 1_700_000_000_000;
const folder = mkdtempSync(join(process.env.HANDRAIL_BENCH ?? tmpdir(), 'bench-history-'));
const path = join(folder, 'handrail.sqlite');

/** Forty people, thirty runbooks of twenty steps; nine runs of ten in practice, one in a thousand lost. */
function runAt(at: number): { run: Run; procedure: string } {
  const step = at % 20;
  const state: RunState = at % 1_000 === 7 ? 'lost' : at % 50 === 3 ? 'stopped' : 'exited';
  const queuedAt = began + at * 1_000;
  const run = {
    id: newRunId(queuedAt, crypto.getRandomValues(new Uint8Array(10))), person: `person-${at % 40}`, environment: at % 10 === 0 ? 'production' : 'practice',
    runbook: `runbook-${at % 30}`, step: `step-${step}`, digest: 'd'.repeat(64), title: `The step ${step} of a runbook`, parameters: { INSTRUMENT: 'LSSTCam', POD: 'prompt-redis-0' },
    state, interactive: false, background: false, queuedAt, startedAt: queuedAt + 30, endedAt: queuedAt + 900, exitStatus: state === 'exited' ? at % 9 === 0 ? 1 : 0 : null,
    asExpected: state === 'exited' && at % 9 !== 0, note: '', end: 4_096, size: { cols: 100, rows: 30 }, recording: { output: 'a'.repeat(64), timing: 'b'.repeat(64) },
  } satisfies Run;
  return { run, procedure: `procedure-${step % 5}` };
}

function fill(): void {
  const database = new DatabaseSync(path);
  const insert = database.prepare(`insert into runs (id, person, environment, runbook, step, digest, progress, as_expected, queued_at, ended_at, taken, procedure, outcome, record)
    values (?, ?, ?, ?, ?, ?, 3, ?, ?, ?, 1, ?, ?, ?)`);
  database.exec('begin');
  for (let at = 0; at < count; at += 1) {
    const { run, procedure } = runAt(at);
    insert.run(run.id, run.person, run.environment, run.runbook, run.step, run.digest, Number(run.asExpected), run.queuedAt, run.endedAt, procedure, outcomeOf(run), JSON.stringify(run));
  }
  database.exec('commit');
  database.close();
}

const views: Readonly<Record<string, Partial<HistoryAsked>>> = {
  'everything': {},
  'everything, 200 a page': { limit: 201 },
  'of somebody who has run nothing': { viewer: 'nobody' },
  'practice, of somebody who has run nothing': { viewer: 'nobody', environment: 'practice' },
  'my own': { person: 'person-7' },
  'another’s': { person: 'person-10' },
  'another’s that may not be seen': { person: 'person-11' },
  'an environment': { environment: 'production' },
  'a runbook': { runbook: 'runbook-10' },
  'a procedure': { runbook: 'runbook-10', procedure: 'procedure-0' },
  'a step': { runbook: 'runbook-10', step: 'step-10' },
  'lost': { outcome: 'lost' },
  'lost, in production, where there is none': { outcome: 'lost', environment: 'production' },
  'unexpected, of a step': { runbook: 'runbook-10', step: 'step-10', outcome: 'unexpected' },
  'unexpected, of a person, in production': { person: 'person-10', environment: 'production', outcome: 'unexpected' },
  'a runbook that is not there': { runbook: 'nowhere' },
  'a time in the middle': { from: began + count * 400, to: began + count * 500 },
  'before all others': { to: began + 10_000 },
  'a token for one environment': { environments: ['production'] },
};

try {
  await (await openStore(path)).close();
  fill();
  const store = await openStore(path);
  let worst = 0;
  for (const [name, asked] of Object.entries(views)) {
    const times: number[] = [];
    let found = 0;
    for (let round = 0; round < 9; round += 1) {
      const start = performance.now();
      found = (await store.history.page({ viewer: 'person-7', environments: null, after: null, limit: 51, ...asked })).length;
      times.push(performance.now() - start);
    }
    worst = Math.max(worst, median(times));
    console.log(`${name.padEnd(48)} ${median(times).toFixed(1).padStart(7)} ms   ${Math.max(...times).toFixed(1).padStart(7)} at most   ${found} runs`);
  }
  await store.close();
  console.log(`${count.toLocaleString('en')} runs, ${(statSync(path).size / 1024 ** 2).toFixed(0)} MiB. The slowest view: ${worst.toFixed(1)} ms; promised ${promisedMs}.`);
  process.exitCode = worst <= promisedMs ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}
