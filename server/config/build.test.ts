import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { buildOf } from './build.ts';

const root = mkdtempSync('/tmp/hr-build-');
after(() => { rmSync(root, { recursive: true }); });
const write = (path: string, text: string) => {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
};

test('the build changes with the code of a runner, and with nothing else', () => {
  for (const [path, text] of [
    ['common/ids.ts', 'a'], ['server/config/load.ts', 'b'], ['server/sandbox/argv.ts', 'c'], ['server/runner/main.ts', 'd'], ['server/runner/trial.ts', 'd'],
    ['server/practice/scenarios/one/check.sh', 'e'], ['server/chain-file.ts', 'f'], ['server/log.ts', 'f'], ['package-lock.json', 'g'], ['server/runner/host.test.ts', 'h'], ['server/http/app.ts', 'i'],
  ] as const) write(path, text);
  const first = buildOf(root);
  assert.match(first, /^[0-9a-f]{16}$/);
  const builds = new Set([first]);
  for (const [path, text, isOther] of [
    ['server/runner/host.test.ts', 'changed', false], ['server/http/app.ts', 'changed', false], ['server/runner/trial.ts', 'changed', false],
    ['common/ids.ts', 'changed', true], ['server/practice/scenarios/one/check.sh', 'changed', true], ['package-lock.json', 'changed', true],
    ['server/runner/new.ts', '', true], ['server/log.ts', 'fg', true],
  ] as const) {
    write(path, text);
    const now = buildOf(root);
    assert.equal(!builds.has(now), isOther, path);
    builds.add(now);
  }
  renameSync(join(root, 'server/runner/new.ts'), join(root, 'server/runner/newer.ts'));
  assert.equal(builds.has(buildOf(root)), false, 'a file that moved');
});

test('the build of these sources is the same each time', () => { assert.equal(buildOf(), buildOf()); });
