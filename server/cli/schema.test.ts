import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { z } from 'zod';
import { schemas, schemaText } from './schemas.ts';

const root = resolve(import.meta.dirname, '../..');
const shape = (name: string) => z.fromJSONSchema(JSON.parse(schemaText(name)) as Parameters<typeof z.fromJSONSchema>[0]);

function handrail(...words: string[]) {
  return spawnSync(process.execPath, [join(root, 'server/cli/main.ts'), 'schema', ...words], { encoding: 'utf8', input: '' });
}

for (const name of Object.keys(schemas)) {
  test(`static/schema/${name}.json is up to date`, () => {
    assert.equal(readFileSync(join(root, `static/schema/${name}.json`), 'utf8'), schemaText(name), 'run: npx handrail schema --out static/schema');
  });
}

test('the runbooks, their practice scripts and environments.yaml fit their schemas', () => {
  const texts = globSync('runbooks/*.mdx', { cwd: root }).map((file) => [file, 'front-matter', readFileSync(join(root, file), 'utf8').split(/^---$/m)[1] ?? ''] as const);
  const scripts = globSync('runbooks/*.practice.yaml', { cwd: root }).map((file) => [file, 'practice', readFileSync(join(root, file), 'utf8')] as const);
  const all = [...texts, ...scripts, ['environments.yaml', 'environments', readFileSync(join(root, 'environments.yaml'), 'utf8')] as const];
  assert.ok(texts.length > 0);
  for (const [file, name, text] of all) {
    const checked = shape(name).safeParse(parse(text));
    assert.ok(checked.success, `${file}: ${checked.error?.message ?? ''}`);
  }
});

test('the command lists, prints and writes them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'schema-'));
  assert.match(handrail().stdout, /^front-matter +the front matter of a runbook\nfence /);
  assert.equal(handrail('fence').stdout, schemaText('fence'));
  assert.deepEqual(Object.keys(JSON.parse(handrail('--json').stdout) as object), Object.keys(schemas));
  const { files } = JSON.parse(handrail('--json', '--out', join(folder, 'deep/er')).stdout) as { files: string[] };
  assert.deepEqual(files.map((file) => basename(file)).sort(), readdirSync(join(folder, 'deep/er')).sort());
  const refused = handrail('fances');
  assert.equal(refused.status, 125);
  assert.match(refused.stderr, /Allowed choices are front-matter, fence, practice, environments/);
  rmSync(folder, { recursive: true });
});
