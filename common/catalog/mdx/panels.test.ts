/** What a runbook may declare as a panel, what is said of one that is wrong, and what stands for it in the catalog. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filledIn, misfit, namesIn, panelTopic } from '../../panel.ts';
import { longestTopic } from '../../protocol/topic.ts';
import { compileRunbook } from '../compile.ts';

const head = (more = ''): string => `---\ntitle: T\nservice: s\nparameters: {SPACE: {type: name, default: web}, REGION: {type: text}}\n${more}---\n\n## P\n\n`;
const compile = (body: string, more = 'redis: {endpoint: streams}\n') => compileRunbook({ id: 't', file: 't.mdx', bytes: new TextEncoder().encode(head(more) + body) });

test('panels stand in the catalog with their attributes and the parameters in them, and without their titles', () => {
  const { runbook, problems } = compile('<Pods namespace="$SPACE" selector="app in (a, b),tier!=c" title="Ours" />\n\n- In a list:\n\n  <RedisGroup stream="orders:$REGION" group="${REGION}_workers" />\n\n<Events namespace="kube-system" object="cache-0.x" />\n');
  assert.deepEqual(problems, []);
  assert.deepEqual(runbook?.panels?.map(({ kind, attributes, parameters }) => [kind, attributes, parameters]), [
    ['Pods', { namespace: '$SPACE', selector: 'app in (a, b),tier!=c' }, ['SPACE']], ['RedisGroup', { stream: 'orders:$REGION', group: '${REGION}_workers' }, ['REGION']], ['Events', { namespace: 'kube-system', object: 'cache-0.x' }, []],
  ]);
  assert.equal(compile('Nothing.\n').runbook?.panels, undefined);
});

const wrong: [body: string, rule: string, says: RegExp, more?: string][] = [
  ['<Pods />', 'panel', /`<Pods>` needs `namespace`\. Write/], ['<Pods namespace="" />', 'panel', /needs `namespace`/], ['<RedisGroup stream="a" />', 'panel', /needs `group`/],
  ['<Pods namespace="a" labels="x" />', 'markup', /takes no `labels`\. It takes: namespace, selector, title, rows/], ['<Pods namespace={x} />', 'no-code', /plain text in quotes/], ['<Secrets namespace="a" />', 'markup', /not known here.*<Pods>/],
  ['<Pods namespace="Web" />', 'panel', /cannot be `Web`: a namespace has lower-case/], ['<Pods namespace="a/../b" />', 'panel', /cannot be/], ['<Pods namespace="$NOBODY" />', 'panel', /`\$NOBODY` in `namespace` of `<Pods>` is no parameter.*there are: SPACE, REGION/],
  ['<Pods namespace="$REGION_web" />', 'panel', /`\$REGION_` .*is no parameter/], ['<Jobs namespace="a$" />', 'panel', /a “\$” that names no parameter/], ['<Events namespace="a" object="a b" />', 'panel', /an object’s name/],
  ['<Pods namespace="a" selector="app=;x" />', 'panel', /a selector reads like/], ['Look: <Pods namespace="a" />', 'panel', /line of its own/], ['<Pods namespace="a">\n\nPods.\n\n</Pods>', 'panel', /between its tags/],
  ['<RedisGroup stream="a" group="b" />', 'panel', /the front matter does not say which/, ''],
  ['<Pods namespace="a" rows="0" />', 'panel', /`rows` of `<Pods>`.*from 1 to 20/], ['<Pods namespace="a" rows="21" />', 'panel', /from 1 to 20/], ['<Pods namespace="a" rows="many" />', 'panel', /from 1 to 20/],
  [Array.from({ length: 13 }, (_, at) => `<Pods namespace="a${at}" />`).join('\n\n'), 'panel', /may have 12 panels/],
];
for (const [body, rule, says, more] of wrong) {
  test(`refused: ${body.split('\n')[0] ?? ''}${more === undefined ? '' : ' without a Redis'}`, () => {
    const { runbook, problems } = compile(`${body}\n`, more);
    assert.equal(runbook, null);
    assert.ok(problems.some((problem) => problem.rule === rule && says.test(problem.message)), JSON.stringify(problems));
  });
}

test('a parameter is filled in where it stands, and a value is never read as another', () => {
  const values = { A: 'one', B: '$A', C: '', D: '$&$1' };
  for (const [text, filled] of [['$A', 'one'], ['x-$A-${A}y', 'x-one-oney'], ['$B', '$A'], ['$C', '$C'], ['$D', '$&$1'], ['$NONE', '$NONE'], ['$__proto__', '$__proto__']] as const) assert.equal(filledIn(text, values), filled);
  assert.deepEqual([namesIn('a$A-${B}'), namesIn('a'), namesIn('$'), namesIn('$a'), namesIn('${A')], [['A', 'B'], [], null, null, null]);
  for (const [name, value] of [['namespace', 'a'.repeat(64)], ['namespace', '-a'], ['namespace', 'a\n'], ['selector', 'a&b'], ['stream', 'a b'], ['stream', '\u202ea'], ['stream', 'x'.repeat(301)], ['group', '']] as const) assert.notEqual(misfit(name, value), null, value);
});

test('a topic is the same however its parts are ordered, and short enough', () => {
  const one = panelTopic({ runbook: 'r', kind: 'Pods', attributes: { namespace: 'a', selector: 'b' }, environment: 'e', parameters: { A: '1', B: '2' } });
  assert.equal(one, panelTopic({ environment: 'e', parameters: { B: '2', A: '1' }, kind: 'Pods', runbook: 'r', attributes: { selector: 'b', namespace: 'a' } }));
  assert.ok(one.length < longestTopic / 2);
});
