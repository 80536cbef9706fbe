import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Session } from './session.ts';
import { onlyLooks } from './walk-may.ts';

const who = (...rights: string[]) => ({ state: 'in', rights }) as unknown as Session;
const table: readonly [what: string, Session, string, RegExp | ''][] = [
  ['a viewer in practice', who('view'), 'practice', /^You may look on here\. .*an administrator to make you a trainee\.$/],
  ['a trainee in practice', who('view', 'practise'), 'practice', ''],
  ['a trainee elsewhere', who('view', 'practise'), 'dev', /take part in Development, ask an administrator to make you an operator\.$/],
  ['an operator elsewhere', who('view', 'practise', 'operate'), 'dev', ''],
  ['nobody, who is told to log in', { state: 'out' }, 'practice', ''],
];
for (const [what, session, environment, said] of table) {
  test(`${what} is ${said === '' ? 'not told that they only look on' : 'told why they only look on, and whom to ask'}`, () => {
    const text = onlyLooks(session, environment, 'Development');
    if (said === '') assert.equal(text, '');
    else assert.match(text, said);
  });
}
