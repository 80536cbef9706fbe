import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describe } from './description.ts';

const diagrams: readonly (readonly [source: string, title: string, text: string])[] = [
  ['flowchart LR\n  accTitle: How it flows\n  accDescr: From A to B.\n  A --> B', 'How it flows', 'From A to B.'],
  ['flowchart LR\n  accDescr {\n    From A\n    to B.\n  }\n  A --> B', '', 'From A to B.'],
  ['flowchart LR\n  A["accDescr: no, a label"] --> B', '', ''],
  ['flowchart LR\n  accTitle: never ends', 'never ends', ''],
  ['flowchart LR\n  accDescr { never closed', '', 'never closed'],
];

for (const [source, title, text] of diagrams) {
  test(`the words of ${JSON.stringify(source)}`, () => {
    assert.deepEqual(describe(source), { title, text });
  });
}

test('a long and hostile source is read in a moment', () => {
  const began = performance.now();
  describe('accTitle'.repeat(20_000) + ' \t'.repeat(50_000));
  describe('accDescr {\n'.repeat(20_000));
  assert.ok(performance.now() - began < 2_000);
});
