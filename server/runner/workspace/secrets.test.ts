/** Secrets of steps, with real sandboxes: in memory only, hidden in what comes after, gone with the workspace. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { memoryFolder } from '../memory.ts';
import { openTrial } from '../trial.ts';
import { openWorkspaces } from './workspace.ts';

const trial = openTrial();
after(() => trial.close());
const memory = memoryFolder(trial.paths.runtime);
const exported = 'hvs.Exported-0123456789abcdef';
const logged = 'hvs.Logged-in-0123456789abcd';
const found = 'Fresh-value-42';
const all = [exported, logged, found];

const filesWith = (folder: string, text: string) => globSync('**/*', { cwd: folder, withFileTypes: true, dot: true } as object)
  .map((entry) => entry as unknown as { isFile(): boolean; parentPath: string; name: string })
  .filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).filter((file) => readFileSync(file).includes(text));

test('what a step exported, logged in with, or printed under a mask is on no disk, is hidden from then on, and ends with the workspace', { skip: memory === null }, async () => {
  const one = await trial.run({ source: `export VAULT_TOKEN=${exported} PLAIN=kept; printf %s ${logged} >~/.vault-token; chmod 600 ~/.vault-token; echo "code=${found}"`, mask: 'code=(\\S+)' });
  assert.equal(one.run.state, 'exited');
  assert.equal(one.output.includes(found), false);
  const state = join(trial.paths.workspaces, 'practice/alice/state.json');
  assert.match(readFileSync(state, 'utf8'), /"PLAIN":"kept"/);
  for (const secret of all) assert.deepEqual(filesWith(trial.paths.data, secret), [], secret);
  const kept = join(memory ?? '', 'secrets/practice.alice.json');
  assert.equal(statSync(kept).mode & 0o777, 0o600);
  const two = await trial.run({ source: 'echo "$VAULT_TOKEN"; echo "$VAULT_TOKEN" | base64; cat ~/.vault-token; echo; echo ${#VAULT_TOKEN} $PLAIN; echo Fresh-val""ue-42' });
  assert.equal(two.output, `[hidden]\n[hidden]\n[hidden]\n${exported.length} kept\n[hidden]\n`);
  for (const secret of all) assert.deepEqual(filesWith(trial.paths.data, secret), [], secret);

  const later = openWorkspaces(trial.paths, process.getuid?.() === 0).open('alice', 'practice');
  assert.equal(later.state().variables['VAULT_TOKEN'], exported);
  assert.deepEqual(new Set(later.secrets), new Set(all));

  // One that was written down before it was known to be a secret leaves the disk at the first look.
  const written = JSON.parse(readFileSync(state, 'utf8')) as { variables: object };
  writeFileSync(state, JSON.stringify({ ...written, variables: { ...written.variables, LATE: `x-${found}` } }));
  assert.equal(later.state().variables['LATE'], `x-${found}`);
  assert.deepEqual(filesWith(trial.paths.data, found), []);

  await trial.host.resetWorkspace('alice', 'practice');
  assert.equal(existsSync(kept), false);
  assert.equal(existsSync(join(memory ?? '', 'practice.alice')), false);
  assert.equal((await trial.run({ source: 'echo "<$VAULT_TOKEN>"; ls -A ~' })).output, '<>\n');
});

test('what a step put in the place of such a file is not followed, and holds nobody up', async () => {
  for (const trap of ['ln -s /etc/passwd ~/.vault-token', 'mkfifo ~/.vault-token', 'mkdir ~/.vault-token', 'head -c 3000000 /dev/zero | tr "\\0" a >~/.vault-token', 'ln -s ~/.vault-token ~/.netrc; ln -s ~/.netrc ~/.vault-token']) {
    await trial.run({ source: `rm -rf ~/.vault-token ~/.netrc; ${trap}` }, { person: 'mallory' });
    const { output } = await trial.run({ source: 'echo root:x:0:0 still here' }, { person: 'mallory' });
    assert.equal(output, 'root:x:0:0 still here\n', trap);
  }
});
