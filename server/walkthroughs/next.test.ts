/** What a walkthrough that goes on does next, by how its steps stand. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StepStanding, WalkState, WalkStep } from '../../common/walkthrough.ts';
import { nextOf } from './next.ts';

const step = (id: string, more: Partial<WalkStep> = {}): WalkStep => ({
  id, title: id, kind: 'runnable', procedure: 'p', procedureTitle: 'P', effect: 'read', digest: id, needs: [], only: [], parameters: [], interactive: false, background: false, isNeededOnly: false, ...more,
});
const stands = (state: StepStanding['state'], more: Partial<StepStanding> = {}): StepStanding => ({ state, staleFor: null, by: '', at: null, run: null, runs: [], reason: '', missing: [], blank: [], ...more });

const table: readonly [what: string, [WalkStep, StepStanding][], next: string, environment?: string, changed?: string[]][] = [
  ['the first that waits', [[step('a'), stands('done')], [step('b'), stands('waiting')]], 'run b'],
  ['past what is ticked, skipped or elsewhere', [[step('a'), stands('ticked')], [step('b'), stands('skipped')], [step('c'), stands('elsewhere')], [step('d'), stands('waiting')]], 'run d'],
  ['nothing while one runs', [[step('a'), stands('running')], [step('b'), stands('waiting')]], 'wait'],
  ['past what runs in the background', [[step('a', { background: true }), stands('running')], [step('b'), stands('waiting')]], 'run b'],
  ['not past what was unexpected', [[step('a'), stands('unexpected')]], 'hold a: “a” did not end as expected.'],
  ['not past what failed in the background', [[step('a', { background: true }), stands('unexpected')], [step('b'), stands('waiting')]], 'hold a: “a” did not end as expected.'],
  ['not past what was stopped', [[step('a'), stands('stopped')]], 'hold a: “a” was stopped.'],
  ['not past what was lost', [[step('a'), stands('lost')]], 'hold a: “a” was lost: nobody knows how it ended.'],
  ['not past what does not count any more', [[step('a'), stands('stale')]], 'hold a: “a” was done, and that does not count any more.'],
  ['nothing that is done by hand', [[step('a', { kind: 'manual' }), stands('waiting')]], 'hold a: “a” is done by hand.'],
  ['nothing that is typed into', [[step('a', { interactive: true }), stands('waiting')]], 'hold a: “a” asks for somebody at its terminal.'],
  ['nothing that destroys, where it counts', [[step('a', { effect: 'destroy' }), stands('waiting')]], 'hold a: “a” destroys something: somebody has to press Run.'],
  ['what destroys in practice', [[step('a', { effect: 'destroy' }), stands('waiting')]], 'run a', 'practice'],
  ['nothing without its values', [[step('a'), stands('waiting', { blank: ['POD', 'JOB'] })]], 'hold a: “a” needs a value for POD, JOB.'],
  ['nothing without what it needs', [[step('a'), stands('waiting', { missing: ['b', 'gone'] })], [step('b'), stands('waiting')]], 'hold a: “a” needs “b”, “gone” first.'],
  ['nothing without what it needs in that world', [[step('b'), stands('done')], [step('a'), stands('waiting', { missing: ['b'] })]], 'hold a: “a” needs “b” first, in the practice world of who has the lead.', 'practice'],
  ['nothing whose text is another now', [[step('a'), stands('waiting')]], 'hold a: “a” is another in the runbook that is deployed now.', 'dev', ['a']],
  ['nothing more at the end', [[step('a'), stands('done')]], 'hold : All steps are done, ticked off or skipped.'],
];
for (const [what, steps, expected, environment = 'dev', changed = []] of table) {
  test(`it does ${what}`, () => {
    const state: WalkState = {
      seq: 1, lead: 'ada', parameters: {}, people: [], going: { by: 'ada', since: 1 }, held: '', ended: null, next: null, counts: { all: 0, done: 0, skipped: 0, amiss: 0 },
      steps: Object.fromEntries(steps.map(([{ id }, standing]) => [id, standing])),
    };
    const next = nextOf({ steps: steps.map(([one]) => one), environment }, state, changed);
    assert.equal(next.kind === 'hold' ? `hold ${next.step ?? ''}: ${next.why}` : next.kind === 'run' ? `run ${next.step.id}` : 'wait', expected);
  });
}
