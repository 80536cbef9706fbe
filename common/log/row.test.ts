import assert from 'node:assert/strict';
import { test } from 'node:test';
import { finder } from './find.ts';
import { applySgr, plain, sgrOf } from './look.ts';
import { readRow, rowText } from './row.ts';
import { carryAfter, noCarry, packCarry, unpackCarry, withoutSequences } from './sequence.ts';

const esc = '\u001b';
const text = (raw: string) => rowText(readRow(raw).pieces);

test('a row reads as it would look on a terminal', () => {
  const cases: [raw: string, seen: string][] = [
    ['plain\r\n', 'plain'],
    ['', ''],
    ['\n', ''],
    ['10 %\r50 %\r100 %\r\n', '100 %'],
    ['long progress\rshort\r\n', 'shortprogress'],
    [`long progress\r${esc}[Kshort\n`, 'short'],
    [`abc${esc}[2Kd`, '   d'],
    [`abcdef\r${esc}[2C${esc}[1Kx`, '  xdef'],
    ['abc\b\bX', 'aXc'],
    ['\b\bab', 'ab'],
    ['a\tb\tc', 'a       b       c'],
    ['漢字\tx', '漢字    x'],
    ['漢字\rab', 'ab字'],
    ['漢字\ra', 'a 字'],
    ['漢字\b漢', '漢 漢'],
    ['e\u0301\tx', 'e\u0301       x'],
    [`${esc}[1;31mred${esc}[0m and plain`, 'red and plain'],
    [`w${esc}[31mor${esc}[0md`, 'word'],
    [`${esc}]0;title\u0007shown`, 'shown'],
    [`${esc}]8;;https://example.org${esc}\\link${esc}]8;;${esc}\\ after`, 'link after'],
    [`${esc}Pq#0;2;0;0;0${esc}\\after`, 'after'],
    [`${esc}]52;c;c2VjcmV0\u0007x`, 'x'],
    [`${esc}[2J${esc}[Hx${esc}(B${esc}7${esc}=y`, 'xy'],
    [`${esc}[?25lx${esc}[?25h`, 'x'],
    [`a${esc}[31`, 'a'],
    [`a${esc}`, 'a'],
    [`${esc}[5Gx`, '    x'],
    [`${esc}[999999999Cx`, `${' '.repeat(1000)}x`],
    [`a${esc}[99Db`, 'b'],
    ['a\u0000\u0007\u000c\u009bb', 'ab'],
    ['user\u202egnp.exe', 'usergnp.exe'],
    [`pass ${esc}[8mhidden${esc}[0m.`, 'pass       .'],
    ['<b>&amp;</b>', '<b>&amp;</b>'],
  ];
  for (const [raw, seen] of cases) assert.equal(text(raw), seen, JSON.stringify(raw));
});

test('SGR sequences make looks, and looks make sequences that make them again', () => {
  const cases: [parameters: string, look: object][] = [
    ['', {}], ['0', {}], ['1;31', { bold: true, colour: 1 }], ['97;104', { colour: 15, background: 12 }],
    ['38;5;9', { colour: 9 }], ['38;5;196', { colour: '#ff0000' }], ['48;5;232', { background: '#080808' }], ['38;2;1;2;3', { colour: '#010203' }],
    ['38:2::1:2:3', { colour: '#010203' }], ['38:2:1:2:3', { colour: '#010203' }], ['38:5:1;4', { colour: 1, underline: true }],
    ['38;2;1;2;3;1', { colour: '#010203', bold: true }], ['31;0;2', { faint: true }], ['4:0', {}], ['4:3', { underline: true }],
    ['3;4;7;8', { italic: true, underline: true, inverse: true, hidden: true }], ['1;2;22', {}], ['31;39;41;49', {}], ['38;2;999;0;0', { colour: '#ff0000' }],
    ['38', {}], ['38;5', { colour: 0 }], ['77;1', { bold: true }], [`${'1;'.repeat(1000)}31`, { bold: true }],
  ];
  for (const [parameters, look] of cases) {
    const made = applySgr(plain, parameters);
    assert.deepEqual(made, { ...plain, ...look }, parameters);
    assert.deepEqual(applySgr(plain, sgrOf(made)), made, parameters);
  }
});

test('what one row leaves to the next does not depend on whether it was drawn or only passed', () => {
  const rows = [
    'plain\r\n', `${esc}[31mred\n`, 'still red\n', `${esc}[1mbold${esc}]0;a title that`, ' goes on', ` and ends\u0007 here${esc}[0m\n`,
    `${esc}]open to the end of its line\n`, 'shown\n', `${esc}Pdata`, `${esc}[32mgreen\n`, `${esc}[>4;2mx\n`, `${esc}]x`, '\n', `${esc}[4`,
  ];
  let drawn = noCarry;
  let passed = noCarry;
  const seen: string[] = [];
  for (const row of rows) {
    const { pieces, carry } = readRow(row, unpackCarry(packCarry(drawn)));
    seen.push(rowText(pieces));
    drawn = carry;
    passed = carryAfter(passed, row);
    assert.deepEqual(passed, drawn, JSON.stringify(row));
  }
  assert.deepEqual(carryAfter(noCarry, rows.join('')), drawn);
  assert.deepEqual(seen, ['plain', 'red', 'still red', 'bold', '', ' here', '', 'shown', '', 'green', 'x', '', '', '']);
  assert.equal(withoutSequences(`a${esc}[31mb${esc}]t\u0007c${esc}]open\nd${esc}[`), 'abc\nd');
});

test('a search finds every place, whatever the capitals where they do not matter', () => {
  const cases: [wanted: string, capitals: boolean, text: string, found: [number, number][]][] = [
    ['Error', false, 'an error, an ERROR', [[3, 8], [13, 18]]], ['Error', true, 'an error, an Error', [[13, 18]]],
    ['aa', true, 'aaaaa', [[0, 2], [2, 4]]], ['', true, 'x', []], ['ß', false, 'GROẞ', [[3, 4]]], ['x', false, 'İx', [[1, 2]]], ['a.c', false, 'abc a.c', [[4, 7]]],
  ];
  for (const [wanted, capitals, where, found] of cases) assert.deepEqual(finder(wanted, capitals)(where), found, `${wanted} in ${where}`);
});
