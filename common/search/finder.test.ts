/** What comes first for what people type, over the real runbooks and the handbook. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { before, test } from 'node:test';
import { compileCatalog } from '../catalog/compile.ts';
import type { SearchContent } from './content.ts';
import { Finder } from './finder.ts';
import { makeContent } from './make-content.ts';
import { isAct } from './message-index.ts';
import { named, namesOf } from './names.ts';
import { snippetOf } from './snippet.ts';

const root = join(import.meta.dirname, '../..');
let content: SearchContent;
let finder: Finder;

before(async () => {
  const ids = readdirSync(join(root, 'runbooks')).filter((name) => name.endsWith('.mdx')).map((name) => basename(name, '.mdx'));
  const texts = new Map(ids.map((id) => [id, readFileSync(join(root, 'runbooks', `${id}.mdx`), 'utf8')]));
  const { catalog } = compileCatalog(ids.map((id) => ({ id, file: `${id}.mdx`, bytes: new TextEncoder().encode(texts.get(id)) })));
  const pages = ['authoring', 'sandbox'].map((name) => ({ path: `/docs/${name}`, title: name, description: '', text: readFileSync(join(root, 'docs', `${name}.md`), 'utf8') }));
  content = makeContent(catalog.runbooks.map((runbook) => ({ runbook, path: `/runbooks/${runbook.id}`, text: texts.get(runbook.id) ?? '' })), pages);
  finder = await Finder.make(JSON.parse(JSON.stringify(content)) as SearchContent, () => Promise.resolve());
});

/** What is typed → a pattern of the address that comes first. */
const first: readonly (readonly [typed: string, href: RegExp])[] = [
  ['prompt redis', /^\/runbooks\/prompt-redis$/], ['prompt-redis', /^\/runbooks\/prompt-redis$/], ['s3proxy', /^\/runbooks\/s3proxy$/], ['consdb', /^\/runbooks\/consdb$/],
  ['clear stream', /prompt-redis#clear-a-redis-stream$/], ['delete the stream', /prompt-redis#step-delete-stream$/], ['create-stream', /prompt-redis#step-create-stream$/],
  ['creat redis stre', /prompt-redis#(creating-redis-streams|step-create-stream)$/], ['how far behind', /#step-message-statistics$/], ['xinfo groups', /#step-(check-group|message-statistics)$/],
  ['XPENDING', /prompt-redis#/], ['restart redis', /prompt-redis#(step-restart|restarting-redis)$/], ['restart kafka', /\/restart-kafka$|#restarting-kafka$/],
  ['kubectl rollout restart', /prompt-redis#step-restart$/], ['set image tag', /transformed-efd#step-set-tag$/], ['failure monitor', /transformed-efd#failure-monitor$/],
  ['make apply', /transformed-efd#/], ['scaledjobs', /#step-scaled-jobs$/], ['vault login', /#step-vault-login$/], ['kafak topics', /prompt-kafka#/], ['kubernets topics kafka', /prompt-kafka#/],
  ['BUSYGROUP', /prompt-redis#/], ['add a bucket', /s3proxy#adding-a-new-bucket$/], ['how do i upgrade redis', /prompt-redis#(upgrading-redis|step-upgraded)$/], ['instrument:lsstcam', /prompt-redis#/],
  ['stream is gone', /prompt-redis#step-message-statistics$/], ['new telemetry is missing', /consdb#step-newest-tasks$/], ['kubectl config use-context', /#step-use-context$/], ['cold startup', /#cold-startup$/], ['seccomp', /^\/docs\/sandbox/],
];

for (const [typed, href] of first) {
  test(`“${typed}”`, () => {
    const answer = finder.answer(typed);
    assert.equal(answer.kind, 'words');
    assert.match(answer.entries[0]?.href ?? 'nothing', href, answer.entries.slice(0, 4).map((entry) => entry.href).join('\n'));
  });
}

/** A message, and the runbook that is open → the first place that speaks of it, and what of it that place has. */
const messages: readonly (readonly [message: string, open: string, href: RegExp, matched: RegExp])[] = [
  ['(error) ERR no such key', '', /prompt-redis#step-message-statistics$/, /err no such key/],
  ['ERR no such key', 'transformed-efd', /prompt-redis#step-message-statistics$/, /err no such key/],
  ['127.0.0.1:6379> XGROUP CREATE instrument:hsc hsc_consumer_group $ MKSTREAM\n(error) BUSYGROUP Consumer Group name already exists', '', /prompt-redis#/, /busygroup consumer group name already exists/],
  ['2026-11-21T03:04:05Z  Warning  Failed  Error: ErrImagePull\n  Back-off pulling image "x@sha256:1234567890abcdef"', '', /transformed-efd#step-describe-pod$/, /errimagepull/],
  ['Error making API request.\n\nURL: GET https://vault.example.org/v1/auth/token/lookup-self\nCode: 403. Errors:\n\n* permission denied', '', /transformed-efd#step-vault-login$/, /permission denied/],
  ['Error from server (NotFound): pods "prompt-redis-0" not found', 'prompt-redis', /prompt-redis#step-pods$/, /pods prompt-redis not found/],
  ['error: Internal error occurred: unable to upgrade connection: container not found ("redis")', 'prompt-redis', /prompt-redis#step-pods$/, /container not found redis/],
  ['Could not connect to Redis at 127.0.0.1:6379: Connection refused\nnot connected>', '', /prompt-redis#step-pods$/, /could not connect to redis/],
  ['Error from server (Forbidden): pods "prompt-redis-0" is forbidden: User "alice" cannot create resource "pods/exec" in API group "" in the namespace "prompt-redis"', '', /prompt-redis#step-where-am-i$/, /is forbidden/],
  ['The connection to the server localhost:8080 was refused - did you specify the right host or port?', 'prompt-redis', /prompt-redis#step-where-am-i$/, /the connection to the server was refused/],
  ['Unable to connect to the server: dial tcp 10.0.0.1:443: i/o timeout', 'prompt-redis', /prompt-redis#step-where-am-i$/, /unable to connect to the server/],
  ['error: You must be logged in to the server (Unauthorized)', 'prompt-redis', /prompt-redis#step-where-am-i$/, /logged in to the server/],
  ['ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may want to use the MKSTREAM option', '', /prompt-redis#step-message-statistics$/, /xgroup subcommand/],
  ["NOGROUP No such key 'instrument:lsstcam' or consumer group 'lsstcam_consumer_group' in XREADGROUP with GROUP option", '', /prompt-redis#step-message-statistics$/, /^nogroup no such key/],
  ['WRONGTYPE Operation against a key holding the wrong kind of value', '', /prompt-redis#step-list-streams$/, /^wrongtype/],
  ["(error) MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk.", '', /prompt-redis#step-log-errors$/, /^misconf/],
  ["(error) OOM command not allowed when used memory > 'maxmemory'.", '', /prompt-redis#step-message-statistics$/, /used memory/],
  ['LOADING Redis is loading the dataset in memory', '', /prompt-redis#step-redis-is-up$/, /^loading/],
];

/** A message that no runbook speaks of, and the runbook that is open → the first place that is about what it names, or about what is open. */
const unspoken: readonly (readonly [message: string, open: string, href: RegExp])[] = [
  ['ERROR: could not find ScaledJob: READY False', 'prompt-redis', /prompt-redis#step-scaled-jobs$/],
  ['Error from server (NotFound): deployments.apps "s3proxy" not found', 'prompt-redis', /\/s3proxy#/],
  ['Error from server (NotFound): statefulsets.apps "prompt-redis" not found', 'transformed-efd', /prompt-redis#/],
  ['error: timed out waiting for the condition on pods/prompt-redis-0', 'prompt-redis', /prompt-redis#step-redis-is-up$/],
  ['error: context "usdfdev-prompt-processing" does not exist', 'prompt-redis', /prompt-redis#/],
  ['Back-off restarting failed container redis in pod prompt-redis-0_prompt-redis(0a1b)', '', /prompt-redis#/],
  ['[2026-11-21 03:04:05,678] WARN [Consumer clientId=console-consumer-1, groupId=g] Connection to node -1 (prompt-kafka-kafka-bootstrap/10.0.0.1:9094) could not be established. Broker may not be available.', 'prompt-kafka', /prompt-kafka#/],
  ['org.apache.kafka.common.errors.TimeoutException: Timed out waiting for a node assignment. Call: listTopics', '', /kafka#/],
  ['* error looking up token: dial tcp: lookup vault.slac.stanford.edu: no such host', 's3proxy', /s3proxy#step-vault-login$/],
  ['botocore.exceptions.NoCredentialsError: Unable to locate credentials', 's3proxy', /s3proxy#/],
  ['An error occurred (NoSuchBucket) when calling the ListObjectsV2 operation: The specified bucket does not exist', 's3proxy', /s3proxy#/],
  ['FATA[0000] rpc error: code = NotFound desc = applications.argoproj.io "prompt-redis" not found', '', /prompt-redis#/],
  ['time="2026-11-21T03:04:05Z" level=fatal msg="rpc error: code = Unauthenticated desc = invalid session: token is expired for prompt-kafka"', '', /prompt-kafka#/],
  ['psycopg2.OperationalError: could not connect to server: Connection refused', 'consdb', /./],
];

for (const [message, open, href, matched] of messages) {
  test(`the message “${message.slice(0, 60)}…”, on ${open === '' ? 'no runbook' : open}`, () => {
    const answer = finder.answer(message, `/runbooks/${open}`);
    assert.equal(answer.kind, 'message');
    assert.match(answer.spoken[0]?.entry.href ?? 'nothing', href, answer.spoken.slice(0, 4).map(({ entry }) => entry.href).join('\n'));
    assert.match(answer.spoken[0]?.matched ?? '', matched);
    assert.ok(!answer.spoken.slice(0, 1).some(({ entry }) => isAct(entry)));
  });
}

for (const [message, open, href] of unspoken) {
  test(`no runbook mentions “${message.slice(0, 60)}…”`, () => {
    const answer = finder.answer(message, `/runbooks/${open}`);
    assert.equal(answer.kind, 'message');
    assert.deepEqual(answer.spoken.map(({ entry, matched }) => [entry.href, matched]), []);
    assert.match(answer.entries[0]?.href ?? 'nothing', href, answer.entries.slice(0, 4).map((entry) => entry.href).join('\n'));
    assert.ok(!answer.entries.slice(0, 1).some(isAct));
  });
}

test('a message is not answered with what changes something: where only such a step speaks of it, its heading does', async () => {
  const source = '---\ntitle: Web Cache\nservice: Web Cache\ndescription: Its cache.\n---\n\n## When it breaks\n\nAfter `ECACHE the warming of entries stopped` begin anew.\n\n```bash run=flush effect=destroy title="Flush the cache"\nflush-it\n```\n';
  const { catalog } = compileCatalog([{ id: 'web-cache', file: 'web-cache.mdx', bytes: new TextEncoder().encode(source) }]);
  const own = await Finder.make(makeContent(catalog.runbooks.map((runbook) => ({ runbook, path: '/runbooks/web-cache', text: source })), []), () => Promise.resolve());
  const answer = own.answer('ECACHE the warming of entries stopped (7)');
  assert.ok(answer.kind === 'message');
  assert.equal(answer.spoken[0]?.entry.href, '/runbooks/web-cache#when-it-breaks');
});

test('what a message names is offered, and what a runbook quotes comes first while it is typed', () => {
  const answer = finder.answer('Error from server (NotFound): pods "prompt-redis-0" not found');
  assert.ok(answer.kind === 'message' && answer.things.some(({ name }) => name === 'pod/prompt-redis-0'));
  const typed = finder.answer('err no such k');
  assert.ok(typed.kind === 'words');
  assert.equal(typed.entries[0]?.href, '/runbooks/prompt-redis#step-message-statistics');
});

test('troubleshooting that mentions a message comes before what only has words of it', () => {
  const answer = finder.answer('error: the pod said: ErrImagePull');
  assert.ok(answer.kind === 'message' && answer.spoken.length > 1);
  assert.ok(answer.spoken[0]?.trouble);
});

test('a message that nobody wrote of says so, and gives what has words of it', () => {
  const answer = finder.answer('error: qqqq zzzz: the restart of redis was wxyzzy');
  assert.equal(answer.kind, 'message');
  assert.deepEqual(answer.spoken.map(({ entry, matched }) => [entry.href, matched]), []);
  assert.ok(answer.entries.length > 0);
});

test('what runs on a namespace, a stream, a file, by runbook', () => {
  const running = (typed: string) => {
    const answer = finder.answer(typed);
    assert.equal(answer.kind, 'touches');
    return answer.groups.map(({ href, steps }) => [href, steps.map(({ name }) => name)] as const);
  };
  const [[redis, steps = []] = ['', []], ...others] = running('namespace:prompt-redis');
  assert.equal(redis, '/runbooks/prompt-redis');
  assert.deepEqual(others, []);
  for (const id of ['pods', 'ping', 'delete-stream', 'restart']) assert.ok(steps.includes(id), id);
  assert.ok(!steps.includes('application'), 'ArgoCD is asked elsewhere');
  assert.ok(running('stream:instrument:latiss')[0]?.[1].includes('delete-stream'));
  assert.ok(running('file:kustomization.yaml').some(([href]) => href === '/runbooks/transformed-efd'));
  assert.deepEqual(running('file:job-oct-2025.yaml').map(([href]) => href), ['/runbooks/transformed-efd']);
  assert.deepEqual(running('namespace:nowhere'), []);
});

test('a thing that steps touch is offered by its name', () => {
  const answer = finder.answer('prompt-redis');
  assert.ok(answer.kind === 'words' && answer.things.some(({ kind, name }) => kind === 'namespace' && name === 'prompt-redis'));
});

test('a result shows the line that has the words', () => {
  const answer = finder.answer('xinfo groups');
  assert.equal(answer.kind, 'words');
  const [entry] = answer.entries;
  assert.ok(entry);
  const snippet = snippetOf(entry, answer.words);
  assert.ok(snippet?.isCode);
  assert.deepEqual(snippet.marks.map(([from, to]) => snippet.text.slice(from, to)), ['XINFO', 'GROUPS']);
});

test('every place has a name, and what is gone has none', () => {
  const names = namesOf(content);
  assert.deepEqual(named(names, '/runbooks/prompt-redis#step-delete-stream'), { href: '/runbooks/prompt-redis#step-delete-stream', title: 'Delete the stream with all its messages', within: 'Prompt Redis' });
  assert.equal(named(names, '/runbooks/prompt-redis')?.title, 'Prompt Redis');
  for (const gone of ['/runbooks/none', '/runbooks/prompt-redis#none', '/runbooks/prompt-redis#constructor', '__proto__']) assert.equal(named(names, gone), null, gone);
});
