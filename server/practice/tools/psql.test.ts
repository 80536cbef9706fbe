import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';

test('psql says what the database is, and what to write instead', () => {
  const { status, stdout, stderr } = spawnSync(join(import.meta.dirname, 'psql'), ['-c', 'select 1'], { encoding: 'utf8' });
  assert.deepEqual([status, stdout], [2, '']);
  assert.match(stderr, /is SQLite\. Write `sql <file`, or use the runbook's sql steps\.\n$/);
});
