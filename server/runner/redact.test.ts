import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRedactor, type Secrets } from './redact.ts';

function through(secrets: Secrets, chunks: readonly Uint8Array[]): string {
  const redactor = createRedactor(secrets);
  assert.ok(redactor);
  return Buffer.concat([...chunks.map((chunk) => redactor.push(chunk)), redactor.end()]).toString('latin1');
}

const text = 'token=hunter2 and hunter2\r\npassword: s3cr3t!\nhunter aHVudGVyMg== aHVudGVyMg hunter2';
const cases: [name: string, secrets: Secrets, expected: string][] = [
  ['by value, plain and base64', { pattern: null, values: ['hunter2'] }, 'token=[hidden] and [hidden]\r\npassword: s3cr3t!\nhunter [hidden] [hidden] [hidden]'],
  ['by pattern', { pattern: 'password: \\S+', values: [] }, 'token=hunter2 and hunter2\r\n[hidden]\nhunter aHVudGVyMg== aHVudGVyMg hunter2'],
  ['by both', { pattern: '(?<=token=)\\w+', values: ['s3cr3t!'] }, 'token=[hidden] and hunter2\r\npassword: [hidden]\nhunter aHVudGVyMg== aHVudGVyMg hunter2'],
];

for (const [name, secrets, expected] of cases) {
  test(`hides ${name}, cut at every byte and in single bytes`, () => {
    const bytes = Buffer.from(text);
    assert.equal(through(secrets, [bytes]), expected);
    assert.equal(through(secrets, Array.from(bytes, (byte) => Uint8Array.of(byte))), expected);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      assert.equal(through(secrets, [bytes.subarray(0, cut), bytes.subarray(cut)]), expected, `cut at ${cut}`);
    }
  });
}

test('random cuts give what the whole gives, over bytes that are no text', () => {
  const secrets = { pattern: 'ab+c', values: ['secret-value', '\u00e9\u00e9\u00e9\u00e9'] };
  const parts = ['abc', 'abbbc', 'secret-value', 'secret-', '\u00e9\u00e9\u00e9\u00e9', '\n', '\u00ff', 'x', '%C3%A9'];
  for (let round = 0; round < 300; round += 1) {
    const whole = Buffer.from(Array.from({ length: 20 }, () => parts[Math.floor(Math.random() * parts.length)]).join(''));
    const chunks: Buffer[] = [];
    for (let at = 0; at < whole.length;) {
      const length = 1 + Math.floor(Math.random() * 9);
      chunks.push(whole.subarray(at, at + length));
      at += length;
    }
    assert.equal(through(secrets, chunks), through(secrets, [whole]));
  }
});

test('what cannot become a secret is not held back, and other bytes pass unharmed', () => {
  const redactor = createRedactor({ pattern: null, values: ['hunter2'] });
  assert.equal(Buffer.from(redactor?.push(Buffer.from([0xff, 0, 0xc3])) ?? []).toString('hex'), 'ff00c3');
  assert.equal(redactor?.holding, false);
  redactor?.push(Buffer.from('xhunt'));
  assert.equal(redactor?.holding, true);
});

test('nothing secret, no redactor; a value too short to be one is left', () => {
  assert.equal(createRedactor({ pattern: null, values: [] }), null);
  assert.equal(createRedactor({ pattern: null, values: ['abc'] }), null);
  assert.throws(() => createRedactor({ pattern: '(', values: [] }), SyntaxError);
});

test('a line without end is shown in pieces, with its secret hidden', () => {
  const output = through({ pattern: 'k{5}', values: [] }, Array.from({ length: 60 }, () => Buffer.from('x'.repeat(4000) + 'kkkkk')));
  assert.equal(output.includes('kkkkk'), false);
  assert.equal(output.split('[hidden]').length, 61);
});
