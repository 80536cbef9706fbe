/** What may be asked of a practice world over the runner's socket, and what the host does around it. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { request } from './protocol.ts';
import { openTrial } from './trial.ts';

const trial = openTrial();
after(async () => { await trial.close(); });

test('only what is known can be asked, of a world whose person can have a name', () => {
  const asked = (ask: unknown, person = 'alice', more = {}): boolean => request.safeParse({ id: 1, method: 'practice', params: { person, ask, ...more } }).success;
  for (const ask of [
    { act: 'glance' }, { act: 'snapshots' }, { act: 'scenarios' }, { act: 'pass', ms: 5, inMs: 1 }, { act: 'snapshot-save', name: 'a' },
    { act: 'scenario-start', scenario: 's' },
  ]) assert.ok(asked(ask), JSON.stringify(ask));
  for (const ask of [
    {}, { act: 'nothing' }, { act: 'glance', person: 'bob' }, { act: 'pass', ms: '5', inMs: 1 }, { act: 'snapshot-save' }, { act: 'snapshot-save', name: '' },
    { act: 'snapshot-restore', name: 'a'.repeat(200) }, { act: 'scenario-check', scenario: 7 }, null, 'glance',
  ]) assert.ok(!asked(ask), JSON.stringify(ask));
  assert.ok(!asked({ act: 'glance' }, '../bob'));
  assert.ok(!asked({ act: 'glance' }, 'alice', { world: 'bob' }));
});

test('putting a world back stops the runs of its person in practice, and of nobody else', async () => {
  const begin = async (person: string): Promise<ReturnType<typeof trial.request>['run']> => {
    const asked = trial.request({ source: 'echo up; sleep 100' }, { person });
    trial.host.start(asked);
    await trial.until(asked.run, (output) => output.includes('up'));
    return asked.run;
  };
  const [alice, bob] = [await begin('alice'), await begin('bob')];
  await trial.host.practice('alice', { act: 'snapshot-save', name: 'a' });
  assert.equal(trial.host.get(alice)?.state, 'running');
  await trial.host.practice('alice', { act: 'snapshot-restore', name: 'a' });
  assert.equal(trial.host.get(alice)?.state, 'stopped');
  assert.equal(trial.host.get(bob)?.state, 'running');
  await trial.host.stop(bob);
});
