import assert from 'node:assert/strict';
import { test } from 'node:test';
import { howTold, outcomeMarks, outcomes, outcomeWords, pathTo, type Reach } from './subscription.ts';

const channel = { id: 'C0123456789', name: '#dev-ops' };
const rows: readonly [Reach, typeof channel | null, RegExp][] = [
  ['none', null, /^You are told in each tab of Handrail that is open\.$/],
  ['direct', null, /open, and by a direct message in Slack\.$/],
  ['direct', channel, /Slack\. #dev-ops is told, too\.$/],
  ['away', null, /does not answer now/],
  ['stranger', null, /not in Slack: it knows nobody by your e-mail address\.$/],
  ['no-address', channel, /no e-mail address of yours\. #dev-ops is told, too\.$/],
  ['refused', null, /Tell whoever runs Handrail\.$/],
];
for (const [reach, where, expected] of rows) test(`how one is told: ${reach}${where === null ? '' : ' and a channel'}`, () => { assert.match(howTold({ reach, channel: where }), expected); });

test('every outcome has words and a mark, and leads to its page', () => {
  for (const outcome of outcomes) assert.ok(outcomeWords[outcome] !== '' && outcomeMarks[outcome].length === 1, outcome);
  assert.deepEqual([pathTo({ of: 'run', id: 'x' }), pathTo({ of: 'walkthrough', id: 'y' })], ['/go/run/x', '/go/w/y']);
});
