/** Answers of a redis-cli that goes on asking, however what it prints is cut; and what is none. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answersIn } from './redis-answers.ts';
import type { Answer } from './redis-text.ts';

/** As redis-cli 7.0 prints `XINFO STREAM … FULL`, with ten items and more, and lists in lists. */
const full = (length: number): string => ` 1) "length"
 2) (integer) ${length}
 3) "last-generated-id"
 4) "0-0"
 5) "a"
 6) "b"
 7) "c"
 8) (empty array)
 9) "groups"
10) 1)  1) "name"
        2) "g\\n1) x"
        3) "pel"
        4) (nil)
        5) "w"
        6) "w"
        7) "w"
        8) "w"
        9) "consumers"
       10) 1) 1) "name"
              2) "one"
           2) 1) "name"
              2) "two"
    2)  1) "name"
        2) "h"
`;
const read = (length: number): Answer => ['length', length, 'last-generated-id', '0-0', 'a', 'b', 'c', [], 'groups', [
  ['name', 'g\n1) x', 'pel', null, 'w', 'w', 'w', 'w', 'consumers', [['name', 'one'], ['name', 'two']]], ['name', 'h'],
]];

async function answers(text: string, cut: number): Promise<(Answer | string)[]> {
  const bytes = Buffer.from(text);
  async function* parts(): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += cut) yield await Promise.resolve(bytes.subarray(at, at + cut));
  }
  const found: (Answer | string)[] = [];
  for await (const answer of answersIn(parts())) found.push(answer instanceof Error ? `! ${answer.message}` : answer);
  return found;
}

const table: [what: string, text: string, found: (Answer | string)[]][] = [
  ['lists, one after the other', full(1) + full(2) + full(3), [read(1), read(2), read(3)]],
  ['errors, and a list when the stream is there', `(error) ERR no such key\n(error) ERR no such key\n${full(1)}(error) ERR no such key\n`, ['! ERR no such key', '! ERR no such key', read(1), '! ERR no such key']],
  ['what is no list', '(integer) 5\n"\\xc3\\xa9"\n\n(nil)\nOK\n', [5, 'é', null, 'OK']],
  ['lists of one', '1) "a"\n1) "b"\n', [['a'], ['b']]],
  ['nothing', '', []],
];
for (const [what, text, found] of table) {
  test(`${what}, however it is cut`, async () => {
    for (const cut of [1, 7, 64, 100_000]) assert.deepEqual(await answers(text, cut), found, `cut at ${cut}`);
  });
}

test('an answer without an end is not kept', async () => {
  await assert.rejects(answers('x'.repeat(2_000_000), 65_536), /more than can be shown/);
  await assert.rejects(answers(`1) "a"\n${'2) "b"\n'.repeat(200_000)}`, 65_536), /more than can be shown/);
  await assert.rejects(answers(`${'1) '.repeat(50)}"deep"\n1) "next"\n`, 65_536), /could not be read/);
});
