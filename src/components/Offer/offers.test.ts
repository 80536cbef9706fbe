import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Parameter } from '../../../common/catalog/parameter.ts';
import type { Run } from '../../../common/run.ts';
import { offersOf, remembered } from './offers.ts';
import { sayOf } from './say.ts';

const pod: Parameter = { name: 'POD', type: 'name', title: 'Pod', choices: [], pattern: '', min: null, max: null, default: '', leadingDash: false, reachesMake: false };
const whose = { person: 'ada', runbook: 'kafka', environment: 'practice', target: 'dev' };
const run = (id: string, parameters: Record<string, string>, rest: Partial<Run> = {}) => ({ id, person: 'ada', runbook: 'kafka', environment: 'practice', parameters, ...rest }) as Run;

test('what it was last: the target’s own first, then the newest, each once', () => {
  const runs = [
    run('1', { TARGET: 'dev', POD: 'old' }), run('2', { TARGET: 'dev', POD: 'new' }), run('3', { TARGET: 'dev', POD: 'old' }),
    run('9', { TARGET: 'prod', POD: 'theirs' }), run('8', { TARGET: 'dev' }),
  ];
  assert.deepEqual(remembered(runs, pod, whose), [{ value: 'old', note: 'last time' }, { value: 'new', note: 'last time' }, { value: 'theirs', note: 'last time, for prod' }]);
  assert.deepEqual(remembered(runs, pod, { ...whose, target: undefined }).map(({ value }) => value), ['theirs', 'old', 'new']);
});

test('nobody else’s, from nowhere else, and nothing that does not fit any more', () => {
  const others = [
    run('1', { POD: 'a' }, { person: 'bob' }), run('2', { POD: 'b' }, { runbook: 'redis' }), run('3', { POD: 'c' }, { environment: 'dev' }), run('4', { POD: '-rf' }), run('5', { POD: 'No' }),
  ];
  assert.deepEqual(remembered(others, pod, whose), []);
  assert.deepEqual(remembered(['a', 'b', 'c', 'd'].map((value, at) => run(String(at), { POD: value })), pod, whose).map(({ value }) => value), ['d', 'c', 'b']);
});

const last = [{ value: 'kafka-1', note: 'last time' }, { value: 'gone', note: 'last time' }];
const tables: readonly (readonly [name: string, there: Parameter['choices'] | null, more: boolean, typed: string, offers: readonly string[]])[] = [
  ['nothing known', null, false, '', ['kafka-1: last time', 'gone: last time']],
  ['what is there', ['kafka-0', 'kafka-1'], false, '', ['kafka-1: last time', 'gone: last time; not there now', 'kafka-0: ']],
  ['not all that is there', ['kafka-0'], true, '', ['kafka-1: last time', 'gone: last time', 'kafka-0: ']],
  ['something typed', ['kafka-0', 'kafka-1'], false, 'KA', ['kafka-1: last time', 'kafka-0: ']],
  ['something else typed', ['kafka-0'], false, 'x', []],
];
for (const [name, choices, more, typed, offers] of tables) {
  test(`offered with ${name}`, () => {
    assert.deepEqual(offersOf(last, choices === null ? null : { choices, more }, typed).map(({ value, note }) => `${value}: ${note}`), offers);
  });
}

test('what is said of them', () => {
  const answer = { choices: ['a'], more: false, at: 1 };
  for (const [there, offered, said] of [
    [{ answer: null, isAsking: false, problem: null }, 0, ''],
    [{ answer: null, isAsking: true, problem: null }, 0, 'Looking in practice…'],
    [{ answer, isAsking: true, problem: null }, 1, '1 in practice now'],
    [{ answer, isAsking: false, problem: null }, 0, 'Nothing like that is in practice now.'],
    [{ answer: { ...answer, choices: [] }, isAsking: false, problem: null }, 0, 'There is nothing to choose from in practice now.'],
    [{ answer: { ...answer, more: true }, isAsking: false, problem: null }, 1, 'There are more in practice than are listed: type a part of the name, or all of it.'],
    [{ answer, isAsking: false, problem: { code: 'choices-failed', message: 'It is away. Type the value.', details: {} } }, 1, 'It is away. Type the value.'],
  ] as const) assert.equal(sayOf(there, 'practice', offered), said);
});
