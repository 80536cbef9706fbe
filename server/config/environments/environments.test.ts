import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createLog } from '../../log.ts';
import { loadEnvironments, parseEnvironments } from './environments.ts';
import { openEnvironments } from './open.ts';

const good = `environments:
  practice:
    title: Practice
    level: contained
    targets: all
    rules:
      - { name: all, decide: allow, effects: [read] }
`;
const real = `environments:
  prod:
    title: Production
    level: limited
    targets: [usdf-prod]
    in-use:
      - { from: "18:00", to: "07:00", zone: America/Santiago }
    kubernetes:
      usdfprod:
        kubeconfig: { file: /etc/handrail/prod.kubeconfig }
        namespaces: [prompt-redis]
    redis:
      prompt:
        url: rediss://redis.example.org:6380
        user: handrail
        password: { file: /etc/handrail/redis }
    tcp:
      postgres: { host: db.example.org, port: 5432 }
    http:
      grafana: { url: "https://grafana.example.org/api", authorization: { env: GRAFANA_TOKEN } }
    variables: { S3_ENDPOINT_URL: "https://s3.example.org" }
    rules:
      - { name: look, decide: allow, effects: [read], roles: [operator] }
      - { name: work, decide: allow, effects: [change, destroy], roles: [operator], reason: true, approvals: 1 }
`;

const problemsOf = (text: string): string[] => {
  try {
    parseEnvironments(text, 'e.yaml');
    return [];
  } catch (error) {
    return (error as Error).message.split('\n');
  }
};

test('the file of this repository is good, and practice lets everybody do everything', () => {
  const practice = loadEnvironments(join(import.meta.dirname, '../../../environments.yaml')).get('practice');
  assert.equal(practice?.level, 'contained');
  assert.equal(practice.targets, null);
  assert.deepEqual(practice.rules.flatMap((rule) => rule.effects), ['read', 'change', 'destroy']);
});

test('a real environment is read whole, with what is left out filled in', () => {
  const prod = parseEnvironments(real, 'e.yaml').get('prod');
  assert.deepEqual(prod?.kubernetes.usdfprod, {
    kubeconfig: { file: '/etc/handrail/prod.kubeconfig' }, namespace: 'default', namespaces: ['prompt-redis'], verbs: null, impersonate: { prefix: '', groups: [] },
  });
  assert.equal(prod.redis.prompt?.local, false);
  assert.equal(prod.windows, 'enforced');
  assert.equal(prod.inUse.length, 1);
  assert.equal(prod.rules[1]?.approvals, 1);
});

test('the digest goes with every wall and rule', () => {
  const digest = (text: string) => parseEnvironments(text, 'e.yaml').get('prod')?.digest;
  const changes: readonly [string, string][] = [['approvals: 1', 'approvals: 2'], ['6380', '6381'], ['[prompt-redis]', 'all'], ['18:00', '19:00'], ['roles: [operator]', 'roles: [admin]']];
  const digests = new Set([digest(real), ...changes.map(([from, to]) => digest(real.replace(from, to)))]);
  assert.equal(digests.size, changes.length + 1);
  assert.equal(digest(real), digest(real.replace('prod:\n', 'prod: # the real one\n')));
});

test('a missing file is a problem with a fix', () => {
  assert.throws(() => loadEnvironments('/nowhere/environments.yaml'), /cannot be read \(ENOENT\)/);
});

test('every mistake is listed at once, with its place', () => {
  const problems = problemsOf(good.replace('contained', 'loose').replace('title: Practice', 'titel: Practice').replace('[read]', '[reed]'));
  assert.equal(problems.length, 4, problems.join('\n'));
  assert.ok(problems.every((problem) => /^e\.yaml:\d+:\d+: /.test(problem)), problems.join('\n'));
  assert.match(problems.join('\n'), /there is no key titel/);
  assert.match(problems.join('\n'), /e\.yaml:4:12: environments\.practice\.level/);
});

const refused: readonly [what: string, text: string, told: RegExp][] = [
  ['empty', '', /the file/],
  ['a list', '- a', /the file/],
  ['a duplicate key', `${good}  practice: {}\n`, /unique/i],
  ['a tag', good.replace('title: Practice', 'title: !!js/function Practice'), /tag/i],
  ['an alias', good.replace('title: Practice', 'title: &a Practice').replace('name: all', 'name: *a'), /alias/],
  ['an unknown verdict', good.replace('allow', 'permit'), /decide/],
  ['no rules', good.replace(/rules:[\s\S]*/, 'rules: []\n'), /rules/],
  ['an environment named like a path', good.replace('practice:', '../x:'), /lower-case/],
  ['a prototype key', good.replace('practice:', '__proto__:'), /./],
  ['too large', `${good}#${'x'.repeat(300_000)}`, /larger/],
  ['broken YAML', 'environments: [', /e\.yaml:1/],
  ['two rules of one name', good + good.split('\n')[6] + '\n', /two rules are called all/],
  ['practice that reaches something', good.replace('    rules:', '    tcp: { x: { host: db.example.org, port: 1 } }\n    rules:'), /practice reaches nothing real/],
  ['a rule that denies and asks', good.replace('decide: allow', 'decide: deny, reason: true'), /asks for nothing/],
  ['a real environment with a weak sandbox', real.replace('limited', 'contained'), /must be `limited`/],
  ['a rule for everybody', real.replace(', roles: [operator]', ''), /name the roles/],
  ['a rule for trainees', real.replace('roles: [operator]', 'roles: [operator, trainee]'), /trainees run nothing/],
  ['a password written down', real.replace('{ file: /etc/handrail/redis }', 'hunter2'), /must say where it is/],
  ['a password in an address', real.replace('redis.example.org', 'u:p@redis.example.org'), /without user or password/],
  ['a relative credential', real.replace('/etc/handrail/redis', 'redis'), /absolute/],
  ['a group of the system', real.replace('namespaces: [prompt-redis]', 'namespaces: all\n        impersonate: { groups: ["system:masters"] }'), /system:/],
  ['a prefix that makes a group of the system', real.replace('namespaces: [prompt-redis]', 'namespaces: all\n        impersonate: { prefix: "system:" }'), /system:/],
  ['a variable that changes commands', real.replace('S3_ENDPOINT_URL', 'LD_PRELOAD'), /changes what commands mean/],
  ['a variable of the shell', real.replace('S3_ENDPOINT_URL', 'PATH'), /changes what commands mean/],
  ['a port that is none', real.replace('5432', '70000'), /port/],
  ['a host with a path', real.replace('db.example.org', 'db.example.org/x'), /host/],
  ['a window in no zone', real.replace('America/Santiago', 'Mars/Base'), /in-use/],
  ['no namespaces said', real.replace('        namespaces: [prompt-redis]\n', ''), /namespaces/],
];
for (const [what, text, told] of refused) {
  test(`refused: ${what}`, () => { assert.match(problemsOf(text).join('\n'), told); });
}

const folder = mkdtempSync(join(tmpdir(), 'environments-'));
after(() => { rmSync(folder, { recursive: true }); });

test('a change is read without a restart; a file with mistakes changes nothing and is told; mended, it holds', () => {
  const path = join(folder, 'e.yaml');
  writeFileSync(path, good);
  const open = openEnvironments(path, createLog('silent', 'test'));
  const heard: string[] = [];
  const off = open.onChange((environments) => { heard.push([...environments.keys()].join()); });
  const write = (text: string) => {
    writeFileSync(path, text);
    open.look();
  };
  write(good.replace('[read]', '[reed]'));
  assert.deepEqual(open.current().get('practice')?.rules[0]?.effects, ['read']);
  assert.match(open.problems().join(), /e\.yaml:7:\d+: environments\.practice\.rules\.0\.effects/);
  write(good.replace('[read]', '[read, change]'));
  assert.deepEqual(open.current().get('practice')?.rules[0]?.effects, ['read', 'change']);
  assert.deepEqual(open.problems(), []);
  write(real);
  write(`${real}# a remark\n`);
  rmSync(path);
  open.look();
  assert.match(open.problems().join(), /cannot be read/);
  assert.deepEqual([...open.current().keys()], ['prod']);
  assert.deepEqual(heard, ['practice', 'prod']);
  off();
  open.close();
});
