import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { redisPlan, trialKubelet } from '../pods/trial-kubelet.ts';
import { streams } from './prompt-redis.ts';
import { appendOnlyFile, commandsFor } from './streams.ts';

const now = Date.UTC(2026, 0, 15, 6, 0, 0);

test('the commands send, read and acknowledge as many messages as asked', () => {
  const commands = commandsFor({ instrument: 'hsc', sent: 5, read: 3, pending: 1 }, now);
  const count = (name: string): number => commands.filter(([first]) => first === name).length;
  assert.deepEqual(['XGROUP', 'XADD', 'XREADGROUP', 'XACK'].map(count), [1, 5, 3, 2]);
  assert.deepEqual(commands[0], ['XGROUP', 'CREATE', 'instrument:hsc', 'hsc_consumer_group', '$', 'MKSTREAM']);
  const ids = commands.filter(([first]) => first === 'XADD').map((command) => command[2] ?? '');
  assert.deepEqual([...ids].sort(), ids);
  assert.equal(ids.at(-1), `${now - 240_000}-0`);
});

for (const [context, seeds] of Object.entries(streams)) {
  test(`Redis tells the seeded figures of ${context}`, async () => {
    await using trial = trialKubelet();
    const seed = join(trial.folder, 'seeds/trial/data');
    mkdirSync(seed, { recursive: true });
    writeFileSync(join(seed, 'appendonly.aof'), appendOnlyFile(seeds, now));
    const pod = trial.pod('prompt-redis-0');
    pod.running.start(redisPlan('pvc-1'));
    await pod.until((status) => status.ready);
    const keys = (await pod.run(['redis-cli', 'KEYS', '*'])).out.trim().split('\n').sort();
    assert.deepEqual(keys, seeds.map(({ instrument }) => `instrument:${instrument}`));
    for (const { instrument, sent, read, pending } of seeds) {
      const groups = (await pod.run(['redis-cli', 'XINFO', 'GROUPS', `instrument:${instrument}`])).out.trim().split('\n');
      const told = Object.fromEntries(groups.flatMap((word, index) => (index % 2 === 0 ? [[word, groups[index + 1]]] : [])));
      assert.deepEqual(told, {
        'last-delivered-id': told['last-delivered-id'],
        name: `${instrument}_consumer_group`, consumers: String(read), pending: String(pending), 'entries-read': String(read), lag: String(sent - read),
      });
      const summary = (await pod.run(['redis-cli', 'XPENDING', `instrument:${instrument}`, `${instrument}_consumer_group`])).out;
      assert.match(summary, new RegExp(`^${pending}\n`));
    }
  });
}
