/** What a mask finds stays hidden in the workspace, whatever later steps do with it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { noEndpoints, openTrial } from '../trial.ts';

const trial = openTrial(() => Promise.resolve({ ...noEndpoints, secrets: ['env-Credential-42', 'practice'] }));
after(() => trial.close());
const print = async (source: string, more: object = {}, rest: object = {}) => (await trial.run({ source, ...more }, rest)).output;

test('what a mask finds is hidden in later runs of that workspace, in other spellings too, until it is reset', async () => {
  const token = 's.Tok3n-of-Alice';
  assert.equal(await print(`echo "token: ${token}"`, { mask: 'token: (\\S+)' }), '[hidden]\n');
  assert.equal(await print(`echo ${token}; printf ${token} | base64; printf %s "user:${token}" | base64; echo prompt-redis-0`), '[hidden]\n[hidden]\ndXNlcjp[hidden]\nprompt-redis-0\n');
  assert.equal(await print(`echo ${token}`, {}, { person: 'bob' }), `${token}\n`);
  await trial.host.resetWorkspace('alice', 'practice');
  assert.equal(await print(`echo ${token}`), `${token}\n`);
});

test('a credential of the environment never reaches the journal; its ordinary words are left alone', async () => {
  const { run, output } = await trial.run({ source: 'echo practice; for part in env- Cred ential -42; do printf %s $part; sleep 0.02; done; echo .' });
  assert.equal(output, 'practice\n[hidden].\n');
  assert.equal(readFileSync(join(trial.paths.journals, run.id, 'output'), 'utf8'), 'practice\r\n[hidden].\r\n');
});
