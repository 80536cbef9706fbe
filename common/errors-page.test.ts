/** docs/reference/errors.md and the table in errors.ts say the same, both ways. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { closeCode, type ErrorCode, errorTable } from './errors.ts';

const page = readFileSync(join(import.meta.dirname, '../docs/reference/errors.md'), 'utf8');
const rows = page.split('\n').filter((line) => /^\| `/.test(line));

/** The row that a code should have. The page is MDX: braces are escaped where they are not code. */
function rowOf(code: ErrorCode): string {
  const { http, say } = errorTable[code];
  const shown = say.split('`').map((part, at) => (at % 2 === 0 ? part.replaceAll(/[{}]/g, '\\$&') : part)).join('`');
  return `| \`${code}\` | ${http} | ${closeCode(code)} | ${shown} |`;
}

for (const code of Object.keys(errorTable) as ErrorCode[]) {
  test(`the page tells of ${code}`, () => { assert.ok(rows.includes(rowOf(code)), `docs/reference/errors.md needs the row:\n${rowOf(code)}`); });
}

test('the page tells of nothing that is not in the table', () => {
  const known = (Object.keys(errorTable) as ErrorCode[]).map(rowOf);
  assert.deepEqual(rows.filter((row) => !known.includes(row)), []);
});
