import assert from 'node:assert/strict';
import { test } from 'node:test';
import { effects } from './catalog/effect.ts';
import { type Decision, decide, type PolicyRequest, type Rule } from './policy.ts';
import { rightsOf, type Role } from './rights.ts';

const as = (...roles: Role[]) => ({ roles, rights: rightsOf(roles) });
const request: PolicyRequest = {
  person: 'ada', ...as('operator'), environment: 'prod', runbook: 'redis', step: 'ping', effect: 'change', target: 'dev', confirm: null, inUse: false,
};
const rule = (given: Partial<Rule> = {}): Rule => ({
  name: 'r', decide: 'allow', effects, roles: null, persons: null, runbooks: null, targets: null, while: null, confirm: false, reason: false, approvals: 0, say: '', ...given,
});
const asked = (decision: Decision) => (decision.decision === 'deny' ? 'deny' : [decision.decision, decision.confirm, decision.reason, decision.approvals].join(' '));

test('where no rule matches, the answer is no', () => {
  const cases: readonly Rule[][] = [
    [], [rule({ effects: ['read'] })], [rule({ persons: ['bob'] })], [rule({ persons: [] })], [rule({ runbooks: ['kafka'] })],
    [rule({ roles: ['approver'] })], [rule({ targets: ['prod'] })], [rule({ while: 'in-use' })], [rule({ decide: 'deny' })],
  ];
  for (const rules of cases) assert.equal(decide(request, rules).decision, 'deny', JSON.stringify(rules));
});

test('what rules that allow ask for adds up, in whatever order', () => {
  const table: readonly [rules: readonly Partial<Rule>[], asked: string][] = [
    [[{}], 'allow  false 0'],
    [[{ reason: true }], 'allow  true 0'],
    [[{ confirm: true }], 'confirm dev false 0'],
    [[{ approvals: 2 }], 'needs-approval  false 2'],
    [[{}, { confirm: true }], 'confirm dev false 0'],
    [[{ approvals: 1 }, { approvals: 2, reason: true }, { confirm: true }], 'needs-approval dev true 2'],
    [[{}, { reason: true, while: 'in-use' }], 'allow  false 0'],
    [[{}, { approvals: 1, persons: ['bob'] }], 'allow  false 0'],
    [[{ approvals: 1 }, { decide: 'deny' }], 'deny'],
  ];
  for (const [rules, expected] of table) {
    const whole = rules.map((given, at) => rule({ name: `r${at}`, ...given }));
    assert.equal(asked(decide(request, whole)), expected, JSON.stringify(rules));
    assert.equal(asked(decide(request, whole.toReversed())), expected, JSON.stringify(rules));
  }
});

test('while it is in use, a change asks for more', () => {
  const rules = [rule({ name: 'operate', roles: ['operator'] }), rule({ name: 'observing', effects: ['change', 'destroy'], while: 'in-use', reason: true, approvals: 1 })];
  assert.equal(asked(decide(request, rules)), 'allow  false 0');
  assert.equal(asked(decide({ ...request, inUse: true }, rules)), 'needs-approval  true 1');
  assert.equal(asked(decide({ ...request, inUse: true, effect: 'read' }, rules)), 'allow  false 0');
});

test('what is to be typed: the step’s own word, else the target, else the step', () => {
  const typed = (changed: Partial<PolicyRequest>, given: Partial<Rule>) => {
    const decision = decide({ ...request, ...changed }, [rule(given)]);
    return decision.decision === 'deny' ? undefined : decision.confirm;
  };
  assert.equal(typed({}, { confirm: true }), 'dev');
  assert.equal(typed({ target: null }, { confirm: true }), 'ping');
  assert.equal(typed({ confirm: 'burn it' }, { confirm: true }), 'burn it');
  assert.equal(typed({ confirm: 'burn it' }, {}), 'burn it');
  assert.equal(typed({}, {}), null);
});

test('outside practice it takes the right to operate, in practice the right to practise, whatever the rules say', () => {
  const everybody = [rule()];
  const table: readonly [roles: Role[], practice: boolean, elsewhere: boolean][] = [
    [[], false, false], [['viewer'], false, false], [['trainee'], true, false], [['operator'], true, true], [['approver'], true, false], [['admin'], true, false],
    [['viewer', 'trainee'], true, false], [['trainee', 'operator'], true, true],
  ];
  for (const [roles, practice, elsewhere] of table) {
    for (const [environment, may] of [['practice', practice], ['prod', elsewhere]] as const) {
      assert.equal(decide({ ...request, ...as(...roles), environment }, everybody).decision, may ? 'allow' : 'deny', `${roles.join()} ${environment}`);
    }
  }
  // A token may narrow what the roles give; it cannot add to it.
  assert.equal(decide({ ...request, rights: ['view', 'practise'] }, everybody).decision, 'deny');
  assert.equal(decide({ ...request, roles: ['trainee'] }, everybody).decision, 'deny');
});

test('a denial says why, in the rule’s own words when it has some, and who could', () => {
  const told = (rules: readonly Rule[], changed: Partial<PolicyRequest> = {}) => {
    const decision = decide({ ...request, ...changed }, rules);
    return decision.decision === 'deny' ? `${decision.rule}: ${decision.reason}` : '';
  };
  assert.equal(told([rule(), rule({ name: 'frozen', decide: 'deny', say: 'We are observing.' })]), 'frozen: We are observing.');
  assert.equal(told([rule({ name: 'frozen', decide: 'deny' })]), 'frozen: The rule frozen forbids this step here.');
  assert.equal(told([rule({ roles: ['admin', 'approver'] })]), ': No rule of this environment lets you run a step that can change. It takes the role admin or approver.');
  assert.match(told([rule()], as('trainee')), /run it in practice/);
});
