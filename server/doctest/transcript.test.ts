import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mendAnswer, mendTranscript } from './mend.ts';
import { answersTo, differenceOf } from './transcript.ts';

const shell = '$ echo a\na\n$ printf \'1\\n2\\n\'\n1\n2\n$ true';
const came = (...parts: string[]) => parts.join('\r\n');

test('output is cut at the commands, and each answer held to its own', () => {
  const output = came('$ echo a', 'a', "$ printf '1\\n2\\n'", '1', '3', '$ true', '');
  assert.deepEqual(answersTo(shell, output).map(({ got, fits }) => [got, fits]), [['a', true], ['1\n3', false], ['', true]]);
  assert.equal(differenceOf(answersTo(shell, output)), "  $ printf '1\\n2\\n'\n  1\n- 2\n+ 3");
});

test('an answer counts as a whole; one that shows nothing says nothing', () => {
  assert.equal(answersTo('$ ls\na\n$ date', came('$ ls', 'a', 'b', '$ date', 'now'))[0]?.fits, false);
  assert.equal(answersTo('$ ls\na\n…\n$ date', came('$ ls', 'a', 'b', '$ date', 'now')).every(({ fits }) => fits), true);
});

test('a command that was not come to is told', () => {
  const answers = answersTo(shell, came('$ echo a', 'a'));
  assert.deepEqual(answers.map(({ got }) => got), ['a', null, null]);
  assert.match(differenceOf(answers), /not come to/);
});

test('Redis’s prompts, behind the line that opens the session', () => {
  const source = 'kubectl exec -it r-0 -n ns -- redis-cli\n127.0.0.1:6379> XLEN a\n(integer) …\n127.0.0.1:6379> PING\nPONG';
  const output = came('kubectl exec -it r-0 -n ns -- redis-cli', '127.0.0.1:6379> XLEN a', '(integer) 7', '127.0.0.1:6379> PING', 'PANG');
  assert.deepEqual(answersTo(source, output).map(({ fits }) => fits), [true, false]);
});

const answers: [what: string, expected: string, runs: string[], mended: string][] = [
  ['what came counts', 'a\nb', ['a\nc'], 'a\nc'],
  ['what fits stays as it is', 'a …', ['a 1', 'a 2'], 'a …'],
  ['a wildcard that still fits stays', 'NAME …\nold\n…\nend', ['NAME AGE\nnew\n1\n2\nend'], 'NAME …\nnew\n…\nend'],
  ['one that does not fit any more goes', 'a …\nb', ['x 1\nb'], 'x 1\nb'],
  ['what differs between runs becomes one', 'pods 1', ['pods 2 on dev', 'pods 3 on prod'], 'pods … on …'],
  ['lines that only one run has become one', 'a', ['b\nc', 'b'], 'b\n…'],
  ['nobody looks at an answer that is not shown', '', ['a'], ''],
  ['an answer that is gone is gone', 'a', [''], ''],
];
for (const [what, expected, runs, mended] of answers) {
  test(`mending: ${what}`, () => { assert.equal(mendAnswer(expected, runs), mended); });
}

test('prompts and commands stay to the letter, and what is written fits', () => {
  const source = '$  echo   a \\\n   b\nold\n\n$ true\n$ date\n…';
  const output = came('$  echo   a \\', '   b', 'a b', '$ true', '$ date', 'now');
  const mended = mendTranscript(source, [output]);
  assert.equal(mended, '$  echo   a \\\n   b\na b\n$ true\n$ date\n…');
  assert.ok(answersTo(mended ?? '', output).every(({ fits }) => fits));
});

test('what would read as a prompt, or was not come to, is not written', () => {
  assert.equal(mendTranscript('$ cat x\nold', [came('$ cat x', 'new', '$ rm -rf /', 'gone')]), null);
  assert.equal(mendTranscript('$ a\nold\n$ b', [came('$ a', 'new')]), null);
});
