import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pureTests } from './pure-tests.ts';

const modules: Readonly<Record<string, string>> = {
  'add.ts': 'export const add = 1;',
  'starts.ts': "import { spawn } from 'node:child_process';\nexport const start = spawn;",
  'late.ts': "export const later = () => import('./starts.ts');",
  'round.ts': "import { trip } from './trip.ts';\nimport './starts.ts';\nexport const round = trip;",
  'trip.ts': "import {\n  round,\n} from './round.ts';\nexport const trip = () => round;",
};
const table: Readonly<Record<string, [source: string, pure: boolean]>> = {
  computes: ["import { add } from './add.ts';", true],
  types: ["import type { start } from './starts.ts';", true],
  starts: ["import { start } from './starts.ts';", false],
  'imports-late': ["import './late.ts';", false],
  'goes-round': ["import { trip } from './trip.ts';", false],
  listens: ["import { createServer } from 'node:http';", false],
  'has-a-hook': ["import { add } from './add.ts';\nafter(() => add);", false],
  'sets-a-variable': ["process.env['HOME'] = '/';", false],
  'stops-the-clock': ['context.mock.timers.enable();', false],
};

test('pure is what neither reaches beyond its process nor disturbs others in it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'handrail-pure-'));
  try {
    for (const [name, source] of Object.entries(modules)) writeFileSync(join(folder, name), source);
    const files = Object.entries(table).map(([name, [source]]) => {
      const file = join(folder, `${name}.test.ts`);
      writeFileSync(file, source);
      return file;
    });
    assert.deepEqual(pureTests(files), files.filter((_, at) => Object.values(table)[at]?.[1]));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
