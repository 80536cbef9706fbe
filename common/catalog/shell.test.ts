import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readShell } from './shell.ts';

const used: [source: string, names: string[]][] = [
  ['kubectl logs "$POD" -n ${NS:-$OTHER}', ['POD', 'NS', 'OTHER']],
  ["echo '$POD' \\$POD", []],
  ['cat <<EOF\n$POD\nEOF', ['POD']],
  ["cat <<'EOF'\n$POD\nEOF", []],
  ['echo $((COUNT + $MORE))', ['COUNT', 'MORE']],
  ['echo "$(kubectl get pod "$POD")"', ['POD']],
  ['[[ -n $POD ]] && echo ${#NAME} ${NAME%.*}', ['POD', 'NAME', 'NAME']],
  ['grep "$A" < "$B" > "$C"', ['A', 'B', 'C']],
  ['# $POD', []],
  ['case $A in x) echo $B ;; esac', ['A', 'B']],
];

test('the variables a block uses are found, in order', () => {
  for (const [source, names] of used) assert.deepEqual(readShell(source).uses.map(({ name }) => name), names, source);
});

const set: [source: string, names: string[]][] = [
  ['A=1 make; export B=2 C; local d=3', ['A', 'B', 'd', 'C']],
  ['for POD in a b; do :; done', ['POD']],
  ['read -r X Y', ['X', 'Y']],
  ['printf -v OUT x; mapfile -t LINES_OF', ['OUT', 'LINES_OF']],
  [': "${NAME:=x}"', ['NAME']],
];

test('the variables a block sets are found', () => {
  for (const [source, names] of set) assert.deepEqual([...readShell(source).sets].sort(), names.sort(), source);
});

test('commands are found wherever they stand, and what is known only as it runs is marked', () => {
  const { commands } = readShell('if a "$B"; then c | d "x y"; fi; f() { g $(h); }');
  assert.deepEqual(commands.map(({ words }) => words.map(({ value }) => value)), [['a', null], ['c'], ['d', 'x y'], ['g', null], ['h']]);
});

test('what bash could not read is a problem', () => {
  for (const source of ['echo "oops', 'if true; then echo', 'echo $(ls', 'a && && b']) {
    assert.ok(readShell(source).problems.length > 0, source);
  }
});
