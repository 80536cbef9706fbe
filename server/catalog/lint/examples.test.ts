/** The examples of docs/reference/lint.md are the tests of its rules. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { findingsOf, readFile } from './engine.ts';
import { linkTargets } from './link-targets.ts';
import { lintFolder } from './lint-folder.ts';
import { ruleNames } from './rules.ts';
import { shellCheckPath } from './shellcheck.ts';
import { siteOf } from './site.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/reference/lint.md'), 'utf8');
const head = /```yaml\n(---\n[^]*?\n---\n)```/.exec(page)?.[1] ?? '';
const today = '2026-11-21';

interface Example { meta: string; text: string }

const parts = page.split(/^### (?=[a-z][a-z-]*$)/m).slice(1);
const sections = parts.map((part) => {
  const examples = Array.from(part.matchAll(/^````mdx ?(.*)\n([^]*?)^````$/gm), (found): Example => ({ meta: found[1] ?? '', text: found[2] ?? '' }));
  return { name: part.slice(0, part.indexOf('\n')), examples };
});

/** The front matter of the page, with those parameters that an example names. */
function whole({ text, meta }: Example): Uint8Array {
  const named = head.split('\n').filter((line) => !/^ {2}[A-Z]+:/.test(line) || text.includes((/[A-Z]+/.exec(line) ?? [''])[0]));
  const front = named.filter((line, at) => line !== 'parameters:' || /^ {2}[A-Z]+:/.test(named[at + 1] ?? '')).join('\n');
  const times = Number(/times=(\d+)/.exec(meta)?.[1] ?? 1);
  const body = (text.startsWith('---') ? '' : `${front}\n`) + text.repeat(times);
  if (!/\bescapes\b/.test(meta)) return new TextEncoder().encode(body);
  return Buffer.concat(body.split(/(\\u[0-9a-f]{4}|\\x[0-9a-f]{2})/).map((piece) => {
    const code = Number.parseInt(piece.slice(2), 16);
    if (piece.startsWith('\\u')) return Buffer.from(String.fromCharCode(code));
    return piece.startsWith('\\x') ? Buffer.from([code]) : Buffer.from(piece);
  }));
}

function rulesOf(example: Example): string[] {
  const id = /name=(\S+)/.exec(example.meta)?.[1] ?? 'image-cache';
  const read = readFile({ id, file: `runbooks/${id}.mdx`, bytes: whole(example) });
  const kept = /kept=(\S+)/.exec(example.meta)?.[1]?.split(',').map((link, at) => ({ link, line: at + 1 })) ?? [];
  const site = siteOf({ today, targets: linkTargets('/nowhere/runbooks', '/nowhere'), pages: read.page ? [read.page] : [], kept });
  return findingsOf(read, site, []).map(({ rule, line, message }) => `${rule} ${line} ${message}`);
}

test('every rule has its section, and no other', () => {
  assert.deepEqual(sections.map(({ name }) => name).sort(), [...ruleNames].sort());
  for (const { name, examples } of sections) assert.equal(examples.length, 2, `${name} has a bad and a good example`);
});

for (const { name, examples: [bad, good] } of sections) {
  if (name === 'shellcheck') continue;
  test(`${name}: its bad example breaks it and nothing else, its good one breaks nothing`, () => {
    assert.ok(bad && good);
    const found = rulesOf(bad);
    assert.ok(found.length > 0, 'nothing was found');
    assert.deepEqual(found.filter((each) => each.split(' ')[0] !== name), []);
    assert.deepEqual(rulesOf(good), []);
  });
}

test('shellcheck: the same, with ShellCheck itself', { skip: !existsSync(shellCheckPath) && 'ShellCheck is not installed' }, async () => {
  const examples = sections.find(({ name }) => name === 'shellcheck')?.examples ?? [];
  const root = mkdtempSync(join(tmpdir(), 'lint-'));
  try {
    const folder = join(root, 'runbooks');
    mkdirSync(folder);
    for (const [at, expected] of [['shellcheck'], []].entries()) {
      writeFileSync(join(folder, 'image-cache.mdx'), whole(examples[at] ?? { meta: '', text: '' }));
      const { findings } = await lintFolder(folder, { today });
      assert.deepEqual([...new Set(findings.map(({ rule }) => rule))], expected);
    }
  } finally {
    rmSync(root, { recursive: true });
  }
});
