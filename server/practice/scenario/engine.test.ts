import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ScenarioEngine } from './engine.ts';
import type { Scenario } from './scenario.ts';
import type { RunScript, ScriptEnding } from './script.ts';

const scenario = (id: string): Scenario => ({
  id, folder: `/scenarios/${id}`, title: id, service: 's', symptom: 'y', story: 't', runbook: 'r#p', hints: ['one', 'two'], minutes: 5,
});
const scenarios = new Map(['gone', 'late'].map((id) => [id, scenario(id)]));
const fine: ScriptEnding = { status: 0, output: '', cut: null };

/** An engine whose scripts end as the test says. */
function trial() {
  const folder = mkdtempSync(join(tmpdir(), 'handrail-engine-'));
  const story: string[] = [];
  const at = { now: 1000 };
  const next: { ending: ScriptEnding | Promise<ScriptEnding>; missing: Error | null; stop: () => void } = { ending: fine, missing: null, stop: () => undefined };
  const runScript: RunScript = (place, script) => {
    story.push(`${place}/${script}`);
    return Promise.resolve({ ended: Promise.resolve(next.ending), stop: () => { next.stop(); } });
  };
  const open = (): ScenarioEngine => new ScenarioEngine({
    scenarios, folder, world: { socket: '/s', contexts: [], front: { socket: '/f', certificate: '' }, tools: null }, now: () => at.now,
    runScript: () => {
      if (next.missing !== null) throw next.missing;
      return runScript;
    },
  });
  return { folder, story, at, next, open, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

test('from start over hints and checks to solved, and what is kept of it', async () => {
  using place = trial();
  const engine = place.open();
  assert.equal(engine.current, null);
  assert.deepEqual(engine.list().scenarios.map(({ id, hints }) => [id, hints]), [['gone', 2], ['late', 2]]);
  assert.equal('folder' in (engine.list().scenarios[0] ?? {}), false);
  assert.deepEqual(await engine.start('gone'), { id: 'gone', startedAt: 1000, failed: null, hints: [], lastCheck: null, solvedAt: null });
  place.at.now = 2000;
  place.next.ending = { status: 1, output: 'still broken\n', cut: null };
  assert.deepEqual((await engine.check('gone')).lastCheck, { at: 2000, repaired: false, output: 'still broken' });
  assert.deepEqual(engine.hint('gone').hints, ['one']);
  assert.deepEqual(engine.hint('gone').hints, ['one', 'two']);
  assert.throws(() => engine.hint('gone'), /no further hint. Its procedure is r#p/);
  assert.deepEqual(place.open().current, engine.current);
  place.at.now = 3000;
  place.next.ending = { status: 0, output: 'fine\n', cut: null };
  assert.equal((await engine.check('gone')).solvedAt, 3000);
  place.at.now = 4000;
  assert.equal((await engine.check('gone')).solvedAt, 3000);
  assert.deepEqual(place.story.map((each) => each.split('/').at(-1)), ['break.sh', 'check.sh', 'check.sh', 'check.sh']);
  assert.equal((await engine.start('late')).id, 'late');
});

test('another scenario waits until the first is solved; what is not on cannot be checked', async () => {
  using place = trial();
  const engine = place.open();
  await assert.rejects(engine.check('gone'), /is not on. Start it first/);
  assert.throws(() => engine.hint('gone'), /is not on/);
  await engine.start('gone');
  await assert.rejects(engine.start('late'), /gone is not solved yet.*--fresh late/);
  await assert.rejects(engine.start('gone'), /gone is not solved yet/);
  await assert.rejects(engine.check('late'), /late is not on/);
  await assert.rejects(engine.start('nothing'), /no scenario `nothing`. There are: gone, late/);
});

test('a scenario that could not be broken is not on: it says why and how to begin it anew', async () => {
  using place = trial();
  const engine = place.open();
  place.next.ending = { status: 1, output: 'some words\nno such pod\n', cut: null };
  await assert.rejects(engine.start('gone'), /could not be broken: “no such pod”. Begin with a new world: `handrail practice scenario start --fresh gone`\./);
  assert.equal(engine.current?.failed, '“no such pod”.');
  await assert.rejects(engine.start('gone'), /could not be broken as it should be.*--fresh/);
  await assert.rejects(engine.check('gone'), /is not on, for it could not be broken: “no such pod”\. .*`handrail practice scenario start --fresh gone`/);
  assert.throws(() => engine.hint('gone'), /is not on, .*`handrail practice scenario start --fresh gone`/);
  assert.equal(engine.current?.hints.length, 0);
});

test('a check that does not come to an end says so', async () => {
  using place = trial();
  const engine = place.open();
  await engine.start('gone');
  place.next.ending = { status: null, output: '', cut: 'time' };
  assert.match((await engine.check('gone')).lastCheck?.output ?? '', /did not come to an end/);
});

test('what the machine lacks is told, and nothing is on then', async () => {
  using place = trial();
  const engine = place.open();
  place.next.missing = new Error('socat is missing');
  await assert.rejects(engine.start('gone'), /socat is missing/);
  assert.equal(engine.current, null);
  place.next.missing = null;
  await engine.start('gone');
});

test('one script at a time; closing ends it and writes nothing more', async () => {
  using place = trial();
  const engine = place.open();
  await engine.start('gone');
  let end: (ending: ScriptEnding) => void = () => undefined;
  place.next.ending = new Promise((resolve) => { end = resolve; });
  place.next.stop = () => { end({ status: null, output: '', cut: 'stop' }); };
  const checking = engine.check('gone');
  assert.equal(engine.busy, true);
  await assert.rejects(engine.check('gone'), /Wait until that has ended/);
  await new Promise((resolve) => setImmediate(resolve));
  rmSync(place.folder, { recursive: true });
  engine.close();
  await assert.rejects(checking, /closed meanwhile/);
  assert.equal(existsSync(place.folder), false);
});

test('a process that died while breaking leaves that to be seen; nonsense is forgotten', async () => {
  using place = trial();
  const engine = place.open();
  place.next.ending = new Promise(() => undefined);
  void engine.start('gone');
  await new Promise((resolve) => setImmediate(resolve));
  assert.throws(() => engine.hint('gone'), /Wait until that has ended/);
  assert.equal(place.open().current?.failed, 'it was interrupted.');
  for (const text of ['{', '[]', 'null', '{"id":"unknown","startedAt":1,"hints":0}', '{"id":"gone"}', '{"id":7}']) {
    writeFileSync(join(place.folder, 'scenario.json'), text);
    assert.equal(place.open().current, null, text);
  }
});
