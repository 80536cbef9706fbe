import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BadAnswer, nameOf, readList, readName, readParameter, readRedis, readSlack, readSomeText, readTarget, readText, readWindow } from './answers.ts';

const taken: readonly (readonly [read: (line: string) => unknown, line: string, value: unknown])[] = [
  [readText, '  a: "b" {c} <d> ', 'a: "b" {c} <d>'],
  [readText, '', ''],
  [readName, 'image-cache', 'image-cache'],
  [readList, ' a , b,,c ', ['a', 'b', 'c']],
  [readSlack, 'image-cache, #dm-x', ['#image-cache', '#dm-x']],
  [readTarget, 'dev', { name: 'dev', context: '', production: false, window: null }],
  [readTarget, 'dev = kube/dev:6443', { name: 'dev', context: 'kube/dev:6443', production: false, window: null }],
  [readWindow, '', null],
  [readWindow, 'always', 'always'],
  [readWindow, '09:00-17:00 America/Santiago', { from: '09:00', to: '17:00', zone: 'America/Santiago' }],
  [readWindow, '22:00-06:00 UTC mon,tue', { from: '22:00', to: '06:00', zone: 'UTC', days: ['mon', 'tue'] }],
  [readRedis, '', null],
  [readRedis, 'cache-0/cache', { pod: 'cache-0', namespace: 'cache' }],
  [readRedis, 'redis.example.org:6379', { endpoint: 'redis.example.org:6379' }],
  [readParameter, 'POD:name:cache-0', { name: 'POD', type: 'name', choices: [], pattern: '', default: 'cache-0' }],
  [readParameter, 'DAY:pattern:\\d{2}:\\d{2}', { name: 'DAY', type: 'pattern', choices: [], pattern: '\\d{2}:\\d{2}', default: '' }],
  [readParameter, 'I:choice:a|b', { name: 'I', type: 'choice', choices: ['a', 'b'], pattern: '', default: 'a' }],
  [nameOf, 'Élan: Image “Cache”!', 'elan-image-cache'],
  [nameOf, '日本', ''],
];
for (const [read, line, value] of taken) test(`${read.name} takes ${JSON.stringify(line)}`, () => { assert.deepEqual(read(line), value); });

const refused: readonly (readonly [read: (line: string) => unknown, line: string, says: RegExp])[] = [
  [readText, 'a\u202eb', /nobody can see/], [readText, 'a\u001b[2Jb', /nobody can see/], [readText, 'a\nb', /one line/], [readText, 'x'.repeat(501), /501 characters/],
  [readSomeText, '  ', /has to stand here/],
  [readName, 'Image Cache', /lower-case/], [readName, '../x', /lower-case/], [readName, '-a', /lower-case/], [readName, '', /lower-case/],
  [readSlack, '#Image Cache', /as Slack shows it/], [readSlack, '`x`', /as Slack shows it/],
  [readTarget, 'dev=a b', /kubectl config get-contexts/], [readTarget, 'Dev', /lower-case/], [readTarget, '__proto__', /lower-case/],
  [readWindow, '9-17 UTC', /cannot be a window/], [readWindow, '09:00-17:00', /cannot be a window/], [readWindow, '09:00-17:00 Mars', /cannot be a window/], [readWindow, 'always UTC', /cannot be a window/],
  [readRedis, 'cache', /pod\/namespace/], [readRedis, 'a/b/c', /pod\/namespace/],
  [readParameter, 'pod:name', /upper case/], [readParameter, 'TARGET:name', /made of the targets/], [readParameter, 'POD', /no type/], [readParameter, 'POD:nome', /There are: choice/],
  [readParameter, 'I:choice', /needs its choices/], [readParameter, 'D:pattern:(', /regular expression/], [readParameter, 'N:integer:x', /whole number/],
];
for (const [read, line, says] of refused) {
  test(`${read.name} refuses ${JSON.stringify(line.slice(0, 30))}, and says what would do`, () => {
    assert.throws(() => read(line), (error) => error instanceof BadAnswer && says.test(error.message));
  });
}
