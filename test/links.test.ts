/** Every link to a runbook, a heading or a step that was ever given away leads somewhere. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { linksOf, lostLinks, readKept } from '../server/links/kept.ts';
import { catalog, root } from './handrail.ts';

const kept = readKept(readFileSync(join(root, 'runbooks/links.txt'), 'utf8'));

test('every link that was ever there leads somewhere, or its runbook says what is instead', () => {
  assert.ok(kept.length > 250);
  assert.deepEqual(lostLinks(kept, catalog), []);
});

test('every link that there is, is kept: `npx handrail links --keep` adds it', () => {
  assert.deepEqual(linksOf(catalog).filter((link) => !kept.includes(link)), []);
});

/** Takes a folder and the words of a command; runs it there. */
const handrail = (folder: string, ...words: string[]) => spawnSync(process.execPath, [join(root, 'server/cli/main.ts'), ...words], { cwd: folder, encoding: 'utf8', timeout: 200_000, stdio: ['ignore', 'pipe', 'pipe'] });

test('a step that is renamed is missed until its old name is told', () => {
  const folder = mkdtempSync(join(tmpdir(), 'handrail-links-'));
  try {
    mkdirSync(join(folder, 'runbooks'));
    const file = join(folder, 'runbooks/redis.mdx');
    copyFileSync(join(root, 'runbooks/prompt-redis.mdx'), file);
    assert.match(handrail(folder, 'links').stdout, /^\/go\/redis\/create-stream$/m);
    assert.match(handrail(folder, 'links', '--check').stdout, /\/go\/redis\/create-stream does not stand in runbooks\/links\.txt yet/);
    assert.match(handrail(folder, 'links', '--keep').stdout, /, 0 lost$/m);
    assert.equal(handrail(folder, 'links', '--check').status, 0);
    const text = readFileSync(file, 'utf8');
    const renamed = text.replaceAll('create-stream', 'make-stream');
    assert.notEqual(renamed, text);
    writeFileSync(file, renamed);
    const missed = handrail(folder, 'links', '--check');
    assert.equal(missed.status, 1);
    assert.match(missed.stdout, /^\/go\/redis\/create-stream leads nowhere\./m);
    writeFileSync(file, renamed.replace('---\n', '---\naliases: {create-stream: make-stream}\n'));
    assert.equal(handrail(folder, 'links', '--keep').status, 0);
    assert.match(readFileSync(join(folder, 'runbooks/links.txt'), 'utf8'), /^\/go\/redis\/create-stream\n(?:.*\n)*\/go\/redis\/make-stream$/m);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the command runs in a checkout as the handbook shows it', () => {
  const { stdout, status } = spawnSync('npx', ['handrail', 'links', '--check'], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 200_000 });
  assert.equal(status, 0, stdout);
});
