import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { junit } from './junit.ts';
import type { Outcome, StepOutcome } from './outcome.ts';
import { plainReport } from './plain-report.ts';
import { screenOf } from './screen.ts';
import { tap } from './tap.ts';

/** All that a report must not let through: escapes, ends of markup, directives, what XML and eyes cannot take. */
const hostile = 'a\u001b[31m <b> & "q" \'s\' ]]> # SKIP \\ \u202e \ud800 \uffff \u0000 \n1..1\nok 1 - forged\n...\n---';

function step(id: string, more: Partial<StepOutcome>): StepOutcome {
  return {
    runbook: 'cache', step: id, title: hostile, kind: 'runnable', digest: '', file: 'runbooks/cache.mdx', line: 7, outcome: 'passed', why: '',
    notes: [], asserts: true, at: 1, ms: 1234, difference: '', screen: '', ...more,
  };
}

const outcome: Outcome = {
  ms: 5_000, mended: [{ file: 'runbooks/cache.mdx', steps: ['told'] }], obstacles: [{ file: 'runbooks/bad.mdx', line: 1, column: 2, message: hostile }],
  units: [{
    runbook: 'cache', title: hostile, procedure: 'look', procedureTitle: 'Look', target: 'dev', ms: 2_000,
    setUp: [step('fine', {}), step('before', { outcome: 'failed', why: 'It ended with exit status 3.' })],
    steps: [
      step('good', { asserts: false }),
      step('told', { notes: [hostile] }),
      step('bad', { outcome: 'failed', why: hostile, difference: `- ${hostile}`, screen: hostile }),
      step('left', { outcome: 'skipped', why: hostile }),
    ],
  }],
};

test('the plain report: what failed whole, what asserts nothing by name, the counts last', () => {
  const text = plainReport(outcome);
  assert.equal(text.trimEnd().split('\n').at(-1), '2 passed, 3 failed, 1 skipped; 1 step without assertion');
  assert.match(text, /✖ before/);
  assert.match(text, /before: fine, before \(failed\)/);
  assert.match(text, /exit status:\n {2}cache#good\n/);
  assert.match(text, /runbooks\/cache\.mdx:7/);
  assert.match(text, /Written anew in runbooks\/cache\.mdx: told/);
  assert.doesNotMatch(text, /[\u0000-\u0008\u000b-\u001f\u202e]/);
});

test('TAP 14: as many points as planned, nothing forged, diagnostics that are YAML', () => {
  const lines = tap(outcome).split('\n');
  assert.deepEqual(lines.slice(0, 2), ['TAP version 14', '1..6']);
  const points = lines.filter((line) => /^(not )?ok /.test(line));
  assert.equal(points.length, 6);
  points.forEach((point, at) => { assert.match(point, new RegExp(`^(not )?ok ${at + 1} - `)); });
  assert.equal(points.filter((point) => /(?<!\\)# SKIP/.test(point)).length, 1);
  assert.equal(points.filter((point) => point.startsWith('not ok')).length, 3);
  const blocks = [...tap(outcome).matchAll(/^ {2}---\n(.*?)^ {2}\.\.\.$/gms)].map(([, text]) => parse(text ?? '') as { screen?: string });
  assert.equal(blocks.length, 5);
  assert.match(blocks[4]?.screen ?? '', /forged/);
  assert.ok(lines.every((line) => line === '' || /^(TAP version 14$|1\.\.6$|(not )?ok \d| {2})/.test(line)), 'a line is of no kind');
});

test('JUnit: every character is one that XML allows, and what is text stays text', () => {
  const text = junit(outcome);
  assert.doesNotMatch(text, /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
  assert.ok(text.isWellFormed());
  assert.doesNotMatch(text.replace(/&(amp|lt|gt|quot|#9|#10);/g, ''), /&/);
  assert.match(text, /<testsuites name="handrail test" tests="6" failures="3" errors="0" skipped="1" time="5.000">/);
  const tags = [...text.matchAll(/<(\/?)([a-z-]+)(?:\s+[a-z]+="[^"<>]*")*(\/?)>/g)];
  const open: string[] = [];
  for (const [, closes, name = '', alone] of tags) {
    if (closes === '/') assert.equal(open.pop(), name);
    else if (alone !== '/') open.push(name);
  }
  assert.deepEqual(open, []);
  assert.equal((text.match(/</g) ?? []).length, tags.length + 1, 'the declaration is the only other tag');
  assert.equal(tags.filter(([, closes, name]) => name === 'failure' && closes === '').length, 3);
});

test('the screen: drawn over, scrolled and cleared as a terminal does it, with bytes that are no text', async () => {
  const size = { cols: 20, rows: 4 };
  const screen = (text: string | Uint8Array) => screenOf(typeof text === 'string' ? Buffer.from(text) : text, size);
  assert.equal(await screen('10 %\r90 %\r\ndone'), '90 %\ndone');
  assert.equal(await screen('a\r\nb\r\nc\r\nd\r\ne'), 'b\nc\nd\ne');
  assert.equal(await screen('secret\u001b[2J\u001b[Hclean'), 'clean');
  assert.equal(await screen('shell\r\n\u001b[?1049heditor\u001b[?1049l'), 'shell');
  assert.equal(await screen(Buffer.from([0x61, 0xff, 0xfe, 0x62])), 'a\ufffd\ufffdb');
  assert.equal(await screen('\u001b]0;title\u0007\u001bPq#0\u001b\\text\u202e'), 'text⟦U+202E⟧');
});
