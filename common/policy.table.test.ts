/**
 * What is decided, told apart from how: a table written out by hand for every role, effect and use of an environment, each
 * way of narrowing a rule, and what must hold for any rules at all, tried on thousands made by chance.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Effect, effects } from './catalog/effect.ts';
import { decide, type Decision, type PolicyRequest, type Rule, uses } from './policy.ts';
import { type Right, rights, rightsOf, type Role, roles } from './rights.ts';

const plainRule: Rule = {
  name: 'r', decide: 'allow', effects, roles: null, persons: null, runbooks: null, targets: null, while: null, confirm: false, reason: false, approvals: 0, say: '',
};
const rule = (given: Partial<Rule>): Rule => ({ ...plainRule, ...given });

const asked = (given: Partial<PolicyRequest> & { roles: readonly Role[] }): PolicyRequest => ({
  person: 'ada', rights: rightsOf(given.roles), environment: 'summit', runbook: 'redis', step: 'clear', effect: 'read', target: 'prod', confirm: null, inUse: false, ...given,
});

/** A decision in a word or two: `no`, `go`, or what it takes: `type`, `why`, and how many others. */
function told(decision: Decision): string {
  if (decision.decision === 'deny') return 'no';
  const takes = [decision.confirm === null ? '' : 'type', decision.reason ? 'why' : '', decision.approvals > 0 ? String(decision.approvals) : ''].filter(Boolean);
  const word = decision.approvals > 0 ? 'needs-approval' : decision.confirm === null ? 'allow' : 'confirm';
  assert.equal(decision.decision, word, 'the word is that of the strictest');
  return takes.join('+') || 'go';
}

const environments: Readonly<Record<string, readonly Rule[]>> = {
  practice: [rule({ name: 'practise' })],
  base: [rule({ name: 'look', effects: ['read'] }), rule({ name: 'careful', effects: ['change', 'destroy'], roles: ['operator'], confirm: true })],
  summit: [
    rule({ name: 'look', effects: ['read'] }),
    rule({ name: 'mend', effects: ['change'], roles: ['operator'], confirm: true }),
    rule({ name: 'mend-at-night', effects: ['change'], while: 'in-use', reason: true, approvals: 1 }),
    rule({ name: 'end', effects: ['destroy'], roles: ['operator'], confirm: true, reason: true, approvals: 2 }),
    rule({ name: 'observing', decide: 'deny', effects: ['destroy'], while: 'in-use', say: 'We are observing.' }),
  ],
};

/** Nobody at all, each role, and those with two of which one alone would do less. */
const table = `
                   practice            base                summit free                 summit in use
                   read change destroy read change destroy read change destroy         read change     destroy
nobody             no   no     no      no   no     no      no   no     no              no   no         no
viewer             no   no     no      no   no     no      no   no     no              no   no         no
trainee            go   go     go      no   no     no      no   no     no              no   no         no
operator           go   go     go      go   type   type    go   type   type+why+2      go   type+why+1 no
approver           go   go     go      no   no     no      no   no     no              no   no         no
admin              go   go     go      no   no     no      no   no     no              no   no         no
viewer,operator    go   go     go      go   type   type    go   type   type+why+2      go   type+why+1 no
approver,operator  go   go     go      go   type   type    go   type   type+why+2      go   type+why+1 no
approver,admin     go   go     go      no   no     no      no   no     no              no   no         no
`.trim().split('\n').slice(2).map((line) => line.trim().split(/\s+/));

const columns = [['practice', false], ['base', false], ['summit', false], ['summit', true]] as const;
for (const [who = '', ...cells] of table) {
  test(`what ${who} may run, in each environment and each effect`, () => {
    assert.equal(cells.length, columns.length * effects.length);
    const held = who === 'nobody' ? [] : who.split(',') as Role[];
    const answers = columns.flatMap(([environment, inUse]) => effects.map((effect) => told(decide(asked({ roles: held, environment, effect, inUse }), environments[environment] ?? []))));
    assert.deepEqual(answers, cells);
  });
}

test('the table has a row for every role, and a word for every effect', () => {
  assert.deepEqual(roles.filter((role) => !table.some(([who]) => who === role)), []);
  assert.deepEqual(effects, ['read', 'change', 'destroy']);
});

test('whatever roles one has, and however a token narrows them: one works where the right to is left, and nowhere else', () => {
  const everything = [rule({})];
  for (const held of subsets(roles)) {
    for (const narrowed of subsets(rights)) {
      for (const environment of ['practice', 'summit', 'Practice', 'practice ', '']) {
        const right: Right = environment === 'practice' ? 'practise' : 'operate';
        const may = narrowed.includes(right) && held.some((role) => (right === 'operate' ? role === 'operator' : role !== 'viewer'));
        assert.equal(told(decide(asked({ roles: held, rights: narrowed, environment }), everything)), may ? 'go' : 'no', `${held.join()} as ${narrowed.join()} in ${environment}`);
      }
    }
  }
});

const narrowings: readonly [what: string, narrowed: Partial<Rule>, others: Partial<PolicyRequest>][] = [
  ['an effect', { effects: ['read'] }, { effect: 'destroy' }],
  ['no effect', { effects: [] }, {}],
  ['a role', { roles: ['operator'] }, { roles: ['trainee', 'admin'], environment: 'practice', rights }],
  ['no role', { roles: [] }, {}],
  ['a person', { persons: ['ada'] }, { person: 'bob' }],
  ['no person', { persons: [] }, {}],
  ['a person whose name begins like another’s', { persons: ['ada'] }, { person: 'ada-2' }],
  ['a runbook', { runbooks: ['redis'] }, { runbook: 'kafka' }],
  ['no runbook', { runbooks: [] }, {}],
  ['a target', { targets: ['prod'] }, { target: 'dev' }],
  ['a target, for a step that has none', { targets: ['prod'] }, { target: null }],
  ['no target', { targets: [] }, {}],
  ['when it is free', { while: 'free' }, { inUse: true }],
  ['when it is in use', { while: 'in-use' }, { inUse: false }],
];
for (const [what, narrowed, others] of narrowings) {
  test(`a rule for ${what} is for that only, whether it allows or denies`, () => {
    const own: Partial<PolicyRequest> = { inUse: narrowed.while === 'in-use' };
    const other = asked({ roles: ['operator'], ...own, ...others });
    assert.equal(told(decide(other, [rule(narrowed)])), 'no');
    assert.equal(told(decide(other, [rule({}), rule({ ...narrowed, decide: 'deny' })])), 'go');
    assert.equal(told(decide(other, [rule({}), rule({ ...narrowed, confirm: true, reason: true, approvals: 9 })])), 'go');
    if (Object.values(narrowed).some((value) => Array.isArray(value) && value.length === 0)) return;
    const mine = asked({ roles: ['operator'], ...own });
    assert.equal(told(decide(mine, [rule(narrowed)])), 'go');
    assert.equal(told(decide(mine, [rule({}), rule({ ...narrowed, decide: 'deny' })])), 'no');
    assert.equal(told(decide(mine, [rule({}), rule({ ...narrowed, confirm: true, reason: true, approvals: 9 })])), 'type+why+9');
  });
}

test('what the step itself wants typed is wanted whatever the rules say, and comes before the target’s name', () => {
  for (const confirm of [false, true]) {
    const decision = decide(asked({ roles: ['operator'], confirm: 'the stream' }), [rule({ confirm })]);
    assert.deepEqual([told(decision), decision.decision === 'deny' ? null : decision.confirm], ['type', 'the stream']);
  }
});

/** As much as 20,000 sets of rules and requests find in about a second. */
const tries = 20_000;

/** A small generator whose numbers are the same for the same seed (mulberry32). */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = state + 0x6d2b79f5 | 0;
    let mixed = Math.imul(state ^ state >>> 15, 1 | state);
    mixed = mixed + Math.imul(mixed ^ mixed >>> 7, 61 | mixed) ^ mixed;
    return ((mixed ^ mixed >>> 14) >>> 0) % below;
  };
}
const below = generator(6);
const some = <Value>(values: readonly Value[]): Value[] => values.filter(() => below(2) === 0);
const one = <Value>(values: readonly Value[]): Value => values[below(values.length)] as Value;
const maybe = <Value>(values: readonly Value[]): Value[] | null => (below(2) === 0 ? null : some(values));

const people = ['ada', 'bob'];
const books = ['redis', 'kafka'];
const places = ['dev', 'prod'];

function anyRule(verdict = one(['allow', 'allow', 'allow', 'deny'] as const)): Rule {
  return rule({
    name: `rule-${below(1_000)}`, decide: verdict, effects: some(effects), roles: maybe(roles), persons: maybe(people), runbooks: maybe(books), targets: maybe(places),
    while: one([null, null, ...uses]), confirm: below(3) === 0, reason: below(3) === 0, approvals: one([0, 0, 1, 2]), say: one(['', 'Not now.']),
  });
}

function anyRequest(): PolicyRequest {
  const held = below(3) === 0 ? some(roles) : [...new Set<Role>(['operator', ...some(roles)])];
  return asked({
    person: one(people), roles: held, rights: below(4) === 0 ? some(rightsOf(held)) : rightsOf(held), environment: one(['practice', 'summit']), runbook: one(books),
    effect: one(effects), target: one([null, ...places]), confirm: one([null, null, 'the stream']), inUse: below(2) === 0,
  });
}

/** Whether a rule is about a request, said another way than the code does: by what would speak against it. */
function speaksAgainst(given: Rule, request: PolicyRequest): boolean {
  const lists: [readonly string[] | null, readonly (string | null)[]][] = [
    [given.effects, [request.effect]], [given.roles, request.roles], [given.persons, [request.person]], [given.runbooks, [request.runbook]], [given.targets, [request.target]],
  ];
  return lists.some(([listed, held]) => listed !== null && new Set([...listed, ...held]).size === new Set(listed).size + new Set(held).size)
    || (given.while === 'in-use' && !request.inUse) || (given.while === 'free' && request.inUse);
}

/** Fails unless the second decision lets one do no more than the first. */
function noWider(before: Decision, after: Decision, why: string): void {
  if (after.decision === 'deny') return;
  assert.ok(before.decision !== 'deny', `${why}: what was denied is not any more`);
  assert.ok(after.approvals >= before.approvals, `${why}: it takes fewer approvals`);
  assert.ok(after.reason || !before.reason, `${why}: it takes no reason any more`);
  assert.ok(before.confirm === null || after.confirm === before.confirm, `${why}: it takes other words`);
}

const without = (decision: Decision) => ({ ...decision, rule: '', reason: decision.decision === 'deny' ? '' : decision.reason });

test('whatever the rules: no deny widens, no rule takes a requirement away, no right less lets one do more, and no order matters', () => {
  let permitted = 0;
  for (let at = 0; at < tries; at += 1) {
    const rules = Object.freeze(Array.from({ length: below(6) }, () => Object.freeze(anyRule())));
    const request = Object.freeze(anyRequest());
    const why = JSON.stringify({ rules, request });
    const decision = decide(request, rules);
    if (decision.decision !== 'deny') permitted += 1;

    noWider(decision, decide(request, insert(rules, anyRule('deny'))), `a deny was added to ${why}`);
    const more = decide(request, insert(rules, anyRule('allow')));
    if (decision.decision !== 'deny') noWider(decision, more, `an allow was added to ${why}`);
    noWider(decision, decide({ ...request, rights: some(request.rights) }, rules), `rights were taken from ${why}`);
    assert.deepEqual(without(decide(request, shuffled(rules))), without(decision), `another order of ${why}`);
    assert.deepEqual(decide(request, [...rules, ...rules]).decision, decision.decision, `twice ${why}`);
    assert.deepEqual(without(decide(request, rules.filter((given) => !speaksAgainst(given, request)))), without(decision), `without what is not about ${why}`);
  }
  assert.ok(permitted > tries / 20, `chance made decisions of every kind: ${permitted} were not denials`);
});

test('any one matching deny is a no that names it, and where no rule allows it is a no that names none', () => {
  for (let at = 0; at < tries; at += 1) {
    const rules = Array.from({ length: below(6) }, () => anyRule());
    const request = anyRequest();
    const about = rules.filter((given) => !speaksAgainst(given, request));
    const decision = decide(request, rules);
    const may = request.rights.includes(request.environment === 'practice' ? 'practise' : 'operate');
    const against = about.filter((given) => given.decide === 'deny').map(({ name }) => name);
    assert.equal(decision.decision === 'deny', !may || against.length > 0 || about.length === 0, JSON.stringify({ rules, request }));
    if (decision.decision !== 'deny') assert.deepEqual(decision.rules, about.map(({ name }) => name).sort());
    else assert.ok(may && against.length > 0 ? against.includes(decision.rule) : decision.rule === '');
    if (decision.decision === 'deny') assert.match(decision.reason, /^[A-Z].*\.$/);
  }
});

function insert(rules: readonly Rule[], added: Rule): Rule[] {
  return rules.toSpliced(below(rules.length + 1), 0, added);
}

function shuffled(rules: readonly Rule[]): Rule[] {
  return rules.map((given) => ({ given, key: below(1_000_000) })).sort((left, right) => left.key - right.key).map(({ given }) => given);
}

function subsets<Value>(values: readonly Value[]): Value[][] {
  return Array.from({ length: 2 ** values.length }, (_, bits) => values.filter((__, index) => (bits & (1 << index)) !== 0));
}

test('an effect that nobody knows is denied', () => {
  for (const effect of ['', 'READ', 'write', 'toString'] as unknown as Effect[]) assert.equal(told(decide(asked({ roles: ['operator'], effect }), [rule({})])), 'no');
});
