import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ran, StepFreshness, Tried } from '../../../common/freshness.ts';
import { allSaid, type Said, stepSaid } from './said.ts';

const when = (at: number) => `${at} h ago`;
const tried = (given: Partial<Tried> = {}): Tried => ({ outcome: 'passed', at: 2, changed: false, why: '', ...given });
const ran = (given: Partial<Ran> = {}): Ran => ({ step: 's', at: 1, by: 'you', ending: 'as-expected', exit: 0, environment: 'practice', changed: false, ...given });

const steps: readonly [known: StepFreshness, tone: Said['tone'], text: string][] = [
  [{ tried: null, ran: null }, 'none', 'not tried in practice yet'],
  [{ tried: tried(), ran: null }, 'good', 'passed in practice 2 h ago'],
  [{ tried: tried(), ran: ran() }, 'good', 'passed in practice 2 h ago · you ran it 1 h ago, as expected'],
  [{ tried: tried(), ran: ran({ by: 'somebody', environment: 'usdf-dev', exit: 1, ending: 'not-as-expected' }) }, 'good',
    'passed in practice 2 h ago · somebody ran it 1 h ago in usdf-dev, exit 1, not as expected'],
  [{ tried: tried(), ran: ran({ exit: 1 }) }, 'good', 'passed in practice 2 h ago · you ran it 1 h ago, exit 1, as expected'],
  [{ tried: tried(), ran: ran({ ending: 'stopped', exit: null }) }, 'good', 'passed in practice 2 h ago · you ran it 1 h ago, stopped'],
  [{ tried: tried(), ran: ran({ ending: 'timed-out', exit: null }) }, 'good', 'passed in practice 2 h ago · you ran it 1 h ago, timed out'],
  [{ tried: tried(), ran: ran({ ending: 'lost', exit: null }) }, 'good', 'passed in practice 2 h ago · you ran it 1 h ago, how it ended is not known'],
  [{ tried: tried(), ran: ran({ changed: true }) }, 'good', 'passed in practice 2 h ago · you ran it 1 h ago, as expected, text changed since'],
  [{ tried: tried({ changed: true }), ran: ran() }, 'old', 'passed in practice 2 h ago, text changed since · you ran it 1 h ago, as expected'],
  [{ tried: tried({ changed: true }), ran: ran({ changed: true }) }, 'old', 'passed in practice 2 h ago · you ran it 1 h ago, as expected · text changed since'],
  [{ tried: tried({ outcome: 'failed', why: 'Exit status 1.' }), ran: null }, 'bad', 'failed in practice 2 h ago: Exit status 1'],
  [{ tried: tried({ outcome: 'failed', passed: 1 }), ran: null }, 'bad', 'failed in practice 2 h ago (it last passed 1 h ago)'],
  [{ tried: tried({ outcome: 'skipped', why: 'Nobody types.' }), ran: null }, 'none', 'not tried in practice: Nobody types'],
];
for (const [known, tone, text] of steps) {
  test(`a step says: ${text}`, () => {
    const said = stepSaid(known, when);
    assert.deepEqual([said.tone, said.parts.join(' · ')], [tone, text]);
  });
}

const none: StepFreshness = { tried: null, ran: null };
const good: StepFreshness = { tried: tried(), ran: null };
const all: readonly [known: readonly StepFreshness[], tone: Said['tone'], text: string][] = [
  [[none, none], 'none', 'not tried in practice yet'],
  [[good, { tried: tried({ at: 1 }), ran: null }], 'good', 'both steps passed in practice 1 h ago'],
  [[good, good, good], 'good', 'all 3 steps passed in practice 2 h ago'],
  [[good, none, none], 'none', '1 of 3 steps passed in practice 2 h ago'],
  [[good, { tried: tried({ outcome: 'skipped' }), ran: null }], 'good', 'the step passed in practice 2 h ago'],
  [[good, { tried: tried({ changed: true }), ran: null }], 'old', '1 of 2 steps passed in practice 2 h ago · 1 of 2 changed since it was tried'],
  [[{ tried: tried({ changed: true }), ran: null }, { tried: tried({ changed: true }), ran: null }], 'old', '2 of 2 changed since they were tried'],
  [[good, good, { tried: tried({ outcome: 'failed' }), ran: null }], 'bad', '1 of 3 steps fails in practice · 2 passed 2 h ago'],
  [[{ ...good, ran: ran({ at: 5 }) }, { ...good, ran: ran({ at: 8, by: 'somebody' }) }], 'good', 'both steps passed in practice 2 h ago · last run by somebody 8 h ago, as expected'],
];
for (const [known, tone, text] of all) {
  test(`a procedure says: ${text}`, () => {
    const said = allSaid(known.map((one, at) => ({ ...one, id: `s${at}` })), when);
    assert.deepEqual([said.tone, said.parts.join(' · ')], [tone, text]);
  });
}
