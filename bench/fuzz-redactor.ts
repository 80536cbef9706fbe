/**
 * What hides secrets in output. Its own trial, which stands beside it, makes long outputs with many secrets; most inputs here
 * are short ones, where a cut meets a secret more often.
 */
import assert from 'node:assert/strict';
import { redacted, tryRedactor } from '../server/runner/redact/redact-trial.ts';
import type { Chance } from '../test/chaos/seed.ts';
import { type FuzzTarget, pieces } from './fuzz-target.ts';

const values = ['hunter-2/Zx', 'abababab1', 'ünter+Weg7'];
const patterns = ['token=(\\S+)', 'ab+c', '(?<=pw )\\w+'];
const fillers = ['token=', 'token=abababab1 ', 'pw abbbc', '\n', '\r\n', 'x', '[hidden]', '\u001b[31m', 'abab', 'hunter-'];
/** One in so many is the long trial; one in so many has a pattern, which is tried within a time limit and takes far longer than all else. */
const seldom = { long: 1_000, pattern: 25 };
/** A secret of one character at least becomes eight. */
const growth = 8;

export const redactorTarget: FuzzTarget = {
  name: 'redactor',
  invariant: 'cut anywhere, the output is what it is when it comes whole; no known value is in it; bounded',
  open: () => ({ tryOne }),
};

function tryOne(chance: Chance): void {
  if (chance.oneIn(seldom.long)) {
    tryRedactor(() => chance.next() / 2 ** 32);
    return;
  }
  const secrets = { pattern: chance.oneIn(seldom.pattern) ? chance.pick(patterns) : null, values: [chance.pick(values)] };
  const spelt = secrets.values.flatMap((value) => [value, value.slice(0, -1), Buffer.from(`x${value}`).toString('base64'), encodeURIComponent(value)]);
  const whole = Buffer.concat(Array.from({ length: 1 + chance.below(6) }, () => (chance.oneIn(8) ? chance.bytes(chance.below(6)) : Buffer.from(chance.pick(chance.oneIn(2) ? spelt : fillers)))));
  const expected = redacted(secrets, [whole]);
  const chunks = pieces(whole, chance);
  const told = () => JSON.stringify({ secrets, whole: whole.toString('latin1'), chunks: chunks.map(({ length }) => length) });
  assert.equal(redacted(secrets, chunks), expected, told());
  assert.ok(expected.length <= whole.length * growth, told());
  for (const value of secrets.values) assert.equal(expected.includes(Buffer.from(value).toString('latin1')), false, told());
}
