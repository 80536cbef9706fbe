/** The practice commands as their own process, against a server whose worlds the test makes up. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { HandrailError } from '../../common/errors.ts';
import type { PracticeAsk, ScenarioState } from '../../common/practice.ts';
import { TestServer } from '../http/test-server.ts';

let server: TestServer;
let data: string;
before(async () => {
  server = await TestServer.start();
  data = mkdtempSync(join(tmpdir(), 'cli-'));
  writeFileSync(join(data, 'local-credential'), `${server.localCredential}\n`);
});
after(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(data, { recursive: true });
});

interface Said { status: number; out: string; err: string }

function practice(...words: string[]): Promise<Said> {
  const env = { PATH: process.env['PATH'], HANDRAIL_PORT: String(server.port), HANDRAIL_DATA: data };
  return new Promise((resolve) => {
    execFile(join(import.meta.dirname, 'handrail'), ['practice', ...words], { env }, (error, out, err) => resolve({ status: typeof error?.code === 'number' ? error.code : 0, out, err }));
  });
}

const state = (given: Partial<ScenarioState> = {}): ScenarioState =>
  ({ id: 'gone', startedAt: 1000, failed: null, hints: [], lastCheck: null, solvedAt: null, ...given });
const summary = { id: 'gone', title: 'Gone', service: 'Redis', symptom: 'Nothing comes.', story: 'It was night.', runbook: 'prompt-redis#x', hints: 2, minutes: 10 };

/** Answers as a world in which the scenario is on. */
function on(given: Partial<ScenarioState> | null): void {
  const current = given === null ? null : state(given);
  server.runner.practised.length = 0;
  server.runner.world = (_, { act }) => (act === 'scenarios' ? { scenarios: [summary], current } : current ?? state());
}

const acts = (): PracticeAsk['act'][] => server.runner.practised.map(({ ask }) => ask.act);

test('scenarios are listed, the one that is on is marked', async () => {
  on(null);
  assert.deepEqual(await practice('scenario', 'list'), { status: 0, out: '  gone  Gone (Redis, 10 min)\n', err: '' });
  on({ hints: ['one'] });
  assert.deepEqual(await practice('scenario', 'list'), { status: 0, out: '* gone  Gone (Redis, 10 min)\n', err: 'gone is on, with 1 hint opened.\n' });
  assert.deepEqual(JSON.parse((await practice('scenario', 'list', '--json')).out), { scenarios: [summary], current: state({ hints: ['one'] }) });
});

test('a start tells the story; a fresh one begins with a new world; an unknown one costs nothing', async () => {
  on(null);
  const { status, out } = await practice('scenario', 'start', 'gone');
  assert.equal(status, 0);
  assert.match(out, /^Gone \(Redis, 10 min\)\n\nNothing comes\.\n\nIt was night\.\n\nRunbook: prompt-redis#x\n/);
  assert.deepEqual(server.runner.resets, []);
  assert.equal((await practice('scenario', 'start', 'gone', '--fresh')).status, 0);
  assert.deepEqual(server.runner.resets, ['operator world', 'operator practice']);
  const unknown = await practice('scenario', 'start', '--fresh', 'lost');
  assert.deepEqual([unknown.status, unknown.err], [125, 'handrail: There is no scenario lost. There are: gone.\n']);
  assert.equal(server.runner.resets.length, 2);
});

test('a check says what is wrong and ends with 1, or that it is solved and ends with 0', async () => {
  on({ lastCheck: { at: 2000, repaired: false, output: 'The stream is missing.' } });
  assert.deepEqual(await practice('scenario', 'check'), { status: 1, out: 'The stream is missing.\n', err: 'Not repaired yet. A hint: `handrail practice scenario hint`.\n' });
  assert.deepEqual(acts(), ['scenarios', 'scenario-check']);
  on({ lastCheck: { at: 121_000, repaired: true, output: 'Fine.' }, solvedAt: 121_000, hints: ['a', 'b'] });
  assert.deepEqual(await practice('scenario', 'check', 'gone'), { status: 0, out: 'Fine.\n', err: 'gone is solved, in 2m and with 2 hints.\n' });
  on(null);
  assert.match((await practice('scenario', 'check')).err, /No scenario is on/);
});

test('hints come one by one; what the world refuses is told and ends with 125', async () => {
  on(null);
  server.runner.world = (_, { act }) => (act === 'scenarios' ? { scenarios: [summary], current: state() } : state({ hints: ['one'] }));
  assert.deepEqual(await practice('scenario', 'hint'), { status: 0, out: 'Hint 1 of 2: one\n', err: '' });
  assert.deepEqual(acts(), ['scenarios', 'scenario-hint']);
  on({ hints: ['one', 'two'] });
  assert.deepEqual(await practice('scenario', 'hint'), { status: 0, out: '', err: 'All 2 hints of gone are open. Read on with `handrail practice scenario show`.\n' });
  on({ hints: ['one'], solvedAt: 61_000 });
  assert.deepEqual(await practice('scenario', 'hint', 'gone'), { status: 0, out: '', err: 'gone is solved, in 1m and with 1 hint. Read on with `handrail practice scenario show`.\n' });
  assert.deepEqual(JSON.parse((await practice('scenario', 'hint', '--json')).out), state({ hints: ['one'], solvedAt: 61_000 }));
  assert.deepEqual(new Set(acts()), new Set(['scenarios']));
  server.runner.world = () => { throw new HandrailError('practice-refused', { why: 'There is no further hint.' }); };
  assert.deepEqual(await practice('scenario', 'hint', 'gone'), { status: 125, out: '', err: 'handrail: There is no further hint.\n' });
});

test('a scenario is shown with what is known of it so far', async () => {
  const told = 'Gone (Redis, 10 min)\n\nNothing comes.\n\nIt was night.\n\nRunbook: prompt-redis#x\n';
  on({ hints: ['one', 'two'], lastCheck: { at: 2000, repaired: false, output: 'The stream is missing.' } });
  assert.deepEqual(await practice('scenario', 'show'), {
    status: 0, out: `${told}\nHint 1 of 2: one\nHint 2 of 2: two\n\nThe last check said: not repaired yet.\nThe stream is missing.\n`, err: 'gone is on, with 2 hints opened.\n',
  });
  on(null);
  assert.deepEqual(await practice('scenario', 'show', 'gone'), { status: 0, out: told, err: 'gone is not on. Start it with `handrail practice scenario start gone`.\n' });
  assert.equal((await practice('scenario', 'show')).status, 125);
});

test('a scenario that could not be broken is not marked as on, and the way on is told', async () => {
  on({ failed: '“no such pod”.' });
  const { out, err } = await practice('scenario', 'list');
  assert.match(out, /^ {2}gone/);
  assert.equal(err, 'gone could not be broken as it should be: “no such pod”. Begin with a new world: `handrail practice scenario start --fresh gone`.\n');
  assert.match((await practice('scenario', 'show')).err, /start --fresh gone/);
});

test('snapshots and time', async () => {
  server.runner.world = (_, ask) => {
    if (ask.act === 'snapshots') return { snapshots: [{ name: 'mine', at: 0 }], most: 5 };
    if (ask.act === 'snapshot-save') return { name: ask.name, at: 0 };
    return { now: 0, rate: 1, ahead: 3_600_000, left: 0 };
  };
  assert.deepEqual(await practice('snapshot', 'save', 'mine'), { status: 0, out: '', err: 'The practice world is kept as mine.\n' });
  assert.deepEqual(await practice('snapshot', 'list'), { status: 0, out: '1970-01-01T00:00:00Z  mine\n', err: '' });
  assert.equal((await practice('snapshot', 'restore', 'mine')).err, 'The practice world is as it was in mine.\n');
  assert.equal((await practice('snapshot', 'delete', 'mine')).err, 'The snapshot mine is deleted.\n');
  server.runner.practised.length = 0;
  assert.equal((await practice('clock', '--pass', '1h', '--in', '20s')).out, '1970-01-01T00:00:00Z, 1h ahead of ours\n');
  assert.deepEqual(server.runner.practised, [{ person: 'operator', ask: { act: 'pass', ms: 3_600_000, inMs: 20_000 } }]);
  assert.equal((await practice('clock', '--in', '20s')).status, 125);
  assert.match((await practice('clock', '--pass', 'long')).err, /is no duration/);
});

test('words that are none are told, with the status of our own failures', async () => {
  for (const words of [['scenario', 'begin'], ['scenario', 'start'], ['snapshot', 'save'], ['snapshot', 'list', 'x'], ['clock', '--past', '1h']]) {
    const { status, err } = await practice(...words);
    assert.equal(status, 125, words.join(' '));
    assert.match(err, /handrail: /, words.join(' '));
  }
  assert.match((await practice('scenario', '--help')).out, /start --fresh redis-destroyed/);
});
