import assert from 'node:assert/strict';
import { test } from 'node:test';
import headless from '@xterm/headless';
import { isAnswer } from './answer.ts';

const questions = ['\u001b[6n', '\u001b[5n', '\u001b[?6n', '\u001b[c', '\u001b[>c', '\u001b[?2004$p', '\u001b[4$p', '\u001bP$qm\u001b\\', '\u001b[6n\u001b[c'];
for (const question of questions) {
  test(`what xterm.js answers to ${JSON.stringify(question)} is an answer`, async () => {
    const terminal = new headless.Terminal({ allowProposedApi: true });
    const said: string[] = [];
    terminal.onData((data) => said.push(data));
    await new Promise<void>((written) => { terminal.write(question, written); });
    assert.notEqual(said.length, 0);
    for (const data of [...said, said.join('')]) assert.ok(isAnswer(data), JSON.stringify(data));
  });
}

for (const report of ['\u001b]11;rgb:0e0e/1111/1515\u001b\\', '\u001b]10;rgb:ff/ff/ff\u0007', '\u001bP>|xterm.js(6.0.0)\u001b\\', '\u001b[I', '\u001b[O', '\u001b[<0;10;20M', '\u001b[M !!', '\u001b[8;24;80t']) {
  test(`${JSON.stringify(report)} is no key`, () => { assert.ok(isAnswer(report)); });
}

const keys = ['a', 'ls\r', '\u0003', '\u001b', '\u001b[A', '\u001bOA', '\u001b[1;5C', '\u001b[3~', '\u001bOR', '\u001b[15~', '\u001bx', '\u001b[200~text\u001b[201~', '漢', '\u001b[Ix', '\u001b[6nls\r', '\t'];
for (const key of keys) {
  test(`${JSON.stringify(key)} is typed`, () => { assert.equal(isAnswer(key), false); });
}
