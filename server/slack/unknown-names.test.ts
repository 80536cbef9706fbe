import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Catalog, Runbook } from '../../common/catalog/runbook.ts';
import type { Subscription } from '../config/slack.ts';
import { unknownNames } from './unknown-names.ts';

const runbook = { id: 'prompt-redis', service: 'Prompt Redis' } as Runbook;
const catalog: Catalog = { digest: 'd', runbooks: [runbook], broken: [] };
const to = [{ webhook: 'team' }];

const rows: readonly [name: string, wanted: Omit<Subscription, 'to'>, catalog: Catalog | null, told: readonly string[]][] = [
  ['what there is', { environments: ['practice', 'prod'], runbooks: ['prompt-redis'], services: ['Prompt Redis'] }, catalog, []],
  ['nothing named', {}, catalog, []],
  ['slips', { environments: ['prodution'], runbooks: ['promt-redis'], services: ['prompt redis'] }, catalog, ['the environment “prodution”', 'the runbook “promt-redis”', 'the service “prompt redis”']],
  ['no catalog to compare with', { environments: ['prodution'], runbooks: ['x'], services: ['x'] }, null, ['the environment “prodution”']],
  ['a runbook that has problems just now', { runbooks: ['ill'], services: ['Ill'] }, { ...catalog, broken: [{ id: 'ill', title: 'Ill', problems: 1 }] }, []],
];
for (const [name, wanted, known, told] of rows) {
  test(`a subscription with ${name} is told of ${told.length} unknown names`, () => {
    const said = unknownNames({ subscriptions: [{ to }, { ...wanted, to }] }, known, ['practice', 'prod']);
    assert.deepEqual(said.map((sentence) => /names (.*), which/.exec(sentence)?.[1]), told);
    assert.ok(said.every((sentence) => sentence.startsWith('Subscription 2 ')));
  });
}
