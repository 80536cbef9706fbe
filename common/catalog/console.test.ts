import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConsole } from './console.ts';

const good: [name: string, source: string, expected: object][] = [
  ['a shell session', '$ echo a\na\n$ echo b\nb', {
    session: 'shell', opening: null, exchanges: [
      { prompt: '$', command: 'echo a', expected: 'a' }, { prompt: '$', command: 'echo b', expected: 'b' }],
  }],
  ['output with empty lines around it, and one inside', '$ cat x\n\na\n\nb\n\n', {
    session: 'shell', opening: null, exchanges: [{ prompt: '$', command: 'cat x', expected: 'a\n\nb' }],
  }],
  ['a comment in the output of a $ session', '$ cat x\n# not a prompt', {
    session: 'shell', opening: null, exchanges: [{ prompt: '$', command: 'cat x', expected: '# not a prompt' }],
  }],
  ['a root shell', '# id -u\n0', { session: 'shell', opening: null, exchanges: [{ prompt: '#', command: 'id -u', expected: '0' }] }],
  ['a line that goes on', '$ kubectl get pods \\\n>   -n default\nx', {
    session: 'shell', opening: null, exchanges: [{ prompt: '$', command: 'kubectl get pods \\\n  -n default', expected: 'x' }],
  }],
  ['Redis, opened by a line without prompt', 'kubectl exec -it r-0 -- redis-cli\n127.0.0.1:6379> ping\nPONG', {
    session: 'redis', opening: 'kubectl exec -it r-0 -- redis-cli', exchanges: [{ prompt: '127.0.0.1:6379>', command: 'ping', expected: 'PONG' }],
  }],
  ['Redis, opened from a shell', '$ redis-cli\n\n127.0.0.1:6379> ping\nPONG', {
    session: 'redis', opening: 'redis-cli', exchanges: [{ prompt: '127.0.0.1:6379>', command: 'ping', expected: 'PONG' }],
  }],
  ['Redis, another database and a transaction', 'redis.example:6380[2]> MULTI\nOK\nredis.example:6380[2](TX)> INFO\nQUEUED\n', {
    session: 'redis', opening: null, exchanges: [
      { prompt: 'redis.example:6380[2]>', command: 'MULTI', expected: 'OK' },
      { prompt: 'redis.example:6380[2](TX)>', command: 'INFO', expected: 'QUEUED' }],
  }],
  ['headings and dollars in what Redis answers', '127.0.0.1:6379> INFO\n# Server\n$ 3', {
    session: 'redis', opening: null, exchanges: [{ prompt: '127.0.0.1:6379>', command: 'INFO', expected: '# Server\n$ 3' }],
  }],
  ['nothing expected', '127.0.0.1:6379> PING', { session: 'redis', opening: null, exchanges: [{ prompt: '127.0.0.1:6379>', command: 'PING', expected: '' }] }],
];

for (const [name, source, expected] of good) {
  test(`reads ${name}`, () => {
    const block = parseConsole(source);
    const exchanges = block.exchanges.map(({ prompt, command, expected: answer }) => ({ prompt, command, expected: answer }));
    assert.deepEqual({ ...block, exchanges }, { ...expected, problems: [] });
    for (const { line, prompt } of block.exchanges) assert.ok(source.split('\n')[line - 1]?.startsWith(prompt), 'knows its line');
  });
}

const bad: [source: string, line: number, message: RegExp][] = [
  ['PONG', 1, /No line begins with a prompt/],
  ['mysql> select 1', 1, /No line begins with a prompt/],
  ['', 1, /No line begins with a prompt/],
  ['$ ', 1, /Nothing stands after this prompt/],
  ['one\ntwo\n127.0.0.1:6379> PING', 2, /Only one line/],
  ['cd /tmp\n$ ls', 1, /has no prompt/],
];

test('refuses a transcript it cannot be sure of', () => {
  for (const [source, line, message] of bad) {
    const [problem] = parseConsole(source).problems;
    assert.equal(problem?.line, line, source);
    assert.match(problem?.message ?? '', message, source);
  }
});
