import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import type { ParameterSource } from '../../../common/catalog/parameter-source.ts';
import { longestChoice, mostChoices } from '../../../common/choices.ts';
import { HandrailError } from '../../../common/errors.ts';
import { type ChoicesAsked, readChoices } from './choices.ts';
import { ReadProblem } from './read-problem.ts';
import type { Reader, ReaderAsked } from './reader.ts';
import type { Answer } from './redis-text.ts';

/** What the environment is asked, and what it says. */
interface Told {
  json?: (path: string) => unknown;
  redis?: (words: readonly string[]) => Answer;
}

async function ask(source: ParameterSource, told: Told, given: Partial<ChoicesAsked> = {}) {
  const seen = { asked: [] as string[], closed: 0, opened: null as ReaderAsked | null };
  const reader: Reader = {
    contexts: ['dev', 'prod'],
    kubernetes: () => ({
      context: 'dev',
      get: (path) => {
        seen.asked.push(path);
        return Promise.resolve(told.json?.(path));
      },
      stream: () => Promise.reject(new Error('not asked here')), exec: () => Promise.reject(new Error('not asked here')),
      output: () => { throw new Error('not asked here'); },
    }),
    redis: () => ({
      isCostly: true, repeat: null, close: () => undefined,
      call: (words) => {
        seen.asked.push(words.join(' '));
        return Promise.resolve(told.redis?.(words) ?? null);
      },
    }),
    time: () => null,
    close: () => { seen.closed += 1; },
  };
  const openReader = (asked: ReaderAsked) => {
    seen.opened = asked;
    return Promise.resolve(reader);
  };
  const found = await readChoices({ openReader, now: Date.now, random: randomBytes }, {
    person: 'ada', groups: ['g'], environment: 'practice', rules: 'r', runbook: 'book', context: 'dev', redis: { pod: 'redis-0', namespace: 'redis' }, source, ...given,
  }).catch((error: unknown) => error);
  assert.equal(seen.closed, 1, 'the reader was closed');
  return { found, ...seen };
}

const item = (name: unknown, creationTimestamp = '') => ({ metadata: { name, creationTimestamp } });

test('what comes and goes stands newest first, the rest by name', async () => {
  const items = [item('b', '2026-11-20T00:00:00Z'), item('a', '2026-11-21T00:00:00Z'), item('c', '2026-11-20T00:00:00Z')];
  const pods = await ask({ from: 'pods', namespace: 'cache', selector: 'app=cache,tier in (a,b)' }, { json: () => ({ items, metadata: {} }) });
  assert.deepEqual(pods.found, { choices: ['a', 'b', 'c'], more: false });
  assert.deepEqual(pods.asked, ['/api/v1/namespaces/cache/pods?limit=300&labelSelector=app%3Dcache%2Ctier+in+%28a%2Cb%29']);
  const sets = await ask({ from: 'statefulsets', namespace: 'cache' }, { json: () => ({ items: items.toReversed(), metadata: { continue: 'x' } }) });
  assert.deepEqual([sets.found, sets.asked], [{ choices: ['a', 'b', 'c'], more: true }, ['/apis/apps/v1/namespaces/cache/statefulsets?limit=300']]);
  assert.deepEqual((await ask({ from: 'cronjobs', namespace: 'x' }, { json: () => ({ items: [] }) })).asked, ['/apis/batch/v1/namespaces/x/cronjobs?limit=300']);
  assert.deepEqual((await ask({ from: 'namespaces' }, { json: () => ({ items: [] }) })).asked, ['/api/v1/namespaces?limit=300']);
});

test('it is asked as the person, in the context of the target or the one the source names', async () => {
  const { opened } = await ask({ from: 'namespaces' }, { json: () => ({ items: [] }) });
  const { id, ...rest } = opened ?? assert.fail('nothing was opened');
  assert.deepEqual(rest, { person: 'ada', groups: ['g'], environment: 'practice', rules: 'r', runbook: 'book', purpose: 'choices', context: 'dev' });
  assert.match(id, /^[0-9a-f-]{36}$/);
  assert.equal((await ask({ from: 'namespaces', context: 'prod' }, { json: () => ({ items: [] }) })).opened?.context, 'prod');
  assert.deepEqual((await ask({ from: 'contexts' }, {})).found, { choices: ['dev', 'prod'], more: false });
});

test('a Redis is looked through as far as its cursor goes, each key once', async () => {
  const pages: Record<string, Answer> = { 0: ['7', ['x:b', 'x:a']], 7: ['0', ['x:a', 'x:c', 5, null]] };
  const { found, asked } = await ask({ from: 'streams', pattern: 'x:*' }, { redis: ([, cursor = '']) => pages[cursor] ?? null });
  assert.deepEqual(found, { choices: ['x:a', 'x:b', 'x:c'], more: false });
  assert.deepEqual(asked, ['SCAN 0 MATCH x:* COUNT 1000 TYPE stream', 'SCAN 7 MATCH x:* COUNT 1000 TYPE stream']);
  const endless = await ask({ from: 'keys', pattern: '*' }, { redis: () => ['9', ['k']] });
  assert.deepEqual([endless.found, endless.asked.length], [{ choices: ['k'], more: true }, 8]);
});

test('the groups of a stream', async () => {
  const groups: Answer = [['name', 'workers', 'consumers', 2, 'pending', 0], ['name', 'others'], ['consumers', 1], 'x'];
  const { found, asked } = await ask({ from: 'groups', stream: 'x y' }, { redis: () => groups });
  assert.deepEqual([found, asked], [{ choices: ['workers', 'others'], more: false }, ['XINFO GROUPS x y']]);
});

test('it is bounded in number and length', async () => {
  const items = [item('x'.repeat(longestChoice + 1)), item(''), item(7), null, {}, ...Array.from({ length: mostChoices + 5 }, (_, at) => item(`n${at}`))];
  const { found } = await ask({ from: 'deployments', namespace: 'a' }, { json: () => ({ items }) });
  assert.ok(!(found instanceof Error));
  const { choices, more } = found as { choices: string[]; more: boolean };
  assert.deepEqual([choices.length, more, choices.every((name) => /^n\d+$/.test(name))], [mostChoices, true, true]);
});

for (const [name, source, told, why] of [
  ['a refusal is told', { from: 'namespaces' }, { json: () => { throw new ReadProblem('namespaces is forbidden'); } }, 'namespaces is forbidden.'],
  ['on one line and short, with nothing invisible', { from: 'namespaces' }, { json: () => { throw new ReadProblem(`a\n\x1b[31m\u202eb${'c'.repeat(5_000)}`); } }, `a [31m b${'c'.repeat(292)}.`],
  ['an answer that is no list', { from: 'namespaces' }, { json: () => ({ items: 'x' }) }, 'The Kubernetes API answered with something that is no list.'],
  ['an answer that is nothing', { from: 'namespaces' }, { json: () => null }, 'The Kubernetes API answered with something that is no list.'],
  ['a Redis that answers with something else', { from: 'keys', pattern: '*' }, { redis: () => 'OK' }, 'The Redis answered with something else than keys.'],
  ['a stream that is not there', { from: 'groups', stream: 'x' }, { redis: () => { throw new ReadProblem('ERR no such key'); } }, 'ERR no such key.'],
] as const satisfies readonly (readonly [string, ParameterSource, Told, string])[]) {
  test(name, async () => {
    const { found } = await ask(source, told);
    assert.ok(found instanceof HandrailError && found.code === 'choices-failed');
    assert.equal(found.details.why, why);
  });
}
