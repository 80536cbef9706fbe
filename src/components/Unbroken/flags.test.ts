import assert from 'node:assert/strict';
import { test } from 'node:test';
import { piecesOf } from './flags.ts';

const commands: readonly (readonly [text: string, options: readonly string[]])[] = [
  ['kubectl wait kafka/prompt-kafka -n prompt-kafka --for=condition=Ready --timeout=300s', ['-n', '--for', '--timeout']],
  ['kubectl exec -it redis-0 -- redis-cli', ['-it', '--']],
  ['prompt-kafka', []],
  ['', []],
];

for (const [text, options] of commands) {
  test(`the options of ${JSON.stringify(text)}`, () => {
    const pieces = piecesOf(text);
    assert.deepEqual(pieces.filter((_, at) => at % 2 === 1), options);
    assert.equal(pieces.join(''), text);
  });
}

test('a long and hostile text is cut in a moment', () => {
  const began = performance.now();
  piecesOf('-'.repeat(200_000) + ' -'.repeat(100_000));
  assert.ok(performance.now() - began < 2_000);
});
