/** The reader of environments.yaml: from a good file, with something of it changed. */
import assert from 'node:assert/strict';
import { HandrailError } from '../common/errors.ts';
import { parseEnvironments, type Environment } from '../server/config/environments/environments.ts';
import type { Chance } from '../test/chaos/seed.ts';
import { altered } from './fuzz-json.ts';
import { damaged, type FuzzTarget } from './fuzz-target.ts';

const rules = [
  { name: 'look', decide: 'allow', effects: ['read'], roles: ['operator'] },
  { name: 'work', decide: 'allow', effects: ['change', 'destroy'], roles: ['operator', 'admin'], persons: ['ada'], runbooks: ['redis'], targets: ['usdf-prod'], confirm: true, reason: true, approvals: 2 },
  { name: 'observing', decide: 'deny', effects: ['destroy'], while: 'in-use', say: 'We are observing.' },
];
const good = {
  environments: {
    practice: { title: 'Practice', level: 'contained', targets: 'all', windows: 'told', rules: [{ name: 'practise', decide: 'allow', effects: ['read', 'change', 'destroy'] }] },
    prod: {
      title: 'Production', level: 'limited', targets: ['usdf-prod'], 'in-use': [{ from: '18:00', to: '07:00', zone: 'UTC' }],
      kubernetes: { usdfprod: { kubeconfig: { file: '/etc/kubeconfig' }, context: 'c', namespaces: ['prompt-redis'], verbs: ['get'], impersonate: { prefix: 'handrail:', groups: ['operators'] } } },
      redis: { prompt: { url: 'rediss://redis.example.org:6380', user: 'handrail', password: { file: '/etc/redis' } } },
      tcp: { postgres: { host: 'db.example.org', port: 5432 } }, http: { grafana: { url: 'https://grafana.example.org', authorization: { command: ['/bin/token', '-q'] } } },
      variables: { S3_ENDPOINT_URL: 'https://s3.example.org' }, rules,
    },
  },
};
const longest = 200_000;

export const environmentsTarget: FuzzTarget = {
  name: 'environments',
  invariant: 'refused with its mistakes, or every rule and wall that is written holds, and nobody runs anything real without a role',
  slice: 300,
  open: () => ({ tryOne }),
};

function tryOne(chance: Chance): void {
  const written = chance.oneIn(3) ? good : altered(altered(good, chance), chance);
  const text = JSON.stringify(written, null, chance.pick([0, 1, 4]));
  const bent = chance.oneIn(3) ? damaged(Buffer.from(text), chance).toString() : text;
  const read = readOrRefused(bent);
  if (read === null) {
    assert.notEqual(written === good && bent === text, true, 'a good file is taken');
    return;
  }
  for (const environment of read.values()) isWalled(environment);
  if (bent === text) holds([...read], Object.entries((written as typeof good).environments));
}

function readOrRefused(text: string): ReadonlyMap<string, Environment> | null {
  try {
    return parseEnvironments(text, 'e.yaml');
  } catch (error) {
    assert.ok(error instanceof HandrailError && error.code === 'bad-config', String(error));
    assert.ok(error.message.length < longest, 'what is wrong is told at a length that can be read');
    return null;
  }
}

/** Fails where an environment that was read lets somebody work in it whom no file may let. */
function isWalled({ name, level, rules: read, kubernetes, redis, tcp, http }: Environment): void {
  assert.ok(read.length > 0);
  if (name === 'practice') {
    assert.deepEqual([kubernetes, redis, tcp, http].flatMap(Object.keys), []);
    return;
  }
  assert.equal(level, 'limited');
  for (const { decide, roles, effects, approvals } of read) {
    assert.ok(effects.length > 0 && Number.isSafeInteger(approvals) && approvals >= 0);
    if (decide === 'allow') assert.ok(roles !== null && roles.length > 0 && !roles.some((role) => role === 'viewer' || role === 'trainee'));
  }
  for (const { impersonate } of Object.values(kubernetes)) assert.ok(!JSON.stringify(impersonate).includes('"system:'));
}

/** Fails unless all that was written was read, letter by letter: what is left out is filled in, and nothing is dropped. */
function holds(read: unknown, written: unknown): void {
  if (written === 'all') assert.equal(read, null);
  else if (Array.isArray(written)) {
    assert.ok(Array.isArray(read) && read.length === written.length);
    for (const [at, one] of written.entries()) holds(read[at], one);
  } else if (typeof written === 'object' && written !== null) {
    for (const [key, value] of Object.entries(written)) holds((read as Record<string, unknown>)[key === 'in-use' ? 'inUse' : key], value);
  } else assert.equal(read, written);
}
