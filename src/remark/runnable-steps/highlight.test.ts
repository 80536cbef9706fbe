import assert from 'node:assert/strict';
import { test } from 'node:test';
import { highlight } from './highlight.ts';
import { redisTokens } from './redis-tokens.ts';

const text = (lines: readonly (readonly [string, string])[][]) => lines.map((line) => line.map(([piece]) => piece).join('')).join('\n');
const kinds = (line: readonly (readonly [string, string])[]) => line.filter(([, kind]) => kind !== '').map(([piece, kind]) => `${kind.replace('token-', '')}:${piece}`);

const lines: [string, string[]][] = [
  ['PING', ['keyword:PING']],
  ['DEL instrument:lsstcam', ['keyword:DEL']],
  ['XGROUP CREATE instrument:${INSTRUMENT} ${INSTRUMENT}_consumer_group $ mkstream', ['keyword:XGROUP', 'keyword:CREATE', 'constant:$']],
  ['set key "two words" 5', ['keyword:set', 'string:"two words"', 'constant:5']],
  ['  # a remark', ['comment:  # a remark']],
  ['ECHO "unfinished', ['keyword:ECHO', 'string:"']],
  ['', []],
];
for (const [line, wanted] of lines) {
  test(`the Redis line ${JSON.stringify(line)} is coloured`, () => {
    assert.deepEqual(kinds(redisTokens(line)), wanted);
    assert.equal(text([redisTokens(line)]), line);
  });
}

const blocks: [string, string][] = [
  ['bash', 'kubectl get pods -n prompt-redis # all\nexport A="b c"'],
  ['redis', 'XINFO GROUPS instrument:hsc\n\n# then\nDEL instrument:hsc'],
  ['console', 'kubectl exec -it pod -- redis-cli\n127.0.0.1:6379> ping\nPONG\n$ ls -l\ntotal 0'],
  ['sql', "SELECT * FROM efd_scheduler.latiss -- all\nWHERE status = 'failed' AND id > ${AFTER};"],
  ['nothing-known', 'as\nit is'],
];
for (const [language, source] of blocks) {
  test(`a ${language} block keeps its text to the letter`, async () => {
    assert.equal(text(await highlight(source, language)), source);
  });
}

test('a transcript tells prompt, command and answer apart', async () => {
  const [opening, prompt, answer, shell] = await highlight('kubectl exec -it pod -- redis-cli\n127.0.0.1:6379> ping\nPONG\n$ echo hi', 'console');
  assert.ok(kinds(opening ?? []).length > 0);
  assert.deepEqual(kinds(prompt ?? []), ['punctuation:127.0.0.1:6379> ', 'keyword:ping']);
  assert.deepEqual(kinds(answer ?? []), ['comment:PONG']);
  assert.equal(kinds(shell ?? [])[0], 'punctuation:$ ');
});
