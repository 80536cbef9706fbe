import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Runbook } from '../../common/catalog/runbook.ts';
import { cardOf } from './card.ts';

test('a card counts steps by what they do, a file as a change', () => {
  const steps = [{ kind: 'runnable', effect: 'read' }, { kind: 'runnable', effect: 'destroy' }, { kind: 'file' }, { kind: 'manual' }];
  const runbook = { id: 'r', title: 'R', service: 's', description: 'd', steps } as unknown as Runbook;
  assert.deepEqual(cardOf(runbook), { id: 'r', title: 'R', service: 's', description: 'd', count: { read: 1, change: 1, destroy: 1, manual: 1 } });
});
