/** What comes first for what people type, over the real runbooks and the handbook. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { before, test } from 'node:test';
import { compileCatalog } from '../catalog/compile.ts';
import type { SearchContent } from './content.ts';
import { Finder } from './finder.ts';
import { makeContent } from './make-content.ts';
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
  ['kubectl config use-context', /#step-use-context$/], ['cold startup', /#cold-startup$/], ['seccomp', /^\/docs\/sandbox/],
];

for (const [typed, href] of first) {
  test(`“${typed}”`, () => {
    const answer = finder.answer(typed);
    assert.equal(answer.kind, 'words');
    assert.match(answer.entries[0]?.href ?? 'nothing', href, answer.entries.slice(0, 4).map((entry) => entry.href).join('\n'));
  });
}

/** A message → the first place that speaks of it, and what of it that place has. */
const messages: readonly (readonly [message: string, href: RegExp, matched: RegExp])[] = [
  ['(error) ERR no such key', /prompt-redis#troubleshooting$/, /err no such key/],
  ['127.0.0.1:6379> XGROUP CREATE instrument:hsc hsc_consumer_group $ MKSTREAM\n(error) BUSYGROUP Consumer Group name already exists', /prompt-redis#/, /busygroup consumer group name already exists/],
  ['2026-11-21T03:04:05Z  Warning  Failed  Error: ErrImagePull\n  Back-off pulling image "x@sha256:1234567890abcdef"', /transformed-efd#(step-pull-image|image-pull-errors)$/, /errimagepull/],
  ['Error making API request.\n\nURL: GET https://vault.example.org/v1/auth/token/lookup-self\nCode: 403. Errors:\n\n* permission denied', /transformed-efd#(vault-authentication-failures|common-issues)$/, /permission denied/],
];

for (const [message, href, matched] of messages) {
  test(`the message “${message.slice(0, 40)}…”`, () => {
    const answer = finder.answer(message);
    assert.equal(answer.kind, 'message');
    assert.match(answer.spoken[0]?.entry.href ?? 'nothing', href, answer.spoken.slice(0, 4).map(({ entry }) => entry.href).join('\n'));
    assert.match(answer.spoken[0]?.matched ?? '', matched);
  });
}

test('troubleshooting that mentions a message comes before what only has words of it', () => {
  const answer = finder.answer('error: the pod said: ErrImagePull');
  assert.ok(answer.kind === 'message' && answer.spoken.length > 1);
  assert.ok(answer.spoken[0]?.entry.trouble);
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
  assert.deepEqual(running('file:announcement.md').map(([href]) => href), ['/runbooks/prompt-kafka', '/runbooks/prompt-redis']);
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
