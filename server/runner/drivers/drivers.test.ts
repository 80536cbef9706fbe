import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunRequest } from '../protocol.ts';
import { drivers } from './driver.ts';

type Overrides = Partial<RunRequest['step']> & { parameters?: Record<string, string>; redis?: RunRequest['redis'] };

function drive({ parameters = {}, redis = null, ...step }: Overrides) {
  const request = { parameters, redis, step: { source: '', interactive: false, ...step } } as unknown as RunRequest;
  return drivers[request.step.language]({ request, state: { directory: '/workspace', variables: {} }, redisPorts: { 'redis.test:6379': 16379 } });
}

test('bash: the author’s text is a file of its own, never pasted into ours', () => {
  const source = 'echo "$POD"\nexit 3 # it’s';
  const { body, files } = drive({ language: 'bash', source, parameters: { POD: '$(id)' } });
  assert.equal(body.includes('POD'), false);
  assert.equal(Buffer.from(files['script'] ?? '', 'latin1').toString(), `${source}\n`);
});

test('redis: a value stays inside its argument, and a bare $ is Redis’s own', () => {
  const { body } = drive({
    language: 'redis', source: 'XGROUP CREATE instrument:${INSTRUMENT} g $ MKSTREAM', parameters: { INSTRUMENT: `a b'; id "` },
    redis: { pod: 'prompt-redis-0', namespace: 'prompt-redis' },
  });
  assert.match(body, /client=\('kubectl' 'exec' 'prompt-redis-0' '-n' 'prompt-redis' '--' 'redis-cli' '--no-raw'\)/);
  assert.ok(body.includes(`'XGROUP' 'CREATE' 'instrument:a b'\\''; id "' 'g' '$' 'MKSTREAM'`), body);
});

test('redis: an endpoint of the environment is reached by its port inside; another is refused with what to do', () => {
  assert.match(drive({ language: 'redis', source: 'PING', redis: { endpoint: 'redis.test:6379' } }).body, /redis-cli --no-raw -h 127\.0\.0\.1 -p 16379/);
  assert.throws(() => drive({ language: 'redis', source: 'PING', redis: { endpoint: 'other:1' } }), /no Redis at other:1.*Choose/);
  assert.throws(() => drive({ language: 'redis', source: 'PING' }), /front matter/);
  assert.throws(() => drive({ language: 'redis', source: 'GET "a\\x00b"', redis: { pod: 'p', namespace: 'n' } }), /NUL/);
});

test('console: Redis prompts go to the client of the opening line, shell prompts to the shell', () => {
  const redis = drive({ language: 'console', source: 'kubectl exec -it r-0 -n ns -- redis-cli\n127.0.0.1:6379> ping\nPONG', redis: null });
  assert.match(redis.body, /client=\(kubectl exec -it r-0 -n ns -- redis-cli\)/);
  assert.match(redis.body, /ask '127\.0\.0\.1:6379> ping' 'ping'/);
  const shell = drive({ language: 'console', source: "$ echo 'a'\na\n$ false" });
  assert.match(shell.body, /eval 'echo '\\''a'\\'''/);
  assert.equal(shell.keepsState, true);
  assert.throws(() => drive({ language: 'console', source: 'no prompt' }), /No line begins with a prompt/);
});

test('file: only a plain relative path is written', () => {
  assert.match(drive({ language: 'file', path: 'jobs/job.yaml', source: 'a: 1' }).body, /write 'jobs\/job\.yaml' 'jobs' 'job\.yaml'/);
  for (const path of ['', '/etc/passwd', '../x', 'a/../../x', 'a//b', './a', 'a/', 'a\nb']) {
    assert.throws(() => drive({ language: 'file', path, source: '' }), RangeError, path);
  }
});

test('argv: words stay words; none gives a shell', () => {
  assert.match(drive({ language: 'argv', argv: ['kubectl', 'get', "a'b; id"] }).body, /^'kubectl' 'get' 'a'\\''b; id'\n$/);
  assert.match(drive({ language: 'argv', argv: [] }).body, /exec bash .* -i/);
});
