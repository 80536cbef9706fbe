/** A machine that lacks a program: reading works, running is off, and what is missing is named with its package. */
import assert from 'node:assert/strict';
import { realpathSync } from 'node:fs';
import { test } from 'node:test';
import { Handrail } from './handrail.ts';

const cases: [program: string, named: RegExp][] = [
  ['/usr/bin/bwrap', /bubblewrap/],
  ['/usr/bin/redis-server', /redis-server/],
  [realpathSync('/usr/bin/kubectl'), /kubectl/],
];

for (const [program, named] of cases) {
  test(`without ${program}`, { timeout: 60_000 }, async () => {
    await using handrail = await Handrail.start({}, ['bwrap', '--die-with-parent', '--dev-bind', '/', '/', '--bind', '/dev/null', program, '--']);
    const client = await handrail.logIn();
    assert.equal((await client.get('/runbooks/prompt-redis')).status, 200);
    const session = (await (await client.get('/api/session')).json()) as { environments: { name: string; on: boolean; why: string }[] };
    const practice = session.environments.find(({ name }) => name === 'practice');
    assert.equal(practice?.on, false);
    assert.match(practice.why, named);
    assert.match(practice.why, /apt-get install|https:/);
    const answer = await client.start('prompt-redis#ping', { TARGET: 'dev' });
    assert.equal(answer.status, 503);
    assert.match(await answer.text(), named);
  });
}
