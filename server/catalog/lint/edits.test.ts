import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyFixes } from './edits.ts';
import type { Fix } from './finding.ts';

const fix = (line: number, from: number, to: number, text: string): Fix => ({ title: 't', edits: [{ from: [line, from], to: [line, to], text }] });

test('edits land where they belong, whatever the line ends', () => {
  assert.deepEqual(applyFixes('ab\ncd\n', [fix(2, 2, 3, 'X'), fix(1, 1, 1, '>')]), { text: '>ab\ncX\n', applied: 2 });
  assert.deepEqual(applyFixes('\ufeffab\r\ncd\r\n', [fix(2, 3, 3, '!'), fix(1, 1, 2, 'A')]), { text: '\ufeffAb\r\ncd!\r\n', applied: 2 });
});

test('whole lines go with their ends', () => {
  assert.deepEqual(applyFixes('a\r\nb\r\nc', [{ title: 't', edits: [{ from: [2, 1], to: [3, 1], text: '' }] }]), { text: 'a\r\nc', applied: 1 });
});

test('of two fixes in one place the second waits, all of it', () => {
  const both: Fix = { title: 't', edits: [{ from: [1, 1], to: [1, 1], text: '"' }, { from: [1, 3], to: [1, 3], text: '"' }] };
  assert.deepEqual(applyFixes('abcd', [both, { title: 't', edits: [{ from: [1, 3], to: [1, 3], text: '!' }, { from: [1, 5], to: [1, 5], text: '!' }] }]), { text: '"ab"cd', applied: 1 });
});
