import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { compileCatalog, compileRunbook } from './compile.ts';
import { describeProblem } from './problem.ts';
import type { Runbook } from './runbook.ts';
import type { RunnableStep } from './step.ts';

const front = `---
title: T
service: s
redis: {pod: r-0, namespace: r}
targets:
  dev: {context: dev-cluster}
  prod: {}
parameters:
  POD: {type: name}
  INSTRUMENT: {type: choice, choices: [hsc, latiss]}
---
`;
const fence = '```';

function compile(text: string, id = 'x') {
  return compileRunbook({ id, file: `${id}.mdx`, bytes: new TextEncoder().encode(text) });
}

function good(body: string, head = front): Runbook {
  const { runbook, problems } = compile(head + body);
  assert.deepEqual(problems.map(describeProblem), []);
  assert.ok(runbook);
  return runbook;
}

function runnable(body: string, head = front): RunnableStep {
  const step = good(body, head).steps[0];
  assert.equal(step?.kind, 'runnable');
  return step as RunnableStep;
}

const bash = (source: string, meta = 'run=a effect=read') => `${fence}bash ${meta}\n${source}\n${fence}\n`;

test('a step takes TARGET and the parameters it uses, in order of use', () => {
  const names = (body: string) => runnable(body).parameters.map(({ name }) => name);
  assert.deepEqual(names(bash('echo "$POD $INSTRUMENT $POD"')), ['TARGET', 'POD', 'INSTRUMENT']);
  assert.deepEqual(names(bash("echo '$POD'")), ['TARGET']);
  assert.deepEqual(names(`${fence}redis run=a effect=change\nXGROUP CREATE k:\${INSTRUMENT} g $ MKSTREAM\n${fence}`), ['TARGET', 'INSTRUMENT']);
  assert.deepEqual(runnable(bash('echo "$POD"'), '---\ntitle: T\nservice: s\nparameters: {POD: {type: name}}\n---\n').parameters.map(({ name }) => name), ['POD']);
});

test('parameters of a step that runs make are known to reach it', () => {
  const reaches = (source: string) => runnable(bash(source)).parameters.find(({ name }) => name === 'POD')?.reachesMake;
  assert.equal(reaches('make deploy file="$POD"'), true);
  assert.equal(reaches('echo "$POD"; sudo make x'), true);
  assert.equal(reaches('echo "$POD" make-up'), false);
});

test('variables of the shell, of the block and of steps before need no declaration', () => {
  good(bash('echo "$HOME $lower"; MINE=1; echo "$MINE"; for F in *; do echo "$F"; done') + bash('echo "$MINE"', 'run=b effect=read'));
});

test('headings give procedures the anchors that the site gives them', () => {
  const headings = ['Cold Startup', 'Cold Startup', 'What’s `XINFO GROUPS`?', 'Émile & *co*: 100 % — done', 'Custom {/* #my-id */}', 'Old \\{#old-id}', 'Pods [here](https://x.y)'];
  const { createSlugger } = createRequire(import.meta.url)('@docusaurus/utils') as { createSlugger: () => { slug: (text: string) => string } };
  const slugger = createSlugger();
  const theirs = ['Cold Startup', 'Cold Startup', 'What’s XINFO GROUPS?', 'Émile & co: 100 % — done'].map((text) => slugger.slug(text));
  const body = headings.map((heading, at) => `## ${heading}\n\n${bash('true', `run=s${at} effect=read`)}`).join('\n');
  const steps = good(body).steps;
  assert.deepEqual(steps.map(({ procedure }) => procedure), [...theirs, 'my-id', 'old-id', 'pods-here']);
  assert.equal(steps[4]?.procedureTitle, 'Custom');
  assert.equal(steps[5]?.procedureTitle, 'Old');
});

test('what a person reads around a step does not change its digest; what runs does', () => {
  const digest = (body: string, head = front) => runnable(body, head).digest;
  const first = digest(bash('echo "$POD"'));
  assert.equal(digest(`Some prose.\n\n## A heading\n\n${bash('echo "$POD"')}`), first);
  assert.equal(digest(bash('echo "$POD"', 'effect=read   run=a')), first);
  for (const other of [bash('echo "$POD" '), bash('echo "$POD"', 'run=a effect=change'), bash('echo "$POD"', 'run=a effect=read title="x"')]) {
    assert.notEqual(digest(other), first);
  }
  assert.notEqual(digest(bash('echo "$POD"'), front.replace('type: name', 'type: text')), first);
  assert.notEqual(digest(bash('echo "$POD"'), front.replace('dev-cluster', 'other-cluster')), first);
  assert.equal(digest(bash('echo "$POD"'), front.replace('r-0', 'r-1')), first);
});

test('files and steps by hand are steps too', () => {
  const steps = good(`## P\n\n${fence}yaml file=a/b.yaml\nx: {y}\n${fence}\n\n<Manual id="tell">Tell *everybody*\nat once.</Manual>\n\nAnd <Manual id="b">sit</Manual>.`).steps;
  assert.deepEqual(steps.map(({ kind, id, title, procedure }) => [kind, id, title, procedure]),
    [['file', 'a-b-yaml', '', 'p'], ['manual', 'tell', 'Tell everybody at once.', 'p'], ['manual', 'b', 'sit', 'p']]);
});

test('a catalog is the same for the same files, in whatever order', () => {
  const files = ['b', 'a'].map((id) => ({ id, file: id, bytes: new TextEncoder().encode(front) }));
  const { catalog } = compileCatalog(files);
  assert.deepEqual(catalog, compileCatalog(files.reverse()).catalog);
  assert.deepEqual(catalog.runbooks.map(({ id }) => id), ['a', 'b']);
});

test('line ends of Windows are line ends', () => {
  const { runbook } = compile((front + bash('echo a\necho b')).replaceAll('\n', '\r\n'));
  assert.equal(runbook?.steps[0]?.kind === 'runnable' && runbook.steps[0].source, 'echo a\necho b');
});

const lines = front.split('\n').length;
const redis = (source: string, meta = 'run=a effect=read') => `${fence}redis ${meta}\n${source}\n${fence}\n`;
const transcript = (source: string, meta = 'run=a effect=read') => `${fence}console ${meta}\n${source}\n${fence}\n`;
const sql = (source: string, meta = 'run=a effect=read') => `${fence}sql ${meta}\n${source}\n${fence}\n`;

const bad: [body: string, line: number, column: number, message: RegExp][] = [
  [bash('true') + bash('true'), 4, 9, /`a` is taken by the step in line 12/],
  [bash('true', 'run=a efect=read'), 1, 9, /no `effect`/],
  [bash('echo "$OTHER"'), 2, 7, /`\$OTHER` is no parameter.*POD, INSTRUMENT/],
  [`- in a list\n\n  ${fence}bash run=a effect=read\n  echo "$OTHER"\n  ${fence}\n`, 4, 9, /\$OTHER/],
  [bash('echo "'), 2, 6, /bash cannot read this/],
  [bash('# nothing'), 2, 1, /no command/],
  [bash('kubectl get x\n  kubectl delete pod x'), 3, 3, /`kubectl delete` is `destroy`.*Write `effect=destroy`/],
  [bash('kubectl exec -it r-0 -- redis-cli'), 2, 1, /Mark the step `interactive`/],
  [bash('echo a\u200bb'), 2, 7, /nobody can see/],
  [bash('true', 'run=a effect=read needs=gone'), 1, 9, /`needs` names `gone`/],
  [bash('true', 'run=a effect=read needs=b') + bash('true', 'run=b effect=read needs=a'), 1, 9, /in a circle/],
  [bash('true', 'run=a effect=read needs=a'), 1, 9, /in a circle/],
  [`${bash('true', 'run=a effect=read needs=m')}\n<Manual id="m">x</Manual>\n`, 1, 9, /done by hand/],
  [bash('true', 'run=a effect=read only=stage'), 1, 9, /target `stage`.*It has: dev, prod/],
  [redis('GET ${OTHER}'), 2, 5, /`\$\{OTHER\}` is no parameter/],
  [redis('DEL k'), 2, 1, /`DEL` is `destroy`/],
  [redis('XGROUP CREATE k g $'), 2, 1, /`XGROUP CREATE` is `change`/],
  [redis('GTE k'), 2, 1, /`GTE` is not known/],
  [redis('${POD} k'), 2, 1, /may not be a parameter/],
  [redis('GET "k'), 2, 5, /never closed/],
  [transcript('127.0.0.1:6379> PING\nPONG\n127.0.0.1:6379> DEL k'), 4, 17, /`DEL` is `destroy`/],
  [transcript('kubectl exec -it other-0 -n r -- redis-cli\n127.0.0.1:6379> PING'), 1, 12, /must be what runs/],
  [transcript('kubectl exec -it r-0 -n r -- redis-cli; id\n127.0.0.1:6379> PING'), 2, 1, /does not just open Redis/],
  [transcript('kubectl exec -it $(id) r-0 -n r -- redis-cli\n127.0.0.1:6379> PING'), 2, 1, /does not just open Redis/],
  [transcript('kubectl exec -it r-0 -n r -- redis-cli FLUSHALL\n127.0.0.1:6379> PING'), 2, 1, /does not just open Redis/],
  [transcript('127.0.0.1:6379> GET ${POD}'), 2, 17, /Write a redis step/],
  [transcript('$ true\n$ echo "$OTHER"'), 3, 9, /\$OTHER/],
  [transcript('PONG'), 2, 1, /No line begins with a prompt/],
  [transcript('$ true\n$ kubectl delete pod x'), 3, 3, /`kubectl delete` is `destroy`/],
  [sql('select 1;\n  delete from t'), 3, 3, /`DELETE` is `destroy`/],
  [sql('select * from t where a = ${OTHER}'), 2, 27, /`\$\{OTHER\}` is no parameter/],
  [sql('select ${POD}${POD}'), 2, 8, /one whole value/],
  [sql("select 'a"), 2, 8, /never closed/],
  [sql('.tables'), 2, 1, /not SQL/],
  [sql('frobnicate t'), 2, 1, /`FROBNICATE` is `destroy`/],
  [`${fence}python run=a effect=read\nx\n${fence}`, 1, 11, /cannot be written in `python`/],
  ['import x from "y"\n', 1, 1, /may not import or export/],
  ['text {1 + 1}\n', 1, 6, /expressions in braces/],
  ['<Danger />\n', 1, 1, /`<Danger>` is not known/],
  ['<script>x</script>\n', 1, 1, /`<script>` is not known/],
  ['<b onClick="x">y</b>\n', 1, 1, /takes no `onClick`/],
  ['<b {...x}>y</b>\n', 1, 1, /spreads/],
  ['<a href={x}>y</a>\n', 1, 1, /plain text in quotes/],
  ['<a href="javascript:x">y</a>\n', 1, 1, /javascript:/],
  ['[y](javascript:x)\n', 1, 1, /javascript:/],
  ['<Manual id="Not An Id">x</Manual>\n', 1, 1, /needs an id/],
  ['<Manual id="a"></Manual>\n', 1, 1, /is empty/],
  ['a <5\n', 1, 4, /not valid MDX/],
  ['## Old {#old-id}\n', 1, 9, /written `\{\/\* #old-id \*\/\}`/],
  [`${fence}yaml file=../x\n${fence}\n`, 1, 9, /inside the workspace/],
];

test('what is wrong is told with its place and its fix', () => {
  for (const [body, line, column, message] of bad) {
    const { runbook, problems } = compile(front + body);
    assert.equal(runbook, null, body);
    assert.deepEqual([problems[0]?.line, problems[0]?.column], [line + lines - 1, column], `${body}\n${problems.map(describeProblem).join('\n')}`);
    assert.match(problems[0]?.message ?? '', message, body);
  }
});

const badFront: [yaml: string, line: number, column: number, message: RegExp][] = [
  ['title: T\nservice: s\nownres: [a]', 4, 1, /no key `ownres`.*It takes: title/],
  ['title: T', 2, 1, /has no `service`/],
  ['title: T\nservice: s\nparameters:\n  pod: {type: name}', 5, 3, /upper case/],
  ['title: T\nservice: s\nparameters:\n  POD:\n    type: nmae', 6, 5, /`parameters.POD.type`/],
  ['title: T\nservice: s\nparameters:\n  POD:\n    type: choice', 5, 3, /`choices` belongs to type `choice`/],
  ['title: T\nservice: s\nparameters:\n  POD: {type: pattern, pattern: "("}', 5, 24, /not a regular expression/],
  ['title: T\nservice: s\nparameters:\n  N: {type: integer, max: 3, default: 4}', 5, 1, /default of N.*at most 3/],
  ['title: T\nservice: s\nparameters:\n  PATH: {type: text}', 5, 1, /PATH: the name changes how commands work/],
  ['title: T\nservice: s\nparameters:\n  LD_PRELOAD: {type: text}', 5, 1, /LD_PRELOAD/],
  ['title: T\nservice: s\ntargets: {dev: {}}\nparameters:\n  TARGET: {type: text}', 1, 1, /declared twice/],
  ['title: T\nservice: s\nredis: {pod: x}', 4, 1, /must be `\{pod: …, namespace: …\}` or/],
  ['title: T\nservice: s\nslack: [a', 4, 10, /not valid YAML/],
  ['title: T\ntitle: U\nservice: s', 3, 1, /not valid YAML.*unique/],
];

test('a problem of the front matter is told at its own line', () => {
  for (const [yaml, line, column, message] of badFront) {
    const { problems } = compile(`---\n${yaml}\n---\n`);
    assert.match(problems[0]?.message ?? '', message, yaml);
    assert.deepEqual([problems[0]?.line, problems[0]?.column], [line, column], `${yaml}\n${problems.map(describeProblem).join('\n')}`);
  }
});

test('all problems of a runbook are told at once, in order', () => {
  const { problems } = compile(`---\ntitle: T\n---\n\n{x}\n\n${bash('kubectl delete pod x', 'run=A effect=read')}`);
  assert.deepEqual(problems.map(({ line }) => line), [2, 5, 7]);
});

test('files that cannot be runbooks are refused, not thrown at', () => {
  const of = (bytes: Uint8Array, id = 'x') => compileRunbook({ id, file: 'x.mdx', bytes }).problems[0]?.message ?? '';
  assert.match(of(new Uint8Array([0xff, 0xfe, 0x00])), /not UTF-8/);
  assert.match(of(new Uint8Array(5_000_000)), /Divide it/);
  assert.match(of(new TextEncoder().encode(front), 'Bad Name'), /cannot be a runbook’s name/);
  assert.match(of(new TextEncoder().encode('# no front matter')), /no front matter/);
  assert.match(of(new TextEncoder().encode(front + bash('x'.repeat(70_000)))), /longer than 64 KiB/);
});
