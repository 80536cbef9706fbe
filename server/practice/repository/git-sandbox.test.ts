import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runGit } from './git-sandbox.ts';
import { TrialRepositories } from './trial-repositories.ts';

test('git sees one repository, no network and nothing else of this machine', async () => {
  await using trial = new TrialRepositories({ 'a/one': () => new Map([['f', 'x']]), 'a/two': () => new Map([['f', 'y']]) });
  const repository = await trial.repositories.ensure('a/one');
  await trial.repositories.ensure('a/two');
  mkdirSync(join(trial.folder, 'secret'));
  writeFileSync(join(trial.folder, 'secret/word'), 'hidden');
  const inside = async (script: string, writable = false): Promise<string> => (await runGit(
    { repository, inside: 'one.git', writable, command: ['sh', '-c', script] }, trial.repositories.walls,
  )).toString();
  assert.equal(await inside('ls /srv'), 'one.git\n');
  assert.equal(await inside('cat /proc/net/dev | grep -vc lo:'), '2\n', 'the two lines of the heading');
  assert.equal(await inside(`ls ${trial.folder} /etc /root /home 2>/dev/null | wc -l`), '0\n');
  assert.equal(await inside('touch x 2>/dev/null || echo refused'), 'refused\n');
  assert.equal(await inside('touch /usr/x 2>/dev/null || echo refused', true), 'refused\n');
  assert.equal(await inside('env | grep -c "^GIT_CONFIG_KEY" && tr "\\0" "\\n" </proc/1/environ | grep -c SECRET || true').then((out) => out.split('\n')[1]), '0');
  assert.equal(await inside('git config --get core.hooksPath; git config --get receive.fsckObjects'), '/dev/null\ntrue\n');
});

test('output is bounded and failures say what git said', async () => {
  await using trial = new TrialRepositories({ 'a/one': () => new Map([['f', 'x']]) });
  const repository = await trial.repositories.ensure('a/one');
  const run = (command: string[], largest?: number) => runGit({ repository, inside: 'one.git', writable: false, command }, trial.repositories.walls, '', largest);
  await assert.rejects(run(['sh', '-c', 'yes'], 10_000), /more than 10000 bytes/);
  await assert.rejects(run(['git', 'rev-parse', '--verify', 'nothing']), { status: 128, message: /Needed a single revision/ });
});
