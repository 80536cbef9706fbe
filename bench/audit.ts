/**
 * What the record costs: a line with and without waiting for the disk, output that is hashed while it is kept, proving a record
 * of so many runs, and looking for what is not in it, which is the longest search there is. `node bench/audit.ts [runs]`.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newRunId } from '../common/ids.ts';
import type { Run } from '../common/run.ts';
import { auditPlace } from '../server/audit/place.ts';
import { openAudit } from '../server/audit/log.ts';
import { runEnded } from '../server/audit/run-ended.ts';
import { searchBack } from '../server/audit/search.ts';
import { verify } from '../server/audit/verify.ts';
import { openChainFile } from '../server/chain-file.ts';
import { systemClock } from '../server/clock.ts';
import { pathsOf } from '../server/config/paths.ts';
import { openJournals } from '../server/runner/journal/journal.ts';
import { median } from './statistics.ts';

const runs = Number(process.argv[2] ?? 50_000);
const paths = pathsOf(mkdtempSync(join(process.env.HANDRAIL_BENCH ?? process.cwd(), 'bench-audit-')));
for (const folder of [paths.audit, paths.journals]) mkdirSync(folder, { recursive: true });
const say = (what: string, value: number, unit: string) => { console.log(`${what.padEnd(62)} ${value.toFixed(value < 10 ? 2 : 0)} ${unit}`); };

function each(count: number, act: () => void): number {
  const times = Array.from({ length: count }, () => {
    const began = performance.now();
    act();
    return performance.now() - began;
  });
  return median(times);
}

function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1_000;
}

try {
  const trial = openAudit(join(paths.audit, 'trial.jsonl'), systemClock);
  say('a line, of practice', 1000 * each(2_000, () => { trial.write({ kind: 'practice-reset', by: 'ada' }); }), 'µs');
  say('a line that waits for the disk', 1000 * each(500, () => { trial.write({ kind: 'workspace-reset', by: 'ada', environment: 'prod' }); }), 'µs');
  trial.close();

  const chunk = Buffer.alloc(64 * 1024, 'x');
  const journal = openJournals(paths.journals).begin({ id: newRunId(Date.now(), systemClock.random(10)), size: { cols: 80, rows: 24 } } as Run);
  say('64 KiB of output, kept and hashed', 1000 * each(2_000, () => { journal.append(chunk); }), 'µs');
  const digest = createHash('sha256');
  say('  of that, hashing', 1000 * each(2_000, () => { digest.update(chunk); }), 'µs');
  journal.seal();

  const server = openChainFile(join(paths.audit, 'server.jsonl'), Date.now);
  const runner = openChainFile(join(paths.audit, 'runner.jsonl'), Date.now);
  for (let at = 0; at < runs; at += 1) {
    const id = newRunId(1_750_000_000_000 + at, systemClock.random(10));
    const anchor = { generation: 1, ...runner.head };
    const subject = { person: `p${at % 50}`, environment: 'practice', runbook: 'prompt-redis', step: 'group-stats', digest: 'd'.repeat(64), parameters: { INSTRUMENT: 'hsc' } };
    server.add({ kind: 'run-allowed', run: id, subject, effect: 'read', runner: anchor, rule: 'everybody', confirmed: '', reason: '', unmet: [], outside: '', approval: '', rules: 'f'.repeat(64) });
    for (let request = 0; request < 2; request += 1) runner.add({ run: id, person: 'ada', environment: 'practice', gateway: 'kubernetes', method: 'GET', path: '/api/v1/namespaces/prompt-redis/pods', upgrade: false });
    server.add(runEnded({ id, person: 'ada', environment: 'practice', state: 'exited', exitStatus: 0, asExpected: true, end: 10, chain: { generation: 1, ...runner.head } } as Run));
  }
  server.close();
  runner.close();
  writeFileSync(join(paths.audit, 'none'), '');
  const bytes = statSync(join(paths.audit, 'server.jsonl')).size;
  say(`the record of ${runs} runs: ${2 * runs} events and ${2 * runs} requests, the server’s`, bytes / 1024 ** 2, 'MiB');
  // Processor time: what else the machine does is not ours.
  const began = process.cpuUsage();
  const report = verify(auditPlace(paths));
  if (!report.isWhole) throw new Error(JSON.stringify(report.findings.slice(0, 3)));
  say('proving all of it, without recordings', cpuMs(began), 'ms of a processor');
  say('  memory at its end', process.memoryUsage().rss / 1024 ** 2, 'MiB');

  const searched = process.cpuUsage();
  let answers = 0;
  for (let before: number | null = null; ; answers += 1) {
    const { next } = await searchBack(join(paths.audit, 'server.jsonl'), { text: 'nowhere' }, before, 50);
    if (next === null) break;
    before = next;
  }
  say(`looking for what is not there, in ${answers + 1} answers`, cpuMs(searched), 'ms of a processor');
} finally {
  rmSync(paths.data, { recursive: true, force: true });
}
