import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Effect } from '../../common/catalog/effect.ts';
import { HandrailError } from '../../common/errors.ts';
import { type Lacking, requireAnswers } from './permission.ts';
import type { Plan } from './plan.ts';
import type { StartAsked } from './request.ts';

const typed = { confirm: 'burn it' };
const without: Lacking = { unmet: ['look'], outside: null };
const nothing: Lacking = { unmet: [], outside: null };

const asked: readonly [what: string, effect: Effect, given: Partial<StartAsked>, lacking: Lacking, code: string | null][] = [
  ['a step that destroys tells what must come first before a word is asked for', 'destroy', {}, without, 'needs-unmet-destroy'],
  ['and typing it does not help', 'destroy', { ...typed, reason: 'I must' }, without, 'needs-unmet-destroy'],
  ['with all done, the word is asked for', 'destroy', {}, nothing, 'confirm-missing'],
  ['a wrong word is none', 'destroy', { confirm: 'Burn it' }, nothing, 'confirm-missing'],
  ['a change asks for the word, then for a reason to go without', 'change', {}, without, 'confirm-missing'],
  ['a change, the word typed', 'change', typed, without, 'needs-unmet'],
  ['a change, with both', 'change', { ...typed, reason: 'I must' }, without, null],
  ['a step that destroys, all done, the word typed', 'destroy', typed, nothing, null],
];
for (const [what, effect, given, lacking, code] of asked) {
  test(`${what}: ${code ?? 'it runs'}`, () => {
    const plan = { effect, environment: { title: 'Practice', windows: 'told' }, runbook: { targets: {} }, target: null } as unknown as Plan;
    const answer = () => { requireAnswers(plan, given as StartAsked, { decision: 'confirm', rules: [], confirm: 'burn it', reason: false, approvals: 0 }, lacking); };
    if (code === null) answer();
    else assert.throws(answer, (error) => error instanceof HandrailError && error.code === code);
  });
}
