import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { lintFolder } from './lint-folder.ts';
import { shellCheckPath } from './shellcheck.ts';
import { head, today } from './text-fixture.ts';

const root = mkdtempSync(join(tmpdir(), 'lint-folder-'));
const folder = join(root, 'runbooks');
mkdirSync(folder);
after(() => { rmSync(root, { recursive: true }); });
const fence = '```';
const bare = head.replace(/parameters:[^]*?---/, '---');
const bash = (source: string): string => `${bare}${fence}bash run=a effect=change title="T" expect="x"\n${source}\n${fence}\n`;

async function rules(files: Record<string, string | Uint8Array>, shellCheck: string | null = null): Promise<string[]> {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const { findings, remarks } = await lintFolder(folder, { today, shellCheck });
  return [...findings.map(({ file, line, column, rule }) => `${file}:${line}:${column} ${rule}`), ...remarks];
}

test('one broken runbook does not hide the others', async () => {
  assert.deepEqual(await rules({ 'a.mdx': 'a <5', 'b.mdx': new Uint8Array(5_000_000), 'c.mdx': Buffer.from('caf\xe9', 'latin1'), 'd.mdx': `${bare}TODO\n`, '_e.mdx': 'x', 'f.txt': 'x' }),
    ['runbooks/a.mdx:1:4 mdx-syntax', 'runbooks/b.mdx:1:1 file-size', 'runbooks/c.mdx:1:4 encoding', 'runbooks/d.mdx:10:1 placeholder']);
});

test('two runbooks of one title are told of each other', async () => {
  assert.deepEqual(await rules({ 'a.mdx': bare, 'b.mdx': bare }), ['runbooks/a.mdx:2:1 duplicate-title', 'runbooks/b.mdx:2:1 duplicate-title']);
});

test('links that were given away and lead nowhere are told: at their runbook, or in their list where there is none', async () => {
  const named = bare.replace('title: Image cache', 'title: Image cache\naliases: {old: new}\nformerly: [c]');
  const kept = '# a list\n/go/a\n/go/a/old\n/go/a/lost\n/go/c/old\n/go/c/step-lost\n/go/broken/any\n/go/none/any\n/go/none/other\nnonsense\n';
  const files = { 'a.mdx': `${named}## New\n`, 'broken.mdx': 'a <5', 'links.txt': kept };
  assert.deepEqual(await rules(files), ['runbooks/a.mdx:10:1 lost-link', 'runbooks/a.mdx:10:1 lost-link', 'runbooks/broken.mdx:1:4 mdx-syntax', 'runbooks/links.txt:8:1 lost-link', 'runbooks/links.txt:10:1 lost-link']);
  const only = await lintFolder(folder, { today, shellCheck: null, only: [join(folder, 'a.mdx')] });
  assert.deepEqual(only.findings.map(({ message }) => message.split(' ')[0]), ['`/go/a/lost`', '`/go/c/step-lost`']);
});

test('a section that was renamed with an alias is there by its old name', async () => {
  const asked = bare.replace('sections: []', 'sections: [Troubleshooting]');
  assert.deepEqual(await rules({ 'a.mdx': `${asked}## What goes wrong\n` }), ['runbooks/a.mdx:8:1 sections']);
  assert.deepEqual(await rules({ 'a.mdx': `${asked.replace('sections:', 'aliases: {troubleshooting: what-goes-wrong}\nsections:')}## What goes wrong\n` }), []);
});

test('links of the file system are not followed, and what stands astray is told', async () => {
  await rules({ 'b.md': bare });
  symlinkSync('/etc/hostname', join(folder, 'a.mdx'));
  const { files, findings } = await lintFolder(folder, { today });
  assert.deepEqual([files, findings.map(({ file, rule }) => `${file} ${rule}`)], [0, ['runbooks/a.mdx file-name', 'runbooks/b.md file-name']]);
});

test('ShellCheck tells of the step’s own line and column, tabs and far letters counted in', { skip: !existsSync(shellCheckPath) && 'ShellCheck is not installed' }, async () => {
  assert.deepEqual(await rules({ 'a.mdx': bash('true\n  rm -rf "$HOME/x"/$(ls)') }, shellCheckPath), ['runbooks/a.mdx:12:20 shellcheck']);
  assert.deepEqual(await rules({ 'a.mdx': bash('echo "𝕏"; rm -rf "$HOME/x"/$(ls)') }, shellCheckPath), ['runbooks/a.mdx:11:29 shellcheck']);
  assert.deepEqual(await rules({ 'a.mdx': bash('\trm -rf "$HOME/x"/$(ls)') }, shellCheckPath), ['runbooks/a.mdx:11:19 shellcheck']);
});

test('equal shell texts are looked at once, and told of each time', { skip: !existsSync(shellCheckPath) && 'ShellCheck is not installed' }, async () => {
  const files = Object.fromEntries(['a', 'b'].map((name) => [`${name}.mdx`, bash('rm -rf x/$(ls)').replace('Image cache', name)]));
  assert.deepEqual(await rules(files, shellCheckPath), ['runbooks/a.mdx:11:10 shellcheck', 'runbooks/b.mdx:11:10 shellcheck']);
});

test('without ShellCheck, or with one that fails, that is said and the rest stands', async () => {
  assert.match((await rules({ 'a.mdx': bash('rm -rf x/$(ls)') }, join(root, 'none'))).join(), /^ShellCheck is not installed/);
  assert.match((await rules({ 'a.mdx': bash('rm -rf y/$(ls)\ntail -f x') }, '/bin/false')).join(), /endless,ShellCheck gave no answer/);
});
