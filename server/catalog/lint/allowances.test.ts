import assert from 'node:assert/strict';
import { test } from 'node:test';
import { head, lintText } from './text-fixture.ts';

const fence = '```';
const destroys = `${fence}bash run=a effect=destroy title="T" expect="deleted"\nkubectl delete pod a\n${fence}\n`;
const rules = (text: string): string[] => lintText(text).map(({ rule, severity }) => `${rule} ${severity}`).filter((each) => each !== 'unused-parameter warning');

test('a comment with a reason allows its rule for the block, paragraph or heading that follows', () => {
  assert.deepEqual(rules(head + destroys), ['confirm error']);
  assert.deepEqual(rules(`${head}{/* lint-allow confirm: it comes back by itself */}\n\n${destroys}`), []);
  assert.deepEqual(rules(`${head}{/* lint-allow placeholder: an example */}\nTODO one\nand TODO two\n`), []);
  assert.deepEqual(rules(`${head}{/* lint-allow heading-slug: both are linked by step */}\n## A\n\n## A\n`), ['lint-allow warning', 'heading-slug warning']);
});

test('several may stand above one block', () => {
  assert.deepEqual(rules(`${head}{/* lint-allow confirm: x */}\n\n{/* lint-allow assertion: x */}\n\n${destroys.replace(' expect="deleted"', '')}`), []);
});

test('it reaches no further, and no other rule', () => {
  assert.deepEqual(rules(`${head}{/* lint-allow confirm: x */}\n\n${destroys}\n${destroys.replace('run=a', 'run=b').replace('"T"', '"U"')}`), ['confirm error']);
  assert.deepEqual(rules(`${head}{/* lint-allow assertion: x */}\n\n${destroys}`), ['lint-allow warning', 'confirm error']);
});

test('an unknown rule, a missing reason and one that is no longer needed are told', () => {
  const messages = lintText(`${head}{/* lint-allow confrim: x */}\n\n{/* lint-allow confirm */}\n\n{/* lint-allow confirm: x */}\n\ntext\n`).filter(({ rule }) => rule === 'lint-allow').map(({ message }) => message);
  assert.match(messages[0] ?? '', /There is no rule `confrim`/);
  assert.match(messages[1] ?? '', /Nothing says why/);
  assert.match(messages[2] ?? '', /Remove the comment/);
});

test('in front matter it is a comment of YAML', () => {
  const text = head.replace('  REASON:', '  # lint-allow unused-parameter: a plugin reads it\n  REASON:');
  assert.deepEqual(lintText(text).filter(({ message, rule }) => message.includes('REASON') || rule === 'lint-allow'), []);
});

test('what nothing can be allowed of stays: a file that does not parse', () => {
  assert.deepEqual(rules(`${head}{/* lint-allow mdx-syntax: x */}\na <5\n`), ['mdx-syntax error']);
});
