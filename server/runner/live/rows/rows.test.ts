/** What is told of pods, jobs, events and groups: the words of kubectl, and nothing that an object could do a page harm with. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventRow } from './event-row.ts';
import { groupInList, groupInStream, mostConsumers } from './group-state.ts';
import { jobRow } from './job-row.ts';
import { podRow } from './pod-row.ts';
import { textIn } from './told.ts';

const at = '2026-11-21T10:00:00Z';
const container = (state: object, more: object = {}): object => ({ name: 'a', restartCount: 0, ready: 'running' in state, state, ...more });
const running = { running: { startedAt: at } };
const waiting = (reason: string): object => ({ waiting: { reason } });
const ended = (reason: string, exitCode = 1, signal = 0): object => ({ terminated: { reason, exitCode, signal } });
const isReady = [{ type: 'Ready', status: 'True' }];

const pods: [said: string, status: object, more?: { spec?: object; metadata?: object }][] = [
  ['1/1 Running well 0', { phase: 'Running', containerStatuses: [container(running)] }],
  ['1/2 Running busy 4', { phase: 'Running', containerStatuses: [container(running, { restartCount: 3 }), container(running, { ready: false, restartCount: 1 })] }],
  ['0/1 CrashLoopBackOff ill 7', { phase: 'Running', containerStatuses: [container(waiting('CrashLoopBackOff'), { restartCount: 7 })] }],
  ['0/1 ImagePullBackOff ill 0', { phase: 'Pending', containerStatuses: [container(waiting('ImagePullBackOff'))] }],
  ['0/1 ContainerCreating busy 0', { phase: 'Pending', containerStatuses: [container(waiting('ContainerCreating'))] }],
  ['0/1 Pending busy 0', { phase: 'Pending' }],
  ['0/1 Completed over 0', { phase: 'Succeeded', containerStatuses: [container(ended('Completed', 0))] }],
  ['0/1 Error ill 0', { phase: 'Failed', containerStatuses: [container(ended('Error'))] }],
  ['0/1 Signal:9 ill 0', { phase: 'Failed', containerStatuses: [container(ended('', 137, 9))] }],
  ['0/1 ExitCode:3 ill 0', { phase: 'Failed', containerStatuses: [container(ended('', 3))] }],
  ['0/1 Evicted ill 0', { phase: 'Failed', reason: 'Evicted' }],
  ['1/2 Running busy 0', { phase: 'Running', conditions: isReady, containerStatuses: [container(ended('Completed', 0)), container(running)] }],
  ['1/2 NotReady busy 0', { phase: 'Running', containerStatuses: [container(ended('Completed', 0)), container(running)] }],
  ['0/1 Init:0/2 busy 0', { phase: 'Pending', initContainerStatuses: [container(running), container(waiting('PodInitializing'))], containerStatuses: [container(waiting('PodInitializing'))] }],
  ['0/1 Init:1/2 busy 0', { phase: 'Pending', initContainerStatuses: [container(ended('Completed', 0)), container(running)], containerStatuses: [container(waiting('PodInitializing'))] }],
  ['0/1 Init:Error ill 2', { phase: 'Pending', initContainerStatuses: [container(ended('Error'), { restartCount: 2 })], containerStatuses: [container(waiting('PodInitializing'))] }],
  ['0/1 Init:CrashLoopBackOff ill 0', { phase: 'Pending', initContainerStatuses: [container(waiting('CrashLoopBackOff'))] }],
  ['1/1 Running well 0', { phase: 'Running', initContainerStatuses: [container(running, { started: true })], containerStatuses: [container(running)] }],
  ['1/1 Terminating busy 0', { phase: 'Running', containerStatuses: [container(running)] }, { metadata: { deletionTimestamp: at } }],
  ['1/1 Unknown ill 0', { phase: 'Running', reason: 'NodeLost', containerStatuses: [container(running)] }, { metadata: { deletionTimestamp: at } }],
  ['0/1 Unknown ill 0', {}],
];
for (const [said, status, { spec = { containers: [{}] }, metadata = {} } = {}] of pods) {
  test(`a pod: ${said}`, () => {
    const { ready, state, mark, restarts, since, name } = podRow({ metadata: { name: 'web', creationTimestamp: at, ...metadata }, spec, status });
    assert.equal(`${ready} ${state} ${mark} ${restarts}`, said);
    assert.deepEqual([name, since], ['web', Date.parse(at)]);
  });
}

const condition = (type: string): object => ({ conditions: [{ type: 'Suspended', status: 'False' }, { type, status: 'True', lastTransitionTime: at }] });
for (const [said, status, spec = {}] of [
  ['1/1 Complete over', { succeeded: 1, completionTime: at, ...condition('Complete') }], ['0/3 Failed ill', { failed: 4, ...condition('Failed') }, { completions: 3 }],
  ['0/1 Running busy', { active: 1, startTime: at }], ['0/1 Running ill', { active: 1, failed: 1 }], ['0/1 Suspended busy', condition('Suspended')], ['0/1 Running busy', {}],
] as [string, object, object?][]) {
  test(`a job: ${said}`, () => {
    const { completions, state, mark, ended: over } = jobRow({ metadata: { name: 'load' }, spec, status });
    assert.equal(`${completions} ${state} ${mark}`, said);
    assert.equal(over, /Complete|Failed/.test(said) ? Date.parse(at) : null);
  });
}

test('an event tells when it happened last, however it says so, and how often', () => {
  const event = { metadata: { uid: 'u', creationTimestamp: at }, type: 'Warning', reason: 'BackOff', involvedObject: { kind: 'Pod', name: 'web' }, message: 'Back-off\nrestarting', count: 3, lastTimestamp: '2026-11-21T11:00:00Z' };
  assert.deepEqual(eventRow(event), { id: 'u', isWarning: true, reason: 'BackOff', object: 'Pod web', message: 'Back-off restarting', count: 3, since: Date.parse('2026-11-21T11:00:00Z') });
  const { since, count, isWarning } = eventRow({ metadata: { creationTimestamp: at }, type: 'Normal', lastTimestamp: null, series: { count: 9, lastObservedTime: '2026-11-21T12:00:00.000000Z' } });
  assert.deepEqual([since, count, isWarning], [Date.parse('2026-11-21T12:00:00Z'), 9, false]);
});

test('both ways to ask for a group tell the same', () => {
  const now = Date.parse(at);
  const full = ['length', 12, 'entries', [], 'groups', [['name', 'other'], ['name', 'workers', 'last-delivered-id', '5-0', 'entries-read', 9, 'lag', 3, 'pel-count', 2, 'pel', [], 'consumers', [
    ['name', 'one', 'seen-time', now - 10_000, 'pel-count', 0, 'pel', []], ['name', 'two', 'seen-time', now - 20_000, 'pel-count', 2, 'pel', []],
  ]]]];
  const groups = [['name', 'workers', 'consumers', 2, 'pending', 2, 'last-delivered-id', '5-0', 'entries-read', 9, 'lag', 3]];
  const consumers = [['name', 'one', 'pending', 0, 'idle', 10_000], ['name', 'two', 'pending', 2, 'idle', 20_000]];
  const told = groupInStream(full, 'workers');
  assert.deepEqual(told, groupInList(12, groups, consumers, 'workers', now));
  assert.deepEqual(told?.group, { length: 12, lag: 3, pending: 2, lastDelivered: '5-0', known: 2, consumers: [{ name: 'two', pending: 2, seen: now - 20_000 }, { name: 'one', pending: 0, seen: now - 10_000 }] });
  assert.equal(groupInStream(full, 'absent'), null);
  assert.equal(groupInList(12, [['name', 'workers', 'lag', null]], [], 'workers', now)?.group.lag, null);
  const many = groupInList(12, groups, Array.from({ length: 700 }, (_, number) => ['name', `c${number}`, 'pending', number, 'idle', 1]), 'workers', now);
  assert.deepEqual([many?.group.consumers.length, many?.group.consumers[0]?.name, many?.group.known, many?.more], [mostConsumers, 'c699', 700, true]);
});

/** What somebody who may write to the cluster could write. */
const hostile: readonly unknown[] = [
  null, 7, 'text', [], [[]], {}, { metadata: [], spec: 'x', status: 7 }, { metadata: { name: 7, creationTimestamp: 'x'.repeat(1_000_000), deletionTimestamp: {} } },
  { metadata: { name: '\u001b[31m\u202egnp.exe\u0000'.repeat(100_000) }, status: { phase: '<img src=x onerror=alert(1)>'.repeat(1000), containerStatuses: [null, 7, { state: 'x' }, { state: { waiting: { reason: { toString: 'x' } } } }], reason: '\u200b'.repeat(5000) } },
  { status: { containerStatuses: Array.from({ length: 10_000 }, () => ({ restartCount: Number.MAX_VALUE, state: { terminated: { signal: -1, exitCode: 'x' } } })) } },
  { status: { conditions: [null, { type: '__proto__', status: 'True' }, { type: 'constructor', status: 'True' }], succeeded: -1, failed: NaN } },
  { involvedObject: { kind: '\u{e0041}'.repeat(10_000), name: '\ud800' }, message: `a\ud800${'\u202e'.repeat(2_000)}`, count: 1e308, series: 'x', reason: ['x'] },
];
test('no object makes a row that is long, or holds what nobody sees', () => {
  for (const object of hostile) {
    const given = (typeof object === 'object' && object !== null && !Array.isArray(object) ? object : { status: object, metadata: object }) as Record<string, unknown>;
    for (const row of [podRow(given), jobRow(given), eventRow(given)]) {
      const text = JSON.stringify(row);
      assert.ok(text.length < 2_000, `${text.length}`);
      assert.doesNotMatch(text, /[\u200b\u202e]|\\u[0-9d]|\u{e0041}/u);
      for (const value of Object.values(row)) assert.ok(!(typeof value === 'number' && !Number.isSafeInteger(value)), text);
    }
  }
  for (const answer of [null, 7, 'x', [], [[[]]], ['groups'], ['groups', [['name', 'g', 'consumers', ['x', [7]], 'lag', -4]]], ['groups', [['name', 'g', '__proto__', 'x', 'pel-count', 1.5]]]]) {
    for (const told of [groupInStream(answer as never, 'g'), groupInList(answer as never, answer as never, answer as never, 'g', 0)]) assert.ok(JSON.stringify(told).length < 500);
  }
  assert.equal(textIn('x'.repeat(300), 10), `${'x'.repeat(9)}…`);
});
