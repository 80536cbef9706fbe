import assert from 'node:assert/strict';
import { test } from 'node:test';
import headless from '@xterm/headless';
import { snapshot, textOf } from './snapshot.ts';

/** What a terminal of 20 columns reads after something was printed to it. */
async function printed(output: string, cols = 20) {
  const terminal = new headless.Terminal({ cols, rows: 5, scrollback: 1000, allowProposedApi: true });
  await new Promise<void>((written) => { terminal.write(output, written); });
  const pieces = snapshot(terminal.buffer.normal);
  terminal.dispose();
  return pieces;
}

test('plain output is one piece of text, without the blank rest of the screen', async () => {
  const pieces = await printed('one\r\n\r\n  two  \r\n');
  assert.deepEqual(pieces.map(({ text }) => text), ['one\n\n  two']);
});

test('lines the terminal wrapped are joined again, blanks in the middle kept', async () => {
  assert.equal(textOf(await printed(`${'a'.repeat(18)}    ${'b'.repeat(30)}\r\nend`)), `${'a'.repeat(18)}    ${'b'.repeat(30)}\nend`);
});

test('what scrolled away is there', async () => {
  const lines = Array.from({ length: 50 }, (_, at) => `line ${at}`);
  assert.equal(textOf(await printed(lines.join('\r\n'))), lines.join('\n'));
});

test('colours and weights are kept', async () => {
  const pieces = await printed('\u001b[32mok\u001b[0m \u001b[1;38;2;1;2;3mrgb\u001b[0m \u001b[38;5;196mcube\u001b[0m');
  assert.deepEqual(pieces.map(({ text, colour, bold }) => [text, colour, bold]),
    [['ok', 2, false], [' ', null, false], ['rgb', '#010203', true], [' ', null, false], ['cube', '#ff0000', false]]);
});

test('inverse text changes its colours round, also where they are the usual ones', async () => {
  const [piece] = await printed('\u001b[7mx\u001b[0m');
  assert.deepEqual([piece?.colour, piece?.background], ['inverse', 'inverse']);
});

test('markup is text like any other', async () => {
  assert.equal(textOf(await printed('<img src=x onerror=alert(1)>', 80)), '<img src=x onerror=alert(1)>');
});

test('wide characters count once', async () => {
  assert.equal(textOf(await printed('日本 ok')), '日本 ok');
});

test('a carriage return draws over what stood there', async () => {
  assert.equal(textOf(await printed('10%\r20%\r100%\r\ndone')), '100%\ndone');
});

test('nothing printed is nothing', async () => {
  assert.deepEqual(await printed('\r\n\r\n'), []);
});
