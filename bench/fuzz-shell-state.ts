/** What a step's shell leaves, which the step can write as it likes, and how it is kept and restored. */
import assert from 'node:assert/strict';
import { carries, maxStateBytes, parseState, quoteWord, readState, type ShellState } from '../server/runner/workspace/shell-state.ts';
import type { Chance } from '../test/chaos/seed.ts';
import { textLike } from './fuzz-json.ts';
import { damaged, type FuzzTarget } from './fuzz-target.ts';

const names = ['A', 'POD', '_x9', 'INSTRUMENT', 'PATH', 'BASH_ENV', 'LD_PRELOAD', 'IFS', '', '9', 'a b', '__proto__', 'constructor', 'PS4', 'HTTPS_proxy'];

export const shellStateTarget: FuzzTarget = {
  name: 'shell-state restore',
  invariant: 'null, or an absolute directory and variables that may carry, bytes as they were; a quoted word is its bytes',
  open: () => ({ tryOne }),
};

function tryOne(chance: Chance): void {
  const entries = Array.from({ length: chance.below(6) }, () => [chance.pick(names), chance.bytes(chance.below(20)).toString('latin1').replaceAll('\0', '')] as const);
  const directory = `/${chance.bytes(chance.below(12)).toString('latin1').replace(/[\0\n]/g, '')}`;
  const written = Buffer.from([`${directory}\n`, ...entries.map((entry) => entry.join('='))].map((part) => `${part}\0`).join(''), 'latin1');
  const before: ShellState = { directory: '/', variables: { POD: 'before' } };
  const given = chance.oneIn(2) ? ['POD'] : [];
  const state = readState(written, before, given);
  assert.ok(state !== null && state.directory === directory);
  const carried = Object.fromEntries(entries.filter(([name]) => carries(name) && !given.includes(name)));
  assert.deepEqual({ ...state.variables }, given.length === 0 ? carried : { ...carried, POD: 'before' });
  assert.deepEqual(parseState(JSON.stringify(state)), state);
  check(readState(chance.oneIn(4) ? chance.bytes(chance.below(100)) : damaged(written, chance), before, given));
  if (chance.oneIn(5_000)) assert.equal(readState(Buffer.alloc(maxStateBytes + 1), before, given), null);
  check(parseState(textLike({ directory, variables: Object.fromEntries(entries) }, chance).toString()));
  const word = chance.bytes(chance.below(20)).toString('latin1');
  assert.equal(unquote(quoteWord(word)), word.replaceAll('\0', ''));
}

function check(state: ShellState | null): void {
  if (state === null) return;
  assert.ok(state.directory.startsWith('/'));
  assert.ok(Object.entries(state.variables).every(([name, value]) => carries(name) && typeof value === 'string'), JSON.stringify(state));
}

/** As a shell reads single quotes and a backslash between them: POSIX, Shell Command Language, 2.2. */
function unquote(word: string): string {
  const parts = word.split(`'\\''`);
  assert.ok(parts[0]?.startsWith("'") && parts.at(-1)?.endsWith("'"));
  const inside = parts.join('\u{10ffff}').slice(1, -1);
  assert.ok(!inside.includes("'"));
  return inside.replaceAll('\u{10ffff}', "'");
}
