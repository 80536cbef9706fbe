import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { parse } from 'yaml';
import { compileRunbook } from '../../common/catalog/compile.ts';
import { parseMdx } from '../../common/catalog/mdx/parse.ts';
import { textOf } from '../../common/catalog/mdx/headings.ts';
import { practiceScript } from '../../common/catalog/practice-script.ts';
import { lintFolder } from '../catalog/lint/lint-folder.ts';
import { readParameter, readTarget } from './answers.ts';
import { answersFrom, type Given } from './questions.ts';
import { practiceText, runbookText } from './runbook.ts';
import { writeRunbook } from './write.ts';

const folder = mkdtempSync(join(tmpdir(), 'new-'));
after(() => { rmSync(folder, { recursive: true }); });

const full: Given = {
  title: 'Image cache', owners: 'Cache team', slack: '#image-cache', audience: 'Operators on shift', targets: ['dev=dev-cluster', 'prod=prod-cluster'], production: ['prod'],
  windows: ['prod=09:00-17:00 America/Santiago'], redis: 'cache-0/cache', params: ['POD:name:cache-0', 'I:choice:hsc|latiss', 'DAY:pattern:\\d{4}', 'N:integer:5', 'WHY:text'],
};
const kinds: readonly (readonly [string, Given])[] = [['with everything', full], ['with a title alone', { title: 'Cache' }], ['with a name alone', { id: 'cache' }]];

for (const [name, given] of kinds) {
  test(`a runbook ${name} compiles and lints without errors or warnings, and has a step of each kind`, async () => {
    const answers = await answersFrom(given, null);
    const home = join(folder, name.replaceAll(' ', '-'), 'runbooks');
    mkdirSync(home, { recursive: true });
    writeRunbook(home, answers);
    const { findings } = await lintFolder(home, { shellCheck: null });
    assert.deepEqual(findings.filter(({ severity, rule }) => severity === 'error' || (severity === 'warning' && rule !== 'production-window')), []);
    const { runbook } = compileRunbook({ id: answers.id, file: 'x.mdx', bytes: new TextEncoder().encode(runbookText(answers)) });
    assert.ok(runbook);
    assert.deepEqual(new Set(runbook.steps.map(({ kind }) => kind)), new Set(['runnable', 'file', 'manual']));
    const announced = runbook.steps.find((step) => step.kind === 'manual' && step.id === 'announce');
    assert.ok(announced?.kind === 'manual' && announced.announce !== undefined);
    assert.ok(announced.announce.text.startsWith('Maintenance\n\n• What: '), 'what is announced comes with its text');
    assert.deepEqual(announced.announce.channels, given.slack === undefined ? [] : [{ name: given.slack, target: null }]);
    const runnable = runbook.steps.flatMap((step) => (step.kind === 'runnable' ? [step] : []));
    assert.deepEqual(new Set(runnable.map(({ effect }) => effect)), new Set(['read', 'change', 'destroy']));
    assert.ok(runnable.some(({ interactive }) => interactive) && runnable.some(({ background }) => background) && runnable.some(({ language }) => language === 'console'));
    assert.equal(runnable.some(({ language }) => language === 'redis'), given.redis !== undefined);
    assert.ok(runbook.gaps.length >= 10);
    const script = practiceScript.safeParse(parse(practiceText(answers)));
    assert.ok(script.success, script.error?.message);
  });
}

/** What would break out of YAML, MDX, attributes, code or templates, were it not written as text. */
const hostile = ['"quoted" \'text\'', '{process.exit()}', '<script>alert(1)</script>', '${HOME} $(id) `id`', 'a: b # c', '- x', '1. x', '> x', '# x', '---', '```bash run=x', '{/* #id */}', '*a* _b_ ~~c~~ [d](javascript:x) ![e](f)',
  'export const x = 1', 'import x from "y"', ':::danger', '&lt; &#60;', '!!js/function x', '[1, 2', '%YAML', '| a | b |', 'true', 'null', '2026-11-21', '\\', '\\" \\{', '@x', '*alias', '&anchor'];

for (const text of hostile) {
  test(`the answer ${text} is text wherever it stands`, async () => {
    const answers = await answersFrom({ id: 'x', title: text, service: text, namespace: 'x', audience: text, owners: text.replaceAll(',', '') }, null);
    const source = runbookText(answers);
    const { runbook, problems } = compileRunbook({ id: 'x', file: 'x.mdx', bytes: new TextEncoder().encode(source) });
    assert.deepEqual(problems, []);
    assert.equal(runbook?.title, text);
    assert.equal(runbook.service, text);
    assert.equal(runbook.audience, text);
    assert.equal(runbook.owners[0], text.replaceAll(',', ''));
    assert.equal(runbook.gaps[0]?.owner, text.replaceAll(',', ''));
    const tree = parseMdx(source, (rule, line, column, message) => assert.fail(`${rule} ${line}:${column} ${message}`));
    const at = tree?.children.findIndex((node) => node.type === 'heading' && textOf(node).startsWith('Intended audience')) ?? -1;
    const shown = tree?.children[at + 1];
    assert.equal(shown?.type, 'paragraph');
    assert.equal(textOf(shown).replace(/\.$/, ''), text.replace(/\.$/, ''));
  });
}

test('what is there is never written over', async () => {
  const home = join(folder, 'there');
  mkdirSync(home);
  for (const name of ['a.mdx', 'b.practice.yaml']) writeFileSync(join(home, name), 'mine');
  for (const id of ['a', 'b']) assert.throws(() => writeRunbook(home, { ...base, id }), /is there already, and is left as it is/);
  assert.equal(readFileSync(join(home, 'a.mdx'), 'utf8'), 'mine');
  assert.throws(() => readFileSync(join(home, 'b.mdx')), { code: 'ENOENT' });
  assert.throws(() => writeRunbook(join(home, 'nowhere'), { ...base, id: 'c' }), /There is no folder/);
});
const base = await answersFrom({ title: 'T' }, null);

test('a bad answer is told and asked again; the end of answers ends it', async () => {
  const said: string[] = [];
  const told: string[] = [];
  const lines = ['', 'Image cache', 'Bad Name', 'image-cache', '', 'Operators', 'Cache team', '#image-cache', '', 'dev, prod', 'dev-cluster', 'no', 'prod-cluster', 'maybe', 'yes', '9 to 5', 'always', '', 'pod:name', 'POD:name:cache-0', 'POD:text', ''];
  const asker = {
    ask: (question: string) => { said.push(question); return Promise.resolve(lines.shift() ?? null); },
    tell: (sentence: string) => { told.push(sentence); },
  };
  const answers = await answersFrom({}, asker);
  assert.deepEqual(lines, []);
  assert.equal(told.length, 6, told.join('\n'));
  assert.deepEqual(answers.targets, [readTarget('dev=dev-cluster'), { ...readTarget('prod=prod-cluster'), production: true, window: 'always' }]);
  assert.deepEqual(answers.parameters, [readParameter('POD:name:cache-0')]);
  assert.equal(answers.id, 'image-cache');
  await assert.rejects(answersFrom({}, asker), /Nobody answers any more/);
});

test('options are refused with what would do', async () => {
  await assert.rejects(answersFrom({}, null), /Title: Something has to stand here\. Give it with --title\./);
  await assert.rejects(answersFrom({ title: '日本' }, null), /Give it with the name/);
  await assert.rejects(answersFrom({ title: 'T', targets: ['dev'], production: ['prod'] }, null), /There is no target “prod”/);
  await assert.rejects(answersFrom({ title: 'T', targets: ['dev', 'dev=x'] }, null), /two of the target dev/);
  await assert.rejects(answersFrom({ title: 'T', params: ['A:name', 'A:text'] }, null), /two of the parameter A/);
});
