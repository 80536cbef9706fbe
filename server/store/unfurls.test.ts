import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openStore } from './store.ts';

const place = (ts: string, url = 'https://h.example/go/run/1') => ({ channel: 'C0STATE001', ts, unfurlId: 'u', source: 'conversations_history', url });

test('what is shown where is kept once, for a week, and the newest only', async () => {
  const store = await openStore(':memory:');
  const day = 24 * 3_600_000;
  await store.unfurls.keep('run:1', place('1.0'), 0);
  await store.unfurls.keep('run:1', place('1.0'), day);
  await store.unfurls.keep('run:1', place('2.0'), 2 * day);
  await store.unfurls.sweep(8 * day);
  assert.deepEqual((await store.unfurls.of('run:1')).map(({ ts }) => ts), ['2.0', '1.0']);
  await store.unfurls.sweep(8 * day + 1);
  assert.deepEqual(await store.unfurls.of('run:1'), [place('2.0')]);
  for (let at = 0; at < 5_000; at += 1) await store.unfurls.keep('run:2', place(`${at}.1`), 3 * day + at);
  await store.unfurls.sweep(4 * day);
  assert.deepEqual(await store.unfurls.of('run:1'), []);
  // However often a link was posted, its end is not told to more messages than this.
  assert.equal((await store.unfurls.of('run:2')).length, 50);
  await store.close();
});
