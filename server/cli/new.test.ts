import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { spawn } from '@lydell/node-pty';

const root = resolve(import.meta.dirname, '../..');
const main = join(root, 'server/cli/main.ts');
let folder = '';
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'new-')); made.push(folder); });
const made: string[] = [];
after(() => { for (const one of made) rmSync(one, { recursive: true }); });

function handrail(...words: string[]) {
  return spawnSync(process.execPath, [main, 'new', ...words, '--folder', folder], { encoding: 'utf8', input: '', timeout: 100_000 });
}

test('without a terminal, options make a runbook and its practice script', () => {
  const { status, stdout } = handrail('image-cache', '--title', 'Image cache', '--target', 'prod=prod-cluster', '--production', 'prod', '--window', 'prod=always', '--param', 'POD:name:cache-0', '--json');
  assert.equal(status, 0);
  assert.deepEqual(JSON.parse(stdout), { runbook: join(folder, 'image-cache.mdx'), practice: join(folder, 'image-cache.practice.yaml') });
  assert.match(readFileSync(join(folder, 'image-cache.mdx'), 'utf8'), /^---\ntitle: Image cache\nservice: image-cache\n/);
});

for (const [words, says] of [
  [[], /Title: Something has to stand here\. Give it with --title\./],
  [['Image Cache'], /“Image Cache” cannot be a name here/],
  [['../escape', '--title', 'x'], /cannot be a name here/],
  [['x', '--slack', 'a b'], /as Slack shows it/],
  [['x', '--folder', '/nowhere/at/all'], /There is no folder \/nowhere/],
] as const) {
  test(`handrail new ${words.join(' ')}: told what would do, and nothing is made`, () => {
    const { status, stderr } = spawnSync(process.execPath, [main, 'new', '--folder', folder, ...words], { encoding: 'utf8', input: '', timeout: 100_000 });
    assert.equal(status, 125);
    assert.match(stderr, says);
    assert.deepEqual(readdirSync(folder), []);
  });
}

test('a second time it is left as it is', () => {
  assert.equal(handrail('x').status, 0);
  const { status, stderr } = handrail('x');
  assert.equal(status, 125);
  assert.match(stderr, /x\.mdx is there already, and is left as it is/);
});

test('on a terminal it asks, tells of a bad answer and asks again', { timeout: 200_000 }, async () => {
  const terminal = spawn(process.execPath, [main, 'new', '--folder', folder, '--service', 'cache', '--audience', '', '--owners', '', '--slack', '', '--namespace', 'cache', '--target', 'dev', '--redis', '', '--param', 'POD:name'], { cols: 200, rows: 40, cwd: root });
  let said = '';
  const gone = new Promise<number>((done) => terminal.onExit(({ exitCode }) => { done(exitCode); }));
  const saw = (what: RegExp): Promise<void> => new Promise((done) => {
    const look = (): void => { if (what.test(said)) done(); else setTimeout(look, 20); };
    look();
  });
  terminal.onData((chunk) => { said += chunk; });
  await saw(/Title: /);
  terminal.write('Image cache\r');
  await saw(/which is in links \[image-cache\]: /);
  terminal.write('Image Cache\r');
  await saw(/cannot be a name here[^]*which is in links \[image-cache\]: /);
  terminal.write('\r');
  assert.equal(await gone, 0, said);
  assert.deepEqual(readdirSync(folder).sort(), ['image-cache.mdx', 'image-cache.practice.yaml']);
});
