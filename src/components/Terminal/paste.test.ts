import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pasteQuestion, readPaste, shownPaste } from './paste.ts';

const table: readonly [clipboard: string, text: string, lines: number, asks: boolean][] = [
  ['kubectl get pods', 'kubectl get pods', 1, false],
  ['a\tb', 'a\tb', 1, false],
  ['kubectl get pods\n', 'kubectl get pods\n', 1, true],
  ['one\ntwo', 'one\ntwo', 2, true],
  ['one\r\ntwo\r\n', 'one\r\ntwo\r\n', 2, true],
  ['one\rtwo', 'one\rtwo', 2, true],
  ['\n\n', '\n\n', 2, true],
  ['echo safe\u001b[201~\nrm -rf /', 'echo safe[201~\nrm -rf /', 2, true],
  ['x\u009b201~y', 'x201~y', 1, true],
  ['ls\u0003\u0004\u0015', 'ls', 1, true],
  ['\u202eevil', '\u202eevil', 1, true],
  ['', '', 1, false],
];
for (const [clipboard, text, lines, asks] of table) {
  test(`pasting ${JSON.stringify(clipboard)} ${asks ? 'asks first' : 'goes in'}`, () => {
    const paste = readPaste(clipboard);
    assert.deepEqual([paste.text, paste.lines, paste.asks], [text, lines, asks]);
  });
}

test('whatever is pasted, nothing that goes in can end a bracket or press a key', () => {
  const every = Array.from({ length: 0x100 }, (_, code) => String.fromCharCode(code)).join('');
  assert.doesNotMatch(readPaste(every + every).text, /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/);
});

test('what cannot be seen is shown', () => {
  assert.equal(shownPaste('a\tb\r\nc\u202e\u200bd'), 'a⇥\tb⏎\nc⟨U+202E⟩⟨U+200B⟩d');
  assert.equal(shownPaste('x'.repeat(10_000)).length, 4_001);
});

test('the question says what would happen', () => {
  const ask = (text: string, isBracketed: boolean) => pasteQuestion(readPaste(text), isBracketed);
  assert.equal(ask('ls\n', false), 'Paste one line? It would be run at once.');
  assert.equal(ask('ls\npwd', false), 'Paste 2 lines? Every line but the last would be run at once.');
  assert.equal(ask('ls\npwd\n', false), 'Paste 2 lines? Every line would be run at once.');
  assert.equal(ask('ls\npwd\n', true), 'Paste 2 lines? The program is told that they are pasted; most then wait for Enter.');
  assert.equal(ask('ls\n', true), 'Paste one line? The program is told that it is pasted; most then wait for Enter.');
  assert.equal(ask('l\u0003s', true), 'Paste one line? Control characters were in it; they are left out.');
});
