import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '../finding.ts';
import type { LintResult } from '../lint-folder.ts';
import { forGitHub } from './github.ts';
import { forTerminal } from './terminal.ts';

const finding = (over: Partial<Finding> = {}): Finding => ({ rule: 'endless', severity: 'error', file: 'runbooks/a.mdx', line: 2, column: 3, message: 'It never ends.', length: 4, fix: null, ...over });
const result = (findings: Finding[], lines: string[] = ['one', '  tail -f x', 'three']): LintResult => ({ findings, files: 1, fixed: {}, remarks: [], lines: new Map([['runbooks/a.mdx', lines]]) });

test('a terminal gets a place to click, the line, and a mark under what it is about', () => {
  assert.deepEqual(forTerminal(result([finding()]), false), [
    'runbooks/a.mdx:2:3 error: It never ends. [endless]', '    tail -f x', '    ^^^^', '1 runbook: 1 error, 0 warnings, 0 notes, 0 gaps (not written yet)']);
});

test('colour comes only when asked for', () => {
  assert.doesNotMatch(forTerminal(result([finding()]), false).join(), /\u001b/);
  assert.match(forTerminal(result([finding()]), true)[0] ?? '', /\u001b\[31merror/);
});

test('what stands in a runbook cannot steer the terminal, and wide letters shift the mark', () => {
  const told = forTerminal(result([finding({ column: 4, message: 'x\u001b[2Jy' })], ['', '\u001b[2日tail']), false);
  assert.doesNotMatch(told.join(''), /\u001b/);
  assert.equal(told[1], '  ·[2日tail');
  assert.equal(told[2], `  ${' '.repeat(3)}^^^^`);
});

test('a long line is cut around the place', () => {
  const [, line = '', mark = ''] = forTerminal(result([finding({ line: 1, column: 5000 })], [`${'a'.repeat(4999)}here${'b'.repeat(5000)}`]), false);
  assert.ok(line.length < 200);
  assert.equal(line.slice(mark.indexOf('^'), mark.indexOf('^') + 4), 'here');
});

test('a finding past the end of the text has no line to show', () => {
  assert.equal(forTerminal(result([finding({ line: 99 })]), false).length, 2);
});

test('GitHub gets annotations, escaped', () => {
  const [line, note, sums] = forGitHub(result([finding({ file: 'run,books/a:b.mdx', message: '50 % of it\r\n::error::x' }), finding({ severity: 'gap', rule: 'not-written' })]));
  assert.equal(line, '::error file=run%2Cbooks/a%3Ab.mdx,line=2,col=3,endColumn=7,title=endless::50 %25 of it%0D%0A::error::x');
  assert.match(note ?? '', /^::notice file=runbooks\/a\.mdx/);
  assert.equal(sums, '1 runbook: 1 error, 0 warnings, 0 notes, 1 gap (not written yet)');
});
