import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRedactor, type Secrets } from './redact.ts';
import { redacted, tryRedactor } from './redact-trial.ts';
import { mostValues } from './redact-values.ts';

const secret = 'hunter2-of-4';
const base64 = Buffer.from(secret).toString('base64');
const text = `token=${secret} and ${secret}\r\npassword: s3cr3t!-now\nhunter ${base64} hunter2 ${secret}`;
const cases: [name: string, secrets: Secrets, expected: string][] = [
  ['by value, plain and base64', { pattern: null, values: [secret] }, 'token=[hidden] and [hidden]\r\npassword: s3cr3t!-now\nhunter [hidden] hunter2 [hidden]'],
  ['by pattern', { pattern: 'password: \\S+', values: [] }, `token=${secret} and ${secret}\r\n[hidden]\nhunter ${base64} hunter2 ${secret}`],
  ['by both', { pattern: '(?<=nothing=)\\w+', values: ['s3cr3t!-now'] }, `token=${secret} and ${secret}\r\npassword: [hidden]\nhunter ${base64} hunter2 ${secret}`],
  ['what a pattern finds, in every spelling from there on', { pattern: 'token=(\\S+)', values: [] }, '[hidden] and [hidden]\r\npassword: s3cr3t!-now\nhunter [hidden] hunter2 [hidden]'],
];

for (const [name, secrets, expected] of cases) {
  test(`hides ${name}, cut at every byte and in single bytes`, () => {
    const bytes = Buffer.from(text);
    assert.equal(redacted(secrets, [bytes]), expected);
    assert.equal(redacted(secrets, Array.from(bytes, (byte) => Uint8Array.of(byte))), expected);
    for (let cut = 0; cut <= bytes.length; cut += 3) {
      assert.equal(redacted(secrets, [bytes.subarray(0, cut), bytes.subarray(cut)]), expected, `cut at ${cut}`);
    }
  });
}

test('every spelling of a value is hidden, whatever stands around it', () => {
  const value = 'pa/ss+w"ö rd?7\nline';
  const spelt: Record<string, string> = {
    plain: value, onATerminal: value.replaceAll('\n', '\r\n'), url: encodeURIComponent(value), lower: encodeURIComponent(value).replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    form: new URLSearchParams({ v: value }).toString().slice(2), json: JSON.stringify({ v: value }), ascii: JSON.stringify(value).replace('ö', '\\u00f6'),
    slashes: JSON.stringify(value).replaceAll('/', '\\/'), base64url: Buffer.from(value).toString('base64url'), echoed: Buffer.from(`${value}\n`).toString('base64'),
  };
  for (const [name, printed] of Object.entries(spelt)) {
    const output = redacted({ pattern: null, values: [value] }, [Buffer.from(`<${printed}>`)]);
    assert.match(output, /\[hidden\]/, name);
    assert.doesNotMatch(output, /ss|rd|[A-Za-z0-9]{7}(?<!hidden)/, `${name}: ${output}`);
  }
  for (const before of ['', 'u', 'us', 'user:', 'user:p']) {
    const encoded = Buffer.from(`${before}${value}@host`).toString('base64');
    const output = redacted({ pattern: null, values: [value] }, [Buffer.from(encoded)]);
    assert.ok(output.includes('[hidden]') && output.length < encoded.length, `${before}: ${output}`);
  }
});

test('exact values only: a table of names stays as it is, and words are no secrets', () => {
  const table = 'NAMESPACE      NAME             READY   STATUS    RESTARTS\nprompt-redis   prompt-redis-0   1/1     Running   0\n';
  assert.equal(redacted({ pattern: null, values: ['prompt-redis-00', 'Zm9vYmFyYmF6'] }, [Buffer.from(table)]), table);
  for (const word of ['practice', 'Password', 'PRODUCTION', '12345678', 'short', ' padded value ', 'x'.repeat(5_000)]) {
    assert.equal(createRedactor({ pattern: null, values: [word] }), null, word);
  }
});

test('random output in random chunks gives what the whole gives', () => {
  for (let round = 0; round < 2_000; round += 1) tryRedactor(Math.random);
});

test('what cannot become a secret is not held back, and other bytes pass unharmed', () => {
  const redactor = createRedactor({ pattern: null, values: [secret] });
  assert.equal(Buffer.from(redactor?.push(Buffer.from([0xff, 0, 0xc3])) ?? []).toString('hex'), 'ff00c3');
  assert.equal(redactor?.holding, false);
  redactor?.push(Buffer.from('xhunt'));
  assert.equal(redactor?.holding, true);
});

test('a prompt shows, and what follows it is hidden all the same', () => {
  const push = (redactor: ReturnType<typeof createRedactor>, printed: string) => Buffer.from(redactor?.push(Buffer.from(printed)) ?? []).toString();
  const prompt = (redactor: ReturnType<typeof createRedactor>) => Buffer.from(redactor?.prompt() ?? []).toString();
  const lines = createRedactor({ pattern: 'password: (\\S+)', values: [] });
  assert.equal(push(lines, 'password: '), '');
  assert.equal(prompt(lines), 'password: ');
  assert.equal(push(lines, 'hunter2-of-4 ok? '), '');
  assert.equal(prompt(lines), '[hidden] ok? ');
  assert.equal(push(lines, 'yes\n'), 'yes\n');
  const value = createRedactor({ pattern: null, values: [secret] });
  assert.equal(push(value, 'go? hunter2'), 'go? ');
  assert.equal(prompt(value), 'hun');
  assert.equal(prompt(value), '');
  assert.equal(push(value, '-of-4!'), '[hidden]!');
  assert.equal(push(value, 'hunt'), '');
  assert.equal(prompt(value), 'hun');
  assert.equal(push(value, 'ing'), 'ting');
});

test('found values are told once, and no more than can be looked for', () => {
  const found: string[] = [];
  redacted({ pattern: 'v=(\\S*)', values: [], onFound: (value) => found.push(value) }, [Buffer.from('v=short v=Value-number-1 v=Value-number-1\n'), Buffer.from('Value-number-1\n')]);
  assert.deepEqual(found, ['Value-number-1']);
  const lines = Array.from({ length: 2 * mostValues }, (_, at) => `v=Value-number-${at}\n`).join('');
  redacted({ pattern: 'v=(\\S*)', values: [], onFound: (value) => found.push(value) }, [Buffer.from(lines)]);
  assert.equal(found.length, mostValues + 1);
});

test('a pattern that takes for ever hides the lines it cannot judge, and holds nobody up', () => {
  const hostile = `${'a'.repeat(60)}!\n`;
  const output = redacted({ pattern: '(a+)+$', values: [] }, Array.from({ length: 20 }, () => Buffer.from(hostile)));
  assert.equal(output, '[hidden]\n'.repeat(20));
});

test('nothing secret, no redactor; what is no pattern is refused', () => {
  assert.equal(createRedactor({ pattern: null, values: [] }), null);
  assert.throws(() => createRedactor({ pattern: '(', values: [] }), SyntaxError);
});

test('a line without end is shown in pieces, with its secret hidden', () => {
  const chunks = Array.from({ length: 60 }, () => Buffer.from('x'.repeat(4000) + 'kkkkk'));
  const output = redacted({ pattern: 'k{5}', values: [] }, chunks);
  assert.equal(output.includes('kkkkk'), false);
  assert.equal(output.split('[hidden]').length, 61);
  assert.equal(redacted({ pattern: 'k{5}', values: [] }, [Buffer.concat(chunks)]), output);
});
