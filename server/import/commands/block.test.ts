import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readBlock } from './block.ts';

const sources = (text: string, language: string, intro = '') => (readBlock(text, language, intro) ?? []).filter((piece) => piece.kind === 'step').map(({ source }) => source);

test('blocks that hold commands', () => {
  const table: [text: string, language: string, intro: string, found: string[]][] = [
    ['$ crunch-nodes list\nNAME  STATE\na     up', 'shell-example', '', ['crunch-nodes list']],
    ['% sudo zpool status\n  pool: tank', 'console', '', ['sudo zpool status']],
    ['blkid $DISK\n\n# the last of them\nfrob $DISK', 'console', '', ['blkid $DISK', 'frob $DISK']],
    ['$ kubectl get pods\n\n+----+-----+\n| a  | b   |\n+----+-----+', 'console', '', ['kubectl get pods']],
    ['# systemctl stop web\n# note that it takes a while\n# systemctl start web', 'console', '', ['systemctl stop web', 'systemctl start web']],
    ['dev@host-1 ~/src $ make deploy', '', '', ['make deploy']],
    ['# Raise the limit\nkubectl edit kafka main -n kafka\n\nspec:\n  replicas: 3', 'yaml', '', ['kubectl edit kafka main -n kafka']],
    ['ops@web-1:~$ systemctl restart web\nops@web-1:~$ 2024-05-01 10:00:00 INFO up', '', '', ['systemctl restart web']],
    ['$ webctl [OPTIONS] <SERVER> start\n\n$ webctl api start', '', '', ['webctl api start']],
    ['check() {\n  curl -sf "$1"\n}\ncheck https://a.example\ncheck https://b.example', 'sh', '', ['check() {\n  curl -sf "$1"\n}\ncheck https://a.example\ncheck https://b.example']],
    ['#!/bin/bash\nIFS=,\nread -r a b < x\necho "$a"', '', '', ['IFS=,\nread -r a b < x\necho "$a"']],
    ['mysql> SELECT 1 \\G;\n*** 1. row ***', 'none', 'This example output is cut:', ['SELECT 1 \\G;']],
  ];
  for (const [text, language, intro, found] of table) assert.deepEqual(sources(text, language, intro), found, text);
});

test('blocks that only show something', () => {
  const table: [text: string, language: string, intro: string][] = [
    ['rm -rf /srv/data', 'bash', 'Never run this:'], ['kubectl delete ns web', 'bash', 'Do not use:'], ['capture-all [seconds] [options]', '', ''],
    ['kubectl get [flags]', 'bash', ''], ['osdmaptool in --upmap out [--pool <pool>]\n     [--active]', '', ''], ['app\n|-- bin\n`-- etc', '', ''], ['(up_bytes / all_bytes) * 100', 'console', ''], ['print("x")', 'python', ''],
    ['/var/log/web/*.log {\n    daily\n    copytruncate\n}', 'bash', ''], ['server {\n    listen 80;\n}', '', ''], ['REPO_PATH = /srv/repo', 'bash', ''], ['kind: Job\nspec: {}', 'yaml', ''], ['#!/usr/bin/env python3\nprint(1)', '', ''],
  ];
  for (const [text, language, intro] of table) assert.deepEqual(sources(text, language, intro), [], text);
});

test('a ban that only says when it holds leaves the command', () => {
  assert.deepEqual(sources('systemctl stop web', 'bash', 'Do not run this before the backup has ended:'), ['systemctl stop web']);
});

test('a remark above a prompt is the title of what is typed there, and no answer', () => {
  const pieces = readBlock('# List them.\n$ crictl ps\n\n# One of them.\n$ crictl inspect abc', '', '') ?? [];
  assert.deepEqual(pieces.map((piece) => (piece.kind === 'step' ? [piece.comment, piece.source, piece.answer] : piece)), [[['List them.'], 'crictl ps', ''], [['One of them.'], 'crictl inspect abc', '']]);
});
