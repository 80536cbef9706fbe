/**
 * environments.yaml as it must not be: data that is more than data, walls that are left out, credentials that are written
 * down, names that lead elsewhere. Each is refused with its place, and what held before goes on.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { HandrailError } from '../../common/errors.ts';
import { parseEnvironments } from '../../server/config/environments/environments.ts';
import { openEnvironments } from '../../server/config/environments/open.ts';
import { createLog } from '../../server/log.ts';

const good = `environments:
  practice:
    title: Practice
    level: contained
    targets: all
    rules:
      - { name: practise, decide: allow, effects: [read, change, destroy] }
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
      - { name: observing, decide: deny, effects: [destroy], while: in-use, say: We are observing. }
`;
const with_ = (from: string, to: string) => {
  assert.ok(good.includes(from), from);
  return good.replace(from, to);
};

/** Fails unless it is refused as a file with mistakes, at a length that a person can read. */
function refused(text: string): void {
  try {
    parseEnvironments(text, 'e.yaml');
  } catch (error) {
    assert.ok(error instanceof HandrailError && error.code === 'bad-config', String(error));
    assert.match(error.message, /^e\.yaml(:\d+:\d+)?: /m);
    assert.ok(error.message.length < 100_000, `${error.message.length} characters`);
    return;
  }
  assert.fail('it was taken');
}

const notData: readonly [what: string, text: string][] = [
  ['a tag of JavaScript', with_('title: Production', 'title: !!js/function "function () { return process.env }"')], ['a tag of a regular expression', with_('title: Production', 'title: !!js/regexp /(a+)+$/')], ['a tag of Python', with_('title: Production', 'title: !!python/object/apply:os.system ["id"]')],
  ['a tag of Ruby', with_('title: Production', 'title: !ruby/object:Gem::Installer {}')], ['a tag of Java', with_('title: Production', 'title: !!javax.script.ScriptEngineManager []')], ['a tag of bytes', with_('title: Production', 'title: !!binary aGVsbG8=')], ['a tag that includes', with_('title: Production', 'title: !include /etc/passwd')],
  ['a tag of a set', with_('[read, change, destroy]', '!!set {read, change}')], ['a tag by its handle', `%TAG ! tag:evil.example,2026:\n---\n${with_('title: Production', 'title: !x y')}`], ['an anchor that is used', with_('title: Production', 'title: &a Production').replace('name: look', 'name: *a')],
  ['a bomb of aliases', `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'.split('').map((name, at) => `${name}: &${name} [${`*${'abcdefgh'[at]},`.repeat(9)}]`).join('\n')}\n${good}`], ['a merge', with_('    title: Production', '    <<: { title: Production }')], ['an alias of itself', `x: &x [*x]\n${good}`],
  ['a key twice', with_('    title: Production', '    title: Production\n    title: Practice')], ['an environment twice', `${good}  prod: {}\n`], ['a level twice, the weaker last', with_('    level: limited', '    level: limited\n    level: contained')],
  ['a key of a prototype', with_('prod:', '__proto__:')], ['a key of a prototype, deeper', with_('    title: Production', '    __proto__: { level: limited }\n    title: Production')], ['a constructor', with_('    title: Production', '    constructor: { prototype: {} }\n    title: Production')],
  ['ten megabytes', `${good}# ${'x'.repeat(10 * 1024 * 1024)}`], ['a megabyte of rules', good + '      - { name: x, decide: deny, effects: [read] }\n'.repeat(25_000)], ['depth of lists', `environments: ${'['.repeat(6_000)}`], ['depth of lists that end', `environments: ${'['.repeat(6_000)}${']'.repeat(6_000)}`],
  ['depth of maps', `environments: ${'{a: '.repeat(5_000)}1${'}'.repeat(5_000)}`], ['depth by columns', Array.from({ length: 600 }, (_, at) => `${' '.repeat(at)}a:`).join('\n')], ['depth by dashes', `environments:\n  ${'- '.repeat(1_500)}a`], ['a name of 10,000 letters', with_('prod:', `${'p'.repeat(10_000)}:`)],
  ['a rule’s name of 10,000 letters', with_('name: look', `name: ${'l'.repeat(10_000)}`)], ['a title of 10,000 letters', with_('title: Production', `title: ${'P'.repeat(10_000)}`)], ['a reason to say of 10,000 letters', with_('say: We are observing.', `say: ${'x'.repeat(10_000)}`)],
  ['five hundred keys that nobody knows', with_('    title: Production', `${Array.from({ length: 500 }, (_, at) => `    k${at}: 0`).join('\n')}\n    title: Production`)], ['a NUL', with_('title: Production', 'title: Prod\0uction')], ['a tab before a key', with_('    title: Production', '\ttitle: Production')], ['a control character', with_('title: Production', 'title: "Prod\\u0007uction"')],
  ['two documents', `${good}---\n${good}`], ['an end and more', `${good}...\nenvironments: {}\n`], ['a directive', `%YAML 9.9\n---\n${good}`], ['JSON that is broken off', '{"environments": {"practice": '], ['a page of HTML', '<!doctype html><title>404</title>'], ['a shell’s script', '#!/bin/sh\nid\n'], ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x01, 0x65]).toString('latin1')], ['nothing', ''], ['spaces', '   \n\n'], ['a number', '7'], ['null', 'environments: null'], ['a text', 'environments: prod'],
];
describe('a file is plain data, within bounds', () => {
  for (const [what, text] of notData) it(`${what} is refused`, () => { refused(text); });
});

const walls: readonly [what: string, from: string, to: string][] = [
  ['a real environment that a weaker sandbox will do for', 'level: limited', 'level: contained'], ['a level that nobody knows', 'level: limited', 'level: none'], ['no level', '    level: limited\n', ''], ['a level of nothing', 'level: limited', 'level:'],
  ['a rule that allows everybody', ', roles: [operator]', ''], ['a rule that allows everybody by nothing', 'roles: [operator]', 'roles: null'], ['a rule for no role', 'roles: [operator]', 'roles: []'], ['a rule for trainees', 'roles: [operator]', 'roles: [operator, trainee]'], ['a rule for viewers', 'roles: [operator]', 'roles: [viewer]'], ['a role that nobody has', 'roles: [operator]', 'roles: [root]'],
  ['a role of a prototype', 'roles: [operator]', 'roles: [constructor]'], ['a role as text', 'roles: [operator]', 'roles: operator'], ['an unknown decision', 'decide: deny', 'decide: maybe'], ['a decision in capitals', 'decide: deny', 'decide: DENY'], ['a decision that is a word of YAML', 'decide: deny', 'decide: no'], ['no decision', 'decide: deny, ', ''],
  ['an effect that is none', 'effects: [destroy]', 'effects: [drop]'], ['no effect', 'effects: [destroy]', 'effects: []'], ['every effect by a star', 'effects: [destroy]', 'effects: ["*"]'], ['approvals below zero', 'approvals: 1', 'approvals: -1'], ['half an approval', 'approvals: 1', 'approvals: 0.5'], ['approvals without end', 'approvals: 1', 'approvals: .inf'], ['approvals that are no number', 'approvals: 1', 'approvals: .nan'], ['approvals as text', 'approvals: 1', 'approvals: "1"'],
  ['more approvals than anybody has', 'approvals: 1', 'approvals: 99'], ['approvals misspelled', 'approvals: 1', 'approval: 1'], ['a reason that is a word', 'reason: true', 'reason: "yes"'], ['a reason of nothing', 'reason: true', 'reason: null'], ['a rule that denies and asks', 'say: We are observing.', 'confirm: true'], ['a rule that allows and says', 'approvals: 1 }', 'say: x }'], ['a use that is none', 'while: in-use', 'while: always'], ['no rules', 'rules:\n      - { name: look', 'rules: []\n    x:\n      - { name: look'],
  ['a person by a star', 'roles: [operator], reason', 'roles: [operator], persons: ["*"], reason'], ['a person by a path', 'roles: [operator], reason', 'roles: [operator], persons: [../ada], reason'], ['nobody', 'roles: [operator], reason', 'roles: [operator], persons: [], reason'], ['no namespaces', '        namespaces: [prompt-redis]\n', ''], ['no namespace', 'namespaces: [prompt-redis]', 'namespaces: []'], ['an empty namespace', 'namespaces: [prompt-redis]', 'namespaces: [""]'],
  ['a window of no time', 'from: "18:00"', 'from: "25:00"'], ['a window of nowhere', 'America/Santiago', 'Mars/Olympus'], ['a window without an end', 'to: "07:00", ', ''], ['targets of nothing', 'targets: [usdf-prod]', 'targets: []'], ['targets by a star', 'targets: [usdf-prod]', 'targets: "*"'], ['practice that reaches something', '    targets: all\n', '    targets: all\n    tcp: { x: { host: db.example.org, port: 1 } }\n'],
];
describe('no wall is left out by a slip', () => {
  for (const [what, from, to] of walls) it(`${what} is refused`, () => { refused(with_(from, to)); });
});

const leaks: readonly [what: string, from: string, to: string][] = [
  ['a password that is written down', 'password: { file: /etc/handrail/redis }', 'password: hunter2'], ['a password in a map', 'password: { file: /etc/handrail/redis }', 'password: { value: hunter2 }'], ['a password in an address', 'rediss://redis', 'rediss://user:hunter2@redis'], ['a user in an address', 'https://grafana', 'https://user@grafana'], ['a password alone in an address', 'https://grafana', 'https://:hunter2@grafana'], ['an address that is none', 'https://grafana.example.org/api', 'https://['], ['a token in an address', 'grafana.example.org/api', 'grafana.example.org/api?token=x'],
  ['a token that is written down', 'authorization: { env: GRAFANA_TOKEN }', 'authorization: "Bearer x"'], ['a credential at a path from somewhere', '/etc/handrail/redis', 'etc/redis'], ['a credential above', '/etc/handrail/redis', '../redis'], ['a credential from home', '/etc/handrail/redis', '~/redis'], ['a credential in two ways', '{ file: /etc/handrail/redis }', '{ file: /etc/handrail/redis, env: X }'], ['a credential in no way', '{ file: /etc/handrail/redis }', '{}'],
  ['a command that is one text', '{ file: /etc/handrail/redis }', '{ command: "cat /etc/redis" }'], ['a command of nothing', '{ file: /etc/handrail/redis }', '{ command: [] }'], ['a variable that is none', '{ env: GRAFANA_TOKEN }', '{ env: "GRAFANA TOKEN" }'], ['a variable that asks for another', '{ env: GRAFANA_TOKEN }', '{ env: "$GRAFANA" }'], ['a kubeconfig that is written down', '{ file: /etc/handrail/prod.kubeconfig }', '{ clusters: [] }'],
  ['a group of the cluster’s own', 'namespaces: [prompt-redis]', 'namespaces: [prompt-redis]\n        impersonate: { groups: ["system:masters"] }'], ['names of the cluster’s own', 'namespaces: [prompt-redis]', 'namespaces: [prompt-redis]\n        impersonate: { prefix: "system:" }'], ['a host with a port', 'host: db.example.org', 'host: "db.example.org:5432"'], ['a host with a user', 'host: db.example.org', 'host: root@db.example.org'], ['a host with a space', 'host: db.example.org', 'host: "db example"'], ['a host that is an option', 'host: db.example.org', 'host: -oProxyCommand=id'],
  ['a host with a line in it', 'host: db.example.org', 'host: "db\\nexample"'], ['a host by a number', 'host: db.example.org', 'host: 2130706433'], ['a port of nothing', 'port: 5432', 'port: 0'], ['a port too high', 'port: 5432', 'port: 65536'], ['a port by name', 'port: 5432', 'port: postgres'], ['a range of ports', 'port: 5432', 'port: 1-65535'], ['an address of a file', 'https://grafana.example.org/api', 'file:///etc/passwd'], ['an address of script', 'https://grafana.example.org/api', 'javascript:alert(1)'], ['an address of gopher', 'https://grafana.example.org/api', 'gopher://x'], ['Redis by another scheme', 'rediss://redis', 'http://redis'], ['Redis with a question', 'redis.example.org:6380', 'redis.example.org:6380?db=1'],
  ...['PATH', 'LD_PRELOAD', 'LD_AUDIT', 'BASH_ENV', 'IFS', 'ENV', 'KUBECONFIG', 'GIT_SSH_COMMAND', 'NODE_OPTIONS', 'PYTHONPATH', 'MAKEFLAGS', 'HANDRAIL_DATA', 'lower', '1A', 'A-B', 'A=B', ''].map((name): [string, string, string] => [`the variable ${JSON.stringify(name)}`, 'S3_ENDPOINT_URL', JSON.stringify(name)]),
];
describe('no credential is written down, and nothing leads elsewhere', () => {
  for (const [what, from, to] of leaks) it(`${what} is refused`, () => { refused(with_(from, to)); });
});

const same: readonly [what: string, text: string][] = [
  ['a mark of byte order', `\ufeff${good}`], ['line ends of Windows', good.replaceAll('\n', '\r\n')], ['remarks', good.replaceAll('\n', ' # x\n')], ['no line end at its end', good.trimEnd()], ['a beginning of a document', `---\n${good}`], ['keys in quotes', good.replaceAll('  prod:', '  "prod":').replaceAll('level:', '"level":')],
];
describe('another spelling is the same', () => {
  for (const [what, text] of same) {
    it(what, () => { assert.deepEqual([...parseEnvironments(text, 'e.yaml')], [...parseEnvironments(good, 'e.yaml')]); });
  }
});

const folder = mkdtempSync(join(tmpdir(), 'hr-environments-'));
after(() => { rmSync(folder, { recursive: true }); });

describe('whatever the file becomes while the server runs, what held goes on', () => {
  const path = join(folder, 'e.yaml');
  writeFileSync(path, good);
  const open = openEnvironments(path, createLog('silent', 'test'));
  const held = [...open.current()];
  after(() => { open.close(); });
  const becomes: readonly [what: string, change: () => void][] = [
    ...(['depth of lists', 'a bomb of aliases', 'ten megabytes', 'nothing', 'a tag of JavaScript', 'two documents'] as const).map((what): [string, () => void] => [what, () => { writeFileSync(path, notData.find(([name]) => name === what)?.[1] ?? assert.fail()); }]),
    ['a file that is gone', () => { rmSync(path); }], ['a link to nowhere', () => { symlinkSync('/nowhere/e.yaml', path); }], ['a link to a device', () => { rmSync(path); symlinkSync('/dev/null', path); }],
  ];
  for (const [what, change] of becomes) {
    it(what, () => {
      change();
      open.look();
      assert.deepEqual([...open.current()], held);
      assert.ok(open.problems().length > 0);
    });
  }
  it('mended, it holds', () => {
    rmSync(path);
    writeFileSync(path, good.replace('approvals: 1', 'approvals: 2'));
    open.look();
    assert.deepEqual(open.problems(), []);
    assert.equal(open.current().get('prod')?.rules[1]?.approvals, 2);
  });
});
