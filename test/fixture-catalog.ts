/** A catalog of a test's own making: steps that print known bytes, loop, or do not end. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf } from '../common/catalog/digest.ts';
import type { Catalog, Runbook } from '../common/catalog/runbook.ts';
import type { RunnableStep } from '../common/catalog/step.ts';

const plain: Omit<RunnableStep, 'id' | 'source' | 'digest'> = {
  kind: 'runnable', language: 'bash', effect: 'read', title: '', expect: null, exit: [0], needs: [], only: [], timeout: 600,
  interactive: false, background: false, confirm: null, mask: null, parameters: [], procedure: 'steps', procedureTitle: 'Steps', line: 1,
};

/** Takes what a step is beyond a plain `bash` one; gives the step with a digest over it. */
export function fixtureStep(given: Partial<RunnableStep> & { id: string; source: string }): RunnableStep {
  const step = { ...plain, ...given };
  return { ...step, digest: digestOf(step) };
}

/** Takes steps; gives a catalog with one runbook, `fixture`, that holds them. */
export function fixtureCatalog(steps: RunnableStep[]): Catalog {
  const runbook: Runbook = {
    id: 'fixture', title: 'Fixture', service: 'fixture', description: '', audience: '', owners: [], slack: [], reviewed: null, reviewEvery: 180, gaps: [],
    environments: ['practice'], targets: {}, redis: { pod: 'prompt-redis-0', namespace: 'prompt-redis' }, parameters: steps.flatMap(({ parameters }) => parameters), steps,
  };
  return { digest: digestOf(steps), runbooks: [runbook] };
}

/** Takes a catalog; writes it to a file of its own and gives the path. */
export function writeCatalog(catalog: Catalog): string {
  const file = join(mkdtempSync('/tmp/handrail-catalog-'), 'catalog.json');
  writeFileSync(file, JSON.stringify(catalog));
  return file;
}
