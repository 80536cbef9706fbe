import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SqlClient } from '../endpoints/endpoints.ts';
import type { RunRequest } from '../protocol.ts';
import { drivers } from './driver.ts';

type Overrides = Partial<RunRequest['step']> & { parameters?: Record<string, string>; redis?: RunRequest['redis']; sql?: SqlClient | null };

function drive({ parameters = {}, redis = null, sql = { command: ['psql', '-X', 'service=a b'], readOnly: ['--readonly'] }, ...step }: Overrides) {
  const request = { parameters, redis, step: { source: '', interactive: false, ...step } } as unknown as RunRequest;
  return drivers[request.step.language]({ request, state: { directory: '/workspace', variables: {} }, redis: { 'redis.test:6379': { address: '127.0.0.2', port: 16379 } }, sql });
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
  assert.match(drive({ language: 'redis', source: 'PING', redis: { endpoint: 'redis.test:6379' } }).body, /redis-cli --no-raw -h 127\.0\.0\.2 -p 16379/);
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

test('sql: statements go to the environment’s client, values quoted where they stand, and a reading step says so', () => {
  const step = { language: 'sql', source: 'select * from t where a = ${A}', parameters: { A: "it's; $(id)" } } as const;
  const read = drive({ ...step, effect: 'read' });
  assert.equal(read.body, "'psql' '-X' 'service=a b' '--readonly' </run/handrail/statements\n");
  assert.deepEqual(read.files, { statements: "select * from t where a = 'it''s; $(id)'\n" });
  assert.equal(drive({ ...step, effect: 'change' }).body, "'psql' '-X' 'service=a b' </run/handrail/statements\n");
  assert.throws(() => drive({ ...step, sql: null }), /names no SQL client.*Choose/);
  assert.throws(() => drive({ ...step, parameters: {} }), /no value/);
  assert.throws(() => drive({ ...step, source: '.shell id' }), RangeError);
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
