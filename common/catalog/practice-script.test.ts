import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileRunbook } from './compile.ts';
import { largestScript, readPracticeScript } from './practice-script.ts';

const page = `---
title: Cache
service: cache
parameters:
  WHO: {type: text}
  POD: {type: name, default: cache-0}
---

## Look

\`\`\`bash run=look effect=read
kubectl get pods
\`\`\`

\`\`\`bash run=talk effect=change interactive
kubectl exec -it "$POD" -- sh -c "$WHO"
\`\`\`

## Mend

\`\`\`bash run=follow effect=read background
kubectl logs -f cache-0
\`\`\`

<Manual id="announce">Tell them.</Manual>
`;
const { runbook } = compileRunbook({ id: 'cache', file: 'cache.mdx', bytes: Buffer.from(page) });
assert.ok(runbook);
const read = (text: string) => readPracticeScript(text, 'cache.practice.yaml', runbook);
const problemsOf = (text: string) => read(text).problems.map(({ line, column, message }) => `${line}:${column} ${message}`);

test('a script that says everything is read', () => {
  const { script, problems } = read(String.raw`
values: {WHO: 7, POD: {from: look, match: '^cache-\d'}}
type: {talk: [{after: '>', keys: "exit\r"}]}
manual: {announce: {run: echo told}}
before: {mend: {scenario: redis-destroyed, steps: [look]}}
retry: {look: 2}
skip: {follow: It has no end.}
quiet: [follow]
`);
  assert.deepEqual(problems, []);
  assert.equal(script?.values['WHO'], '7');
  assert.deepEqual(script?.type['talk'], [{ after: '>', keys: 'exit\r' }]);
});

test('an empty file says nothing, and that is right', () => {
  assert.deepEqual(problemsOf('# nothing to bring\n'), []);
});

const wrong: [what: string, text: string, expected: RegExp][] = [
  ['a key there is not', 'valeus: {}', /^1:1 .*no key `valeus`.*It takes: values, type/],
  ['a key twice', 'retry: {look: 1}\nretry: {look: 2}', /^2:1 .*unique/],
  ['no YAML', 'values: [', /^\d+:\d+ This is not valid YAML/],
  ['no list of keys', '- values', /^1:1 A practice script is a list of keys/],
  ['an alias', 'values: {WHO: &a x, POD: *a}', /^1:26 An alias/],
  ['a tag', 'values: {WHO: !!js/function x}', /tag/],
  ['an unknown step', 'retry:\n  lok: 1', /^2:3 `cache` has no step `lok`\..*`look`/],
  ['an unknown procedure', 'before:\n  mned: {steps: [look]}', /^2:3 No step of `cache` stands under a heading `mned`/],
  ['an unknown parameter', 'values:\n  WHOM: x', /^2:3 `cache` has no parameter `WHOM`\. It has: WHO, POD/],
  ['the target', 'values: {TARGET: dev}', /^1:10 Every target is tried/],
  ['typing into what takes no keys', 'type: {look: [{after: a, keys: b}]}', /^1:8 The step `look` is not `interactive`/],
  ['by hand what is run', 'manual: {look: {run: x}}', /^1:10 The step `look` is not done by hand/],
  ['a value read off what prints nothing', 'values: {POD: {from: announce, match: x}}', /is done by hand and prints nothing/],
  ['a value that is needed to be read', 'values: {WHO: {from: talk, match: x}}', /^1:16 `WHO` goes in a circle/],
  ['a pattern that is none', 'values: {POD: {from: look, match: "("}}', /^1:28 `values\.POD\.match`: is not a regular expression/],
  ['a step before itself', 'before: {look: {steps: [talk]}}', /belongs to this procedure itself/],
  ['before nothing', 'before: {mend: {}}', /must name a `scenario` or `steps`/],
  ['too many retries', 'retry: {look: 1000}', /^1:9 `retry\.look`: /],
  ['a skip without a reason', 'skip: {look: ""}', /`skip\.look`/],
  ['a quiet step that ends', 'quiet: [look]', /^1:9 The step `look` is not a `background` step/],
  ['what is nested without end', '['.repeat(100_000), /^1:1 What stands here is nested too deeply/],
  ['what is nested deeply by indentation', Array.from({ length: 400 }, (_, at) => `${' '.repeat(at)}a:`).join('\n'), /no key `a`/],
  ['a name of JavaScript', '__proto__: {}', /`__proto__` is not a name/],
];
for (const [what, text, expected] of wrong) {
  test(`refused with its place: ${what}`, () => {
    const problems = problemsOf(text);
    assert.ok(problems.some((problem) => expected.test(problem)), problems.join('\n'));
    assert.equal(read(text).script, null);
  });
}

test('every mistake is listed at once, in the order of the text', () => {
  assert.deepEqual(problemsOf('retry: {a: 1, b: 2}\nquiet: [c]').map((problem) => problem.slice(0, 4)), ['1:9 ', '1:15', '2:9 ']);
});

test('a file beyond its bound is not parsed', () => {
  assert.match(problemsOf('#'.repeat(largestScript + 1)).join(), /larger than 256 KiB/);
});
