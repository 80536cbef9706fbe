import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KubeObject } from '../object.ts';
import { registry } from '../resources.ts';
import { table } from './table.ts';

const bare = { apiVersion: 'v1', kind: 'X', metadata: { name: 'a', uid: 'u', resourceVersion: '1', creationTimestamp: '2025-01-01T00:00:00Z' } } as KubeObject;
const options = { include: 'Metadata', now: Date.parse('2025-01-01T00:00:30Z'), resourceVersion: '7', withColumns: true } as const;

interface Shown {
  metadata: { resourceVersion: string };
  columnDefinitions: { name: string }[] | null;
  rows: { cells: unknown[]; object?: { kind: string } }[];
}

test('every kind has a row for its barest object', () => {
  const template = { spec: { containers: [] } };
  const spec = { replicas: 1, template, containers: [], jobTemplate: { spec: { template } }, schedule: '* * * * *' };
  for (const resource of registry.all) {
    const object = { ...bare, kind: resource.kind, spec, involvedObject: { kind: 'Pod', name: 'p' }, source: {}, message: '', type: 'Normal', reason: '', revision: 1 } as KubeObject;
    const shown = table(resource, [object], options) as Shown;
    assert.equal(shown.columnDefinitions?.length, shown.rows[0]?.cells.length, resource.plural);
    assert.ok(shown.rows[0]?.cells.every((cell) => cell !== undefined && !String(cell).includes('undefined')), `${resource.plural}: ${String(shown.rows[0]?.cells)}`);
  }
});

test('the object beside a row', () => {
  const [kind] = registry.all;
  assert.ok(kind);
  const shown = (include: 'None' | 'Metadata' | 'Object') => (table(kind, [bare], { ...options, include }) as Shown).rows[0]?.object;
  assert.equal(shown('None'), undefined);
  assert.equal(shown('Metadata')?.kind, 'PartialObjectMetadata');
  assert.equal(shown('Object'), bare);
  assert.equal((table(kind, [], { ...options, withColumns: false }) as Shown).columnDefinitions, null);
});
