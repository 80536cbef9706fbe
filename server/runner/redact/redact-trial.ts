/** Tries the redactor with output that comes in other chunks each time: for the unit test, and for whoever has more time. */
import assert from 'node:assert/strict';
import { createRedactor, type Secrets } from './redact.ts';

const values = ['Zx81-hunter2/secret', 'Zx81-hunter2/secret-longer', 'änderung+Passwort7', 'k8s_\n"quoted" 99', 'aaaaaaa1', 'abababab1'];
const patterns = [null, 'token=(\\S+)', 'ab+c', '^key: .*$', '(?<=pw )\\w+'];
const parts = [
  ...values, ...values.map((value) => value.slice(0, -1)), ...values.map((value) => encodeURIComponent(value)), ...values.map((value) => JSON.stringify(value)),
  ...[0, 1, 2].flatMap((before) => values.map((value) => Buffer.from('x'.repeat(before) + value + 'yy').toString('base64'))),
  'token=Fresh-9-value ', 'Fresh-9-value', 'token=', 'abbbc', 'key: of all', 'pw word1234', 'word1234', '\n', '\r\n', '\r', ' ', '[hidden]', '\u00ff', 'a', 'aaaaaaa', '\u001b[31m', 'x'.repeat(200),
];

/** Takes randomness (0 to 1); makes up output with secrets in it and tries it in many chunks. Throws when they give anything but what the whole gives. */
export function tryRedactor(random: () => number): void {
  const pick = <Item>(from: readonly Item[]): Item => from[Math.floor(random() * from.length)] as Item;
  const pattern = pick(patterns);
  const known = values.filter(() => random() < 0.5);
  if (pattern === null && known.length === 0) known.push(pick(values));
  const whole = Buffer.concat(Array.from({ length: 1 + Math.floor(random() * 24) }, () => Buffer.from(pick(parts), random() < 0.9 ? 'utf8' : 'latin1')));
  const expected = redacted({ pattern, values: known }, [whole]);
  const longest = pick([1, 3, 12, 80]);
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < whole.length;) {
    const length = 1 + Math.floor(random() * longest);
    chunks.push(whole.subarray(at, at + length));
    at += length;
  }
  const told = () => JSON.stringify({ pattern, known, whole: whole.toString('latin1'), chunks: chunks.map(({ length }) => length) });
  assert.equal(redacted({ pattern, values: known }, chunks), expected, told());
  for (const value of known) assert.equal(expected.includes(Buffer.from(value).toString('latin1')), false, `${value} of ${told()} in ${expected}`);
}

/** Takes what is secret and chunks; gives what a redactor lets through, as latin-1 text. */
export function redacted(secrets: Secrets, chunks: readonly Uint8Array[]): string {
  const redactor = createRedactor(secrets);
  assert.ok(redactor);
  return Buffer.concat([...chunks.map((chunk) => redactor.push(chunk)), redactor.end()]).toString('latin1');
}
