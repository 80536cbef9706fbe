import assert from 'node:assert/strict';
import { test } from 'node:test';
import { channelsFor, filled } from './text.ts';

test('names are filled in once, and those without a value are told', () => {
  const worth = (name: string) => ({ A: '$B', B: 'b', C: '' })[name] ?? '';
  assert.deepEqual(filled('$A $B $C $OTHER', ['A', 'B', 'C'], worth), { text: '$B b $C $OTHER', blank: ['C'] });
});

const channels = [{ name: '#prod', target: 'prod' }, { name: '#dev', target: 'dev' }, { name: '#all', target: null }];
const cases: readonly [string, string[]][] = [['dev', ['#dev', '#all', '#prod']], ['prod', ['#prod', '#all', '#dev']], ['', ['#all', '#prod', '#dev']]];
for (const [target, expected] of cases) {
  test(`the channel of the target “${target}” comes first`, () => { assert.deepEqual(channelsFor(channels, target), expected); });
}
