import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { ensureScheduler } from '../database/scheduler.ts';
import { type Instrument, instruments } from '../database/schema.ts';
import { observed } from '../database/seed-tasks.ts';
import { findImage } from './image.ts';
import { transformedEfd } from './transformed-efd.ts';

const programs = transformedEfd.programs ?? '';

/** Runs functions of the arithmetic, one call a line, and gives what each leaves in REPLY. */
function arithmetic(calls: readonly string[]): string[] {
  const script = calls.map((call) => `${call}; printf '%s\\0' "$REPLY"`).join('\n');
  return execFileSync('bash', ['-uc', `. ${programs}/arithmetic.sh\n${script}`], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

function table(name: string, rows: readonly (readonly [call: string, wanted: string])[]): void {
  test(name, () => {
    const got = arithmetic(rows.map(([call]) => call));
    rows.forEach(([call, wanted], index) => { assert.equal(got[index], wanted, call); });
  });
}

table('a range is cut into chunks; the last one ends with it', [
  ['chunks 0 900 5', '0 300\n300 600\n600 900\n'],
  ['chunks 0 700 5', '0 300\n300 600\n600 700\n'],
  ['chunks 60 120 5', '60 120\n'],
  ['chunks 100 100 5', ''],
  ['chunks 200 100 5', ''],
]);

table('failed tasks wait 2.8^retries hours', [
  ['backoff 0', '3600'],
  ['backoff 1', '10080'],
  ['backoff 2', '28224'],
  ['backoff 3', '79027'],
]);

const hour = 3600;
const verdict = (retries: number, createdAgo: number, endedAgo: number): string => `verdict ${retries} ${1e9 - createdAgo * hour} ${1e9 - endedAgo * hour} ${1e9}`;
table('the failure monitor retries at most three times, after the wait, until 72 hours have passed', [
  [verdict(0, 2, 0.99), 'wait'],
  [verdict(0, 2, 1), 'retry'],
  [verdict(1, 5, 2.79), 'wait'],
  [verdict(1, 5, 2.8), 'retry'],
  [verdict(2, 12, 7.83), 'wait'],
  [verdict(2, 12, 7.84), 'retry'],
  [verdict(3, 40, 30), 'exhausted'],
  [verdict(0, 72, 71), 'retry'],
  [verdict(0, 72.1, 71), 'stale'],
  [verdict(3, 72.1, 50), 'stale'],
]);

test('one first try in 40 fails and one retry in 4, always the same ones', () => {
  const starts = Array.from({ length: 2000 }, (_, index) => 1759276800 + index * 300);
  const share = (retries: number): number => {
    const calls = starts.map((start) => `fault lsstcam ${start} ${retries}`);
    const got = arithmetic(calls);
    assert.deepEqual(arithmetic(calls.slice(0, 50)), got.slice(0, 50));
    for (const fault of got) assert.match(fault, /^[0-4]$/);
    return got.filter((fault) => fault !== '0').length / starts.length;
  };
  const [first, again] = [share(0), share(1)];
  assert.ok(first > 0.015 && first < 0.04, String(first));
  assert.ok(again > 0.2 && again < 0.3, String(again));
  assert.notDeepEqual(arithmetic(starts.map((start) => `fault latiss ${start} 0`)), arithmetic(starts.map((start) => `fault lsstcam ${start} 0`)));
});

test('a new world’s history counts exposures as the program does', () => {
  const starts = Array.from({ length: 300 }, (_, index) => 1759276800 + index * 900);
  const cases = instruments.flatMap((instrument) => starts.map((start): [Instrument, number] => [instrument, start]));
  const got = arithmetic(cases.map(([instrument, start]) => `observed ${instrument} ${start - 60} ${start + 360}`));
  assert.deepEqual(got, cases.map(([instrument, start]) => Object.values(observed(instrument, start)).join(' ')));
  assert.ok(got.some((counts) => /^[1-9]\d* [1-9]/.test(counts)) && got.includes('0 0'));
});

interface Row { id: number; start_time: string; end_time: string; status: string; process_start_time: string | null; process_end_time: string | null; exposures: number; visits1: number; retries: number; error: string | null; created_at: string }

/** What a pod of the image has: the world's database and clock, and the variables of its manifest. */
class TrialEfd implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'handrail-efd-'));
  readonly database: DatabaseSync;

  /** Takes the world's time, and whether the tables keep the history of a new world. */
  constructor(at: string, history = false) {
    this.at(at);
    const file = ensureScheduler(this.folder, Date.parse(at));
    renameSync(join(this.folder, 'shared/database'), join(this.folder, 'database'));
    this.database = new DatabaseSync(file.replace('shared/database', 'database'), { timeout: 10_000 });
    if (!history) for (const instrument of instruments) this.database.exec(`DELETE FROM ${instrument}`);
  }

  /** Sets the world's time, and how fast it runs. */
  at(time: string, rate = 1): void {
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(join(this.folder, 'clock'), `${Date.now()} ${Date.parse(time)} ${rate}\n`);
  }

  environment(change: Record<string, string>): Record<string, string> {
    return {
      PATH: '/usr/bin:/bin', PRACTICE_FOLDER: this.folder, INSTRUMENT: 'LATISS', MODE: 'job',
      CONFIG_FILE: '/opt/lsst/software/stack/python/lsst/consdb/transformed_efd/config/config_latiss.yaml',
      BUTLER_REPO: 's3://embargo@rubin-summit-users/butler.yaml', CONSDB_URL: 'postgresql://practice:hidden-word@consdb-dev.practice.internal:5432/exposurelog', EFD_PASSWORD: 'practice-efd-password-dev', ...change,
    };
  }

  run(change: Record<string, string>, ...args: string[]): Promise<{ status: number; log: string }> {
    return new Promise((resolve) => {
      execFile('bash', [join(programs, 'transformed-efd'), ...args], { env: this.environment(change), timeout: 60_000 }, (error, out, errors) => {
        assert.equal(errors, '');
        resolve({ status: error === null ? 0 : Number(error.code ?? -1), log: out });
      });
    });
  }

  rows(table: Instrument = 'latiss'): Row[] {
    return this.database.prepare(`SELECT * FROM ${table} ORDER BY start_time, id`).all() as unknown as Row[];
  }

  [Symbol.dispose](): void {
    this.database.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const night = { DATETIME_START: '2025-10-01T00:00:00', DATETIME_END: '2025-10-01T02:00:00' };

test('a job makes idle tasks of its range and works through them, the same way each time', async () => {
  const ends: string[][] = [];
  for (const attempt of [1, 2]) {
    using trial = new TrialEfd('2026-01-15T06:00:00Z');
    const { status, log } = await trial.run(night);
    assert.equal(status, 0, log);
    const rows = trial.rows();
    assert.equal(rows.length, 24);
    assert.deepEqual([rows[0]?.start_time, rows[0]?.end_time, rows[23]?.end_time], ['2025-10-01 00:00:00', '2025-10-01 00:05:00', '2025-10-01 02:00:00']);
    assert.match(log, /^2026-01-15T06:00:\d\dZ \[INFO\] transformed EFD: mode=job /);
    assert.match(log, /created 24 tasks from 2025-10-01 00:00:00 to 2025-10-01 02:00:00/);
    assert.doesNotMatch(log, /hidden-word/);
    const failed = rows.filter((row) => row.status === 'failed');
    assert.match(log, new RegExp(`worked through 24 tasks: ${24 - failed.length} completed, ${failed.length} failed`));
    for (const row of rows) {
      assert.match(`${row.process_start_time} ${row.process_end_time} ${row.created_at}`, /^(2026-01-15 06:00:\d\d ?){3}$/);
      assert.equal(row.retries, 0);
      if (row.status === 'failed') assert.match(row.error ?? '', /Error|Timeout/);
      else assert.deepEqual([row.status, row.error, row.exposures > 0, row.visits1 > 0], ['completed', null, true, true]);
    }
    ends.push(rows.map((row) => row.status));
    if (attempt === 2) assert.deepEqual(ends[0], ends[1]);
  }
});

test('the overlap of chunks is counted; other chunks are as long as asked', async () => {
  using trial = new TrialEfd('2026-01-15T06:00:00Z');
  assert.equal((await trial.run({ ...night, TIMEDELTA: '60', TIMEWINDOW: '0' })).status, 0);
  assert.equal((await trial.run({ ...night, TIMEDELTA: '50', TIMEWINDOW: '10', DATETIME_START: '2025-10-02T00:00:00', DATETIME_END: '2025-10-02T01:00:00' })).status, 0);
  const counts = trial.rows().filter((row) => row.status === 'completed').map((row) => [row.start_time.slice(8), row.end_time.slice(11), row.exposures]);
  assert.deepEqual(counts, [['01 00:00:00', '01:00:00', 48], ['01 01:00:00', '02:00:00', 48], ['02 00:00:00', '00:50:00', 56], ['02 00:50:00', '01:00:00', 24]]);
});

test('two pods share the work, and a range that waits already is not made twice', async () => {
  using trial = new TrialEfd('2026-01-15T06:00:00Z');
  const ended = await Promise.all([trial.run(night), trial.run(night)]);
  assert.deepEqual(ended.map(({ status }) => status), [0, 0]);
  const rows = trial.rows();
  const worked = ended.map(({ log }) => Number(/worked through (\d+) tasks/.exec(log)?.[1]));
  assert.equal((worked[0] ?? 0) + (worked[1] ?? 0), rows.length);
  assert.ok(rows.every((row) => ['completed', 'failed'].includes(row.status)));
});

test('a range without data leaves its tasks idle and waits, until there is data or somebody ends it', async () => {
  using trial = new TrialEfd('2026-01-15T06:00:00Z');
  const environment = trial.environment({ ...night, DATETIME_START: '2019-10-01T00:00:00', DATETIME_END: '2019-10-01T00:20:00' });
  const child = spawn('bash', [join(programs, 'transformed-efd')], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  let log = '';
  child.stdout.on('data', (chunk: Buffer) => { log += chunk.toString(); });
  for (let tries = 0; !log.includes('no data for LATISS') && tries < 500; tries += 1) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.match(log, /\[WARNING\] no data for LATISS from 2019-10-01 00:00:00 to 2019-10-01 00:20:00 in the EFD; 4 tasks wait for data/);
  assert.deepEqual(trial.rows().map((row) => row.status), ['idle', 'idle', 'idle', 'idle']);
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGTERM');
  assert.equal(await ended, 143);
});

test('what cannot be done is said in the log, and ends with 1', async () => {
  using trial = new TrialEfd('2026-01-15T06:00:00Z');
  const cases: [Record<string, string>, RegExp][] = [
    [{ INSTRUMENT: '' }, /\[ERROR\] INSTRUMENT is not set: LATISS, LSSTCam or LSSTComCam/],
    [{ INSTRUMENT: 'HSC' }, /INSTRUMENT is `HSC`: give/],
    [{ INSTRUMENT: 'LSSTCam' }, /CONFIG_FILE is config_latiss\.yaml, which is not for LSSTCam: give \/opt\/lsst\/.*config_lsstcam\.yaml/],
    [{ CONFIG_FILE: '/opt/config.yaml' }, /No such file or directory: '\/opt\/config\.yaml'/],
    [{ MODE: '' }, /MODE is not set: job or cronjob/],
    [{ MODE: 'daily' }, /MODE is `daily`/],
    [{ TIMEDELTA: '0' }, /TIMEDELTA is `0`: give minutes from 1 to 1440/],
    [{ TIMEWINDOW: '08x' }, /TIMEWINDOW is `08x`/],
    [{ CONSDB_URL: '' }, /CONSDB_URL is not set: the database, from the secret efd-transform-secrets/],
    [{ CONSDB_URL: 'mysql' }, /could not parse SQLAlchemy URL/],
    [{ EFD_PASSWORD: '' }, /EFD_PASSWORD is not set/],
    [{ EFD_PASSWORD: 'of-last-year' }, /InfluxDBClientError: 401: {"error":"authorization failed"} from https:\/\/usdf-rsp/],
    [{ EFD_PATH: 'influxdb' }, /404 page not found at https:\/\/usdf-rsp.*influxdb/],
    [{ BUTLER_REPO: 's3://nowhere' }, /no Butler repository at s3:\/\/nowhere/],
    [{ DATETIME_START: '' }, /DATETIME_START is not set/],
    [{ DATETIME_END: 'tomorrow' }, /DATETIME_END is `tomorrow`: give a time in UTC/],
    [{ DATETIME_END: '2025-13-01T00:00:00' }, /DATETIME_END is `2025-13/],
    [{ DATETIME_END: night.DATETIME_START }, /the time range is empty/],
    [{ DATETIME_START: '2023-01-01T00:00:00', TIMEDELTA: '1' }, /more than 50000 tasks/],
    [{ INSTRUMENT: '$(touch /tmp/x)\'; DROP TABLE latiss; --' }, /INSTRUMENT is/],
  ];
  for (const [change, wanted] of cases) {
    const { status, log } = await trial.run({ ...night, ...change });
    assert.equal(status, 1, log);
    assert.match(log, wanted);
    assert.equal(trial.rows().length, 0);
  }
  const { status, log } = await trial.run(night, '--resum');
  assert.deepEqual([status, /unrecognized argument: --resum /.test(log)], [1, true]);
  assert.equal((await trial.run({ ...night, TIMEDELTA: '08' })).status, 0, 'octal is nobody’s wish');
});

test('a CronJob makes pending tasks of the time since the last one and works through them', async () => {
  using trial = new TrialEfd('2026-01-15T06:02:00Z', true);
  const before = trial.rows('lsstcam');
  const cron = { MODE: 'cronjob', INSTRUMENT: 'LSSTCam', CONFIG_FILE: '/opt/lsst/software/stack/python/lsst/consdb/transformed_efd/config/config_lsstcam.yaml' };
  assert.match((await trial.run(cron)).log, /created 0 new tasks/);
  trial.at('2026-01-15T07:01:00Z');
  // One that was left waiting is taken along.
  trial.database.exec('UPDATE lsstcam SET status = \'pending\' WHERE id = (SELECT min(id) FROM lsstcam)');
  const { status, log } = await trial.run(cron);
  assert.equal(status, 0);
  assert.match(log, /created 12 new tasks/);
  assert.match(log, /worked through 13 tasks/);
  const rows = trial.rows('lsstcam');
  assert.equal(rows.length, before.length + 12);
  assert.deepEqual([before.at(-1)?.end_time, rows.at(-1)?.end_time], ['2026-01-15 06:00:00', '2026-01-15 07:00:00']);
  assert.equal(rows.filter((row) => ['pending', 'running'].includes(row.status)).length, 0);
  assert.match((await trial.run(cron)).log, /created 0 new tasks/);
});

test('an hour may pass in seconds: the world’s time decides what is new', async () => {
  using trial = new TrialEfd('2026-01-15T06:00:00Z', true);
  trial.at('2026-01-15T06:00:00Z', 3600);
  await new Promise((resolve) => setTimeout(resolve, 600));
  const { log } = await trial.run({ MODE: 'cronjob' });
  const made = Number(/created (\d+) new tasks/.exec(log)?.[1]);
  assert.ok(made >= 6, log);
});

test('the failure monitor tries again what is due, and marks as stale what is too old', async () => {
  using trial = new TrialEfd('2026-01-15T06:00:00Z');
  const insert = trial.database.prepare(`INSERT INTO latiss (start_time, end_time, status, retries, error, butler_repo, created_at, process_start_time, process_end_time)
    VALUES (?, datetime(?, '+5 minutes'), 'failed', ?, 'Timeout', 's3://embargo@rubin-summit-users/butler.yaml', ?, ?, ?)`);
  const add = (retries: number, created: string, ended: string): number => {
    const start = `2025-10-01 0${trial.rows().length}:00:00`;
    return Number(insert.run(start, start, retries, created, ended, ended).lastInsertRowid);
  };
  const due = [add(0, '2026-01-15 04:00:00', '2026-01-15 05:00:00'), add(2, '2026-01-14 06:00:00', '2026-01-14 22:00:00')];
  const waiting = add(1, '2026-01-15 00:00:00', '2026-01-15 03:15:00');
  const exhausted = add(3, '2026-01-14 00:00:00', '2026-01-14 12:00:00');
  const old = add(1, '2026-01-12 05:00:00', '2026-01-12 06:00:00');
  const { status, log } = await trial.run({ MODE: 'cronjob' }, '--resume');
  assert.equal(status, 0);
  assert.match(log, /failed tasks: 2 to retry, 1 waiting, 1 after 3 retries, 1 marked stale/);
  assert.match(log, new RegExp(`task ${waiting} waits until 2026-01-15 06:03:00 for retry 2`));
  const row = (id: number): Row | undefined => trial.rows().find((one) => one.id === id);
  assert.deepEqual(due.map((id) => row(id)?.retries), [1, 3]);
  for (const id of due) assert.match(`${row(id)?.status} ${row(id)?.process_end_time}`, /^(completed|failed) 2026-01-15 06:00/);
  assert.deepEqual([waiting, exhausted, old].map((id) => [row(id)?.status, row(id)?.retries]), [['failed', 1], ['failed', 3], ['stale', 1]]);
  assert.equal(trial.rows().length, 5, 'it makes no tasks of its own');
});

test('a job with --resume works through what an earlier one left', async () => {
  using trial = new TrialEfd('2026-01-15T06:00:00Z');
  const environment = trial.environment(night);
  const child = spawn('bash', [join(programs, 'transformed-efd')], { env: environment, stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  for (let tries = 0; !trial.rows().some((row) => row.status === 'completed') && tries < 500; tries += 1) await new Promise((resolve) => setTimeout(resolve, 10));
  const ended = new Promise((resolve) => child.once('close', resolve));
  // With whatever it was just running: that could still change a row.
  process.kill(-(child.pid ?? 0), 'SIGKILL');
  await ended;
  const left = trial.rows().filter((row) => row.status === 'idle').length;
  assert.ok(left > 0 && left < 24);
  assert.match((await trial.run(night, '--resume')).log, new RegExp(`worked through ${left} tasks`));
  assert.ok(trial.rows().filter((row) => row.status === 'running').length <= 1, 'at most the one that was under way stays orphaned');
});

test('the image has the tags the runbook names', () => {
  for (const tag of ['25.5.3', 'latest', '25.5.2']) assert.ok(findImage([transformedEfd], `ghcr.io/lsst-dm/consdb-transformed-efd:${tag}`), tag);
  assert.equal(findImage([transformedEfd], 'ghcr.io/lsst-dm/consdb-transformed-efd:99.9.9'), undefined);
});
