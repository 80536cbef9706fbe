/** `handrail test` from within a test: the same engine, on a folder of one's choice. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { loadConfig } from '../../server/config/load.ts';
import type { Outcome, StepOutcome } from '../../server/doctest/outcome.ts';
import { runTests, type TestOptions } from '../../server/doctest/test-run.ts';

export const root = resolve(import.meta.dirname, '../..');

/** Takes the folder of runbooks and what differs from the usual; gives what came of it. */
export async function tryRunbooks(folder: string, more: Partial<TestOptions> = {}): Promise<Outcome> {
  // Where a person's own things would be: nothing may ever appear there.
  const elsewhere = mkdtempSync(join(tmpdir(), 'handrail-own-'));
  try {
    return await runTests({
      config: loadConfig({ HANDRAIL_DATA: elsewhere }, root), references: [], target: null, folder, from: root, rules: join(root, 'environments.yaml'),
      environment: 'practice', jobs: null, update: false, tested: null, patience: 120, signal: new AbortController().signal, onUnit: () => undefined, onUnkept: () => undefined, ...more,
    });
  } finally {
    rmSync(elsewhere, { recursive: true });
  }
}

/** Takes what came of it; gives each step's outcome, by procedure, step and target. */
export function byStep({ units }: Outcome): Map<string, StepOutcome> {
  return new Map(units.flatMap(({ procedure, target, steps }) => steps.map((step) => [`${procedure}/${step.step}${target === '' ? '' : ` on ${target}`}`, step] as const)));
}
