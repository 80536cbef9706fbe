import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { ChainRecord } from '../../../common/chain.ts';
import { newRunId } from '../../../common/ids.ts';
import type { Run } from '../../../common/run.ts';
import { systemClock } from '../../clock.ts';
import { keepHouse, keepHouseHourly } from './housekeeping.ts';
import { openAuditLog } from '../gateway/audit-log.ts';
import { openJournals } from '../journal/journal.ts';
import { removeMemory } from '../memory.ts';
import { openWorkspaces } from './workspace.ts';

const day = 24 * 3600 * 1000;
const now = Date.now();
const data = mkdtempSync('/tmp/handrail-house-');
const runtime = join(data, `runtime-${process.pid}`);
after(() => {
  audit.close();
  rmSync(data, { recursive: true });
  removeMemory(runtime);
});
const log = { info: () => undefined, warn: (what: unknown) => assert.fail(JSON.stringify(what)) };
const keeping = { outputDays: 90, workspaceDays: 30 };
const audit = openAuditLog(join(data, 'runner.jsonl'), () => now);

test('old outputs and unused workspaces go, what was cut short is finished, what is in use stays', async () => {
  const journals = openJournals(join(data, 'journals'));
  const workspaces = openWorkspaces({ workspaces: join(data, 'workspaces'), runtime }, false);
  const ended = async (days: number) => {
    const run = { id: newRunId(now - days * day, systemClock.random(10)), state: 'exited', end: 7, size: { cols: 80, rows: 24 }, queuedAt: now - days * day, endedAt: now - days * day, note: '' } as Run;
    const journal = journals.begin(run);
    journal.append(Buffer.from('printed'));
    journal.begun(run.size);
    await journal.finish(run);
    return run;
  };
  const [old, halfway, young] = [await ended(100), await ended(100), await ended(10)];
  const going = { ...old, id: newRunId(now - 100 * day, systemClock.random(10)), state: 'running', endedAt: null } as Run;
  journals.begin(going).append(Buffer.from('still'));
  rmSync(join(data, 'journals', halfway.id, 'timing'));
  await journals.removeOutput(halfway.id, { ...halfway, outputRemovedAt: now - 1, note: 'Removed.' });
  writeFileSync(join(data, 'journals', halfway.id, 'output'), 'printed');

  for (const person of ['old', 'busy', 'young']) {
    const { files } = workspaces.open(person, 'practice');
    writeFileSync(join(files, 'kept'), '');
    const at = new Date(now - (person === 'young' ? 1 : 40) * day);
    utimesSync(join(files, '..'), at, at);
  }
  mkdirSync(join(data, 'workspaces/.ended/practice.gone.1/files'), { recursive: true });
  const busy = join(data, 'workspaces/practice/busy');
  const usedAt = workspaces.used().find(({ person }) => person === 'busy')?.at;
  const release = await workspaces.open('busy', 'practice').lock();
  utimesSync(busy, new Date(now - 40 * day), new Date(now - 40 * day));
  assert.equal(workspaces.used().find(({ person }) => person === 'busy')?.at, usedAt);
  for (let round = 0; round < 2; round += 1) {
    await keepHouse({ journals, workspaces, audit, generation: 2, keeping, now: () => now, log });
    assert.deepEqual([old, halfway, young, going].map(({ id }) => journals.hasOutput(id)), [false, false, true, true]);
    assert.deepEqual([journals.find(old.id)?.outputRemovedAt, journals.find(halfway.id)?.note, journals.find(going.id)?.state], [now, 'Removed.', 'running']);
    assert.equal(existsSync(join(data, 'journals', old.id, 'timing')), false);
    assert.deepEqual(['old', 'busy', 'young'].map((person) => existsSync(join(data, 'workspaces/practice', person, 'files/kept'))), [false, true, true]);
    assert.equal(existsSync(join(data, 'workspaces/.ended/practice.gone.1')), false);
  }
  release();
  const lines = readFileSync(join(data, 'runner.jsonl'), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as ChainRecord<Record<string, unknown>>);
  assert.deepEqual(lines.map(({ event }) => `${String(event.kind)} ${String(event.person ?? event.run)}`).sort(), ['workspace-removed old', `output-removed ${old.id}`, `output-removed ${halfway.id}`].sort());
  const line = lines.find(({ event }) => event.run === old.id);
  assert.deepEqual(journals.find(old.id)?.removal, { generation: 2, seq: line?.seq, hash: line?.hash });
});

test('what cannot be recorded is not removed', async () => {
  const journals = openJournals(join(data, 'unrecorded'));
  const run = { id: newRunId(now - 100 * day, systemClock.random(10)), state: 'exited', end: 7, size: { cols: 80, rows: 24 }, queuedAt: now - 100 * day, endedAt: now - 100 * day, note: '' } as Run;
  const journal = journals.begin(run);
  journal.append(Buffer.from('printed'));
  await journal.finish(run);
  const workspaces = openWorkspaces({ workspaces: join(data, 'unrecorded-workspaces'), runtime }, false);
  const { files } = workspaces.open('old', 'practice');
  const at = new Date(now - 40 * day);
  utimesSync(join(files, '..'), at, at);
  const told: unknown[] = [];
  const full = { add: () => { throw new Error('the disk is full'); }, head: { seq: 0, hash: '' } };
  await keepHouse({ journals, workspaces, audit: full, generation: 1, keeping, now: () => now, log: { ...log, warn: (what: unknown) => { told.push(what); } } });
  assert.deepEqual([journals.hasOutput(run.id), existsSync(files), told.length], [true, true, 2]);
});

test('an hour in which the clock was set ends nothing', async (context) => {
  context.mock.timers.enable({ apis: ['setInterval'] });
  let [wall, clock, sweeps] = [now, 0, 0];
  const workspaces = { clear: () => { sweeps += 1; return Promise.resolve(); }, used: () => [] } as unknown as ReturnType<typeof openWorkspaces>;
  const stop = keepHouseHourly({ journals: openJournals(join(data, 'none')), workspaces, audit, generation: 1, keeping, now: () => wall, log: { ...log, warn: () => undefined } }, () => clock);
  const hour = (jump: number) => {
    wall += 3600 * 1000 + jump;
    clock += 3600 * 1000;
    context.mock.timers.tick(3600 * 1000);
  };
  hour(400 * day);
  assert.equal(sweeps, 0);
  hour(0);
  assert.equal(sweeps, 1);
  stop();
  await Promise.resolve();
});
