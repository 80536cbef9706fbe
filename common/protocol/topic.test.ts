import assert from 'node:assert/strict';
import { test } from 'node:test';
import { longestTopic, readTopic } from './topic.ts';

const rows: readonly [topic: string, read: ReturnType<typeof readTopic>][] = [
  ['walkthrough:abc', { kind: 'walkthrough', rest: 'abc' }],
  ['walkthroughs:', { kind: 'walkthroughs', rest: '' }],
  ['panel:{"a":"b:c\n"}', { kind: 'panel', rest: '{"a":"b:c\n"}' }],
  ['walkthrough', null],
  ['', null],
  [':abc', null],
  ['Panel:x', null],
  ['__proto__:x', null],
  [`x:${'y'.repeat(longestTopic)}`, null],
];
for (const [topic, read] of rows) test(`the topic ${JSON.stringify(topic).slice(0, 40)}`, () => { assert.deepEqual(readTopic(topic), read); });
