/** What a panel tells of a very busy place: a table of bounded size, a few times a second, with what is ill in it; and by whose clock. */
import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import type { EnvironmentTime, PanelState } from '../../../common/panel.ts';
import { createLog } from '../../log.ts';
import { timeIn } from '../endpoints/world-time.ts';
import { openPanelWatch } from './panel-watch.ts';
import type { Reader } from './reader.ts';
import { ToldClock } from './told-clock.ts';
import type { WatchRequest } from './watch-request.ts';

const pods = 5_000;
const image = 'registry.example.org/some/quite/long/path/of/an/image:2026.11.21';
const pod = (number: number, state: object, version = 1): object => ({
  metadata: { name: `worker-with-a-usual-name-${String(number).padStart(5, '0')}`, uid: `u-${number}`, resourceVersion: String(version), creationTimestamp: '2026-11-21T10:00:00Z', labels: { app: 'worker' } },
  spec: { containers: [{ name: 'main', image, env: Array.from({ length: 40 }, (_, at) => ({ name: `SETTING_${at}`, value: 'x'.repeat(40) })) }] },
  status: { phase: 'Running', containerStatuses: [{ name: 'main', ready: 'running' in state, restartCount: 0, state }] },
});
const running = { running: {} };
const crashing = { waiting: { reason: 'CrashLoopBackOff' } };

/** A place with that many pods; gives what was told, what was asked, and what sends events of its watch. */
async function watchMany(): Promise<{ told: PanelState[]; asked: string[]; stream: PassThrough; stop: () => void; until: (isSo: (state: PanelState) => boolean) => Promise<PanelState> }> {
  const [told, asked]: [PanelState[], string[]] = [[], []];
  const stream = Object.assign(new PassThrough(), { setTimeout: () => undefined });
  let wake = (): void => undefined;
  const reader: Reader = {
    contexts: ['c'], close: () => undefined, time: () => null, redis: () => { throw new Error('not asked here'); },
    kubernetes: () => ({
      context: 'c', exec: () => Promise.reject(new Error('no')), output: () => { throw new Error('no'); },
      get: (path) => {
        asked.push(path);
        const from = Number(/continue=(\d+)/.exec(path)?.[1] ?? 0);
        return Promise.resolve({ metadata: { resourceVersion: '1', continue: from + 100 < pods ? String(from + 100) : '' }, items: Array.from({ length: 100 }, (_, at) => pod(from + at, from + at === 480 ? crashing : running)) });
      },
      stream: () => Promise.resolve(stream as unknown as IncomingMessage),
    }),
  };
  const request = { person: 'ada', environment: 'e', rules: 'r', query: { kind: 'Pods', namespace: 'many', selector: null } } as unknown as WatchRequest;
  const stop = await openPanelWatch(request, (state) => {
    told.push(state);
    wake();
  }, { openReader: () => Promise.resolve(reader), log: createLog('silent', 'test'), now: Date.now, holds: () => true, all: new Set() });
  const until = async (isSo: (state: PanelState) => boolean): Promise<PanelState> => {
    for (;;) {
      const last = told.at(-1);
      if (last !== undefined && isSo(last)) return last;
      await new Promise<void>((resolve) => { wake = resolve; });
    }
  };
  return { told, asked, stream, stop, until };
}

const rowsOf = ({ view }: PanelState) => (view?.kind === 'Pods' ? view.rows : []);

test('of 5,000 pods some hundred are told, what is ill first among them, and thousands of changes as a few tellings', { timeout: 120_000 }, async () => {
  const { told, asked, stream, stop, until } = await watchMany();
  const first = await until(({ view }) => view !== null);
  assert.equal(asked.length, 5, 'no more is listed than is kept');
  assert.deepEqual([rowsOf(first).length, first.view?.more, rowsOf(first).at(-1)?.state], [100, true, 'CrashLoopBackOff']);
  const before = told.length;
  // Every pod of the place changes once, in the watch’s own size.
  for (let number = 0; number < pods; number += 1) stream.write(`${JSON.stringify({ type: 'MODIFIED', object: pod(number, number % 50 === 0 ? crashing : running, number + 2) })}\n`);
  const last = await until((state) => rowsOf(state).filter(({ mark }) => mark === 'ill').length === 10);
  assert.deepEqual([rowsOf(last).length, last.view?.more], [100, true]);
  assert.ok(told.length - before <= 60, `${told.length - before} tellings of ${pods} changes`);
  for (const state of told) assert.ok(JSON.stringify(state).length < 20_000, `${JSON.stringify(state).length} bytes`);
  stop();
  assert.ok(stream.destroyed);
});

const ours = Date.parse('2026-11-21T10:00:00Z');
const dates: [what: string, heard: (string | undefined)[], time: EnvironmentTime | null][] = [
  ['nothing said', [undefined, 'nonsense'], null],
  ['within a second or two', ['Sat, 21 Nov 2026 10:00:01 GMT', 'Sat, 21 Nov 2026 09:59:58 GMT'], null],
  ['two hours ahead', ['Sat, 21 Nov 2026 12:00:00 GMT', 'Sat, 21 Nov 2026 12:00:01 GMT'], { from: ours, then: ours + 7_200_500, rate: 1 }],
  ['set right again', ['Sat, 21 Nov 2026 12:00:00 GMT', 'Sat, 21 Nov 2026 10:00:00 GMT'], null],
];
for (const [what, heard, time] of dates) {
  test(`the clock of a cluster, by its answers: ${what}`, () => {
    const clock = new ToldClock();
    for (const date of heard) clock.hear(date, ours);
    assert.deepEqual(clock.time, time);
  });
}

test('the clock of a practice world, by its file', () => {
  const folder = mkdtempSync('/tmp/world-time-');
  const file = join(folder, 'clock');
  for (const [text, time] of [[`${ours} ${ours + 60_000} 1\n`, { from: ours, then: ours + 60_000, rate: 1 }], [`${ours} ${ours} 60\n`, { from: ours, then: ours, rate: 60 }], [`${ours} ${ours} 1\n`, null], ['', null], ['x y z', null], [`${ours} 5`, null]] as const) {
    writeFileSync(file, text);
    assert.deepEqual(timeIn(file), time, text);
  }
  rmSync(folder, { recursive: true });
  assert.equal(timeIn(file), null);
});
