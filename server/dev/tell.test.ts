import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DevFinding, editorAddress } from '../../common/dev-report.ts';
import { linesOf } from './tell.ts';

const finding = (severity: DevFinding['severity'], line: number): DevFinding => ({ file: 'runbooks/a.mdx', line, column: 2, message: 'No.', rule: 'markup', severity });

for (const [name, findings, lines] of [
  ['nothing', {}, ['3 runbooks: no problems.']],
  ['notes', { a: [finding('note', 1)] }, ['3 runbooks: no problems.']],
  ['a problem', { a: [finding('problem', 4)] }, ['runbooks/a.mdx:4:2 No. [markup]', '3 runbooks: 1 problem, 0 warnings; steps of 1 runbook cannot be run.']],
  ['lint’s', { a: [finding('error', 4), finding('warning', 5)] }, ['runbooks/a.mdx:4:2 No. [markup]', 'runbooks/a.mdx:5:2 warning: No. [markup]', '3 runbooks: 1 problem, 1 warning.']],
] as const) {
  test(`${name}, as lines`, () => { assert.deepEqual(linesOf({ runbooks: 3, findings }), lines); });
}

test('a place opens in an editor, whatever the folder is called', () => {
  const address = editorAddress({ scheme: 'vscode', folder: '/home/a b/#1/run?books' }, { file: '../x/my-book.mdx', line: 4, column: 2 });
  assert.equal(address, 'vscode://file/home/a%20b/%231/run%3Fbooks/my-book.mdx:4:2');
});
