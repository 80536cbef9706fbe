import assert from 'node:assert/strict';
import { test } from 'node:test';
import { effects } from './catalog/effect.ts';
import { decide, type PolicyRequest, type Rule, verdicts } from './policy.ts';

const request: PolicyRequest = { person: 'ada', runbook: 'redis', step: 'ping', effect: 'read', target: 'dev', confirm: null };
const rule = (given: Partial<Rule>): Rule =>
  ({ name: 'r', decide: 'allow', effects, persons: null, runbooks: null, reason: '', ...given });

test('where no rule matches, the answer is no', () => {
  const cases: readonly Rule[][] = [
    [],
    [rule({ effects: ['change'] })],
    [rule({ persons: ['bob'] })],
    [rule({ runbooks: ['kafka'] })],
    [rule({ persons: [] })],
  ];
  for (const rules of cases) assert.equal(decide(request, rules).decision, 'deny', JSON.stringify(rules));
});

test('the strictest matching rule wins, whatever the order', () => {
  for (const left of verdicts) {
    for (const right of verdicts) {
      const stricter = verdicts[Math.max(verdicts.indexOf(left), verdicts.indexOf(right))];
      assert.equal(decide(request, [rule({ decide: left }), rule({ decide: right })]).decision, stricter, `${left} ${right}`);
    }
  }
});

test('a rule that denies says why, in its own words when it has some', () => {
  assert.deepEqual(decide(request, [rule({ name: 'frozen', decide: 'deny', reason: 'We are observing.' })]),
    { decision: 'deny', rule: 'frozen', reason: 'We are observing.' });
  assert.deepEqual(decide(request, [rule({ name: 'frozen', decide: 'deny' })]),
    { decision: 'deny', rule: 'frozen', reason: 'The rule frozen forbids this step here.' });
});

test('what is to be typed: the step’s own word, else the target, else the step', () => {
  const confirm = [rule({ decide: 'confirm' })];
  const typed = (changed: Partial<PolicyRequest>, rules: readonly Rule[]) => {
    const decision = decide({ ...request, ...changed }, rules);
    return decision.decision === 'confirm' ? decision.expected : decision.decision;
  };
  assert.equal(typed({ confirm: 'the stream' }, confirm), 'the stream');
  assert.equal(typed({}, confirm), 'dev');
  assert.equal(typed({ target: null }, confirm), 'ping');
  assert.equal(typed({ confirm: 'the stream' }, [rule({})]), 'the stream');
  assert.equal(typed({}, [rule({})]), 'allow');
});

test('adding a deny never lets anybody do more', () => {
  const persons = [null, ['ada'], ['bob']];
  const runbooks = [null, ['redis'], ['kafka']];
  const all = verdicts.flatMap((verdict) => effects.flatMap((effect) => persons.flatMap((who) => runbooks.map((what) =>
    rule({ decide: verdict, effects: [effect], persons: who, runbooks: what })))));
  const harshness = (rules: readonly Rule[], asked: PolicyRequest) => verdicts.indexOf(decide(asked, rules).decision);
  for (const effect of effects) {
    for (const one of all) {
      for (const deny of all.filter((other) => other.decide === 'deny')) {
        const asked = { ...request, effect };
        assert.ok(harshness([one, deny], asked) >= harshness([one], asked));
      }
    }
  }
});
