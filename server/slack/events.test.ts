import assert from 'node:assert/strict';
import { test } from 'node:test';
import { introduced, plainText } from './blocks.ts';
import { readEvent } from './events.ts';

const shared = { type: 'event_callback', event_id: 'Ev0000001', event: { type: 'link_shared', channel: 'C0000001', message_ts: '1.2', links: [{ url: 'https://a' }] } };
const events: [what: string, body: unknown, kind: string, why?: string][] = [
  ['links', shared, 'links'],
  ['a short id', { ...shared, event_id: 'Ev1' }, 'misread', 'event_id'],
  ['links without a channel, and none of them an address', { ...shared, event: { ...shared.event, channel: undefined, links: 7 } }, 'misread', 'event.channel, event.links'],
  ['another event', { ...shared, event: { type: 'message' } }, 'other'],
  ['nothing', null, 'other'],
];
for (const [what, body, kind, why] of events) {
  test(`an event with ${what} is taken as ${kind}`, () => {
    const read = readEvent(JSON.stringify(body));
    assert.deepEqual([read?.kind, read?.kind === 'misread' ? read.why : undefined], [kind, why]);
  });
}

const titles: [title: string, text: string][] = [
  ['✔ Restart Redis', '✔ Restart Redis: It ended as expected.'], ['✔ Is it running?', '✔ Is it running? It ended as expected.'], ['✔ Wait…', '✔ Wait… It ended as expected.'], ['✔ Look (again)', '✔ Look (again): It ended as expected.'],
];
for (const [title, text] of titles) {
  test(`a title in a line: ${text}`, () => {
    const says = 'It ended as expected.';
    assert.deepEqual([introduced(title, says), plainText({ title, says, path: '/', facts: [], output: '' })], [text, text]);
  });
}
