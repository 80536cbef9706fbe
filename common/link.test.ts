import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newRunId } from './ids.ts';
import { type Link, linkPath, readLink } from './link.ts';

const run = newRunId(1_700_000_000_000, new Uint8Array(10).fill(7));
const place = (runbook: string, at: string, values: Record<string, string> = {}): Link => ({ kind: 'place', runbook, place: at, values });

/** As they are made, and read back. */
const links: readonly [path: string, link: Link][] = [
  ['/go/prompt-redis', place('prompt-redis', '')],
  ['/go/prompt-redis/create-streams', place('prompt-redis', 'create-streams')],
  ['/go/prompt-redis/create-streams?env=dev&INSTRUMENT=LSSTCam', place('prompt-redis', 'create-streams', { env: 'dev', INSTRUMENT: 'LSSTCam' })],
  ['/go/r/look?POD=a%26b%3D%23c', place('r', 'look', { POD: 'a&b=#c' })],
  ['/go/r/%C3%BCber-uns', place('r', 'über-uns')],
  [`/go/run/${run}`, { kind: 'run', run, line: null }],
  [`/go/run/${run}?line=12`, { kind: 'run', run, line: 12 }],
  [`/go/w/${run}`, { kind: 'walkthrough', walkthrough: run }],
];
for (const [path, link] of links) {
  test(`${path} is read and made`, () => {
    const [name = '', query = ''] = path.split('?');
    assert.deepEqual(readLink(name, query), link);
    assert.equal(linkPath(link), path);
  });
}

/** As somebody may write them. */
const read: readonly [path: string, query: string, link: Link | null][] = [
  ['/go/r/look/', '', place('r', 'look')],
  ['/go/run/not-an-id', '', place('run', 'not-an-id')],
  ['/go/w/look', '', place('w', 'look')],
  ['/go/r/look', 'utm_source=x&__proto__=y&env=a&env=b&POD=1', place('r', 'look', { env: 'a', POD: '1' })],
  [`/go/run/${run}`, 'line=-1', { kind: 'run', run, line: null }],
  [`/go/run/${run}`, 'line=1e9', { kind: 'run', run, line: null }],
  ['/go/r/look', `POD=${'x'.repeat(5_000)}`, place('r', 'look')],
  ['/go/', '', null],
  ['/go', '', null],
  ['/going/r', '', null],
  ['/go/a/b/c', '', null],
  ['/go/%ff', '', null],
  ['/go/r/%', '', null],
  [`/go/${'x'.repeat(201)}`, '', null],
];
for (const [path, query, link] of read) {
  test(`${path.slice(0, 40)}?${query.slice(0, 40)} is ${link === null ? 'no link' : 'a link'}`, () => { assert.deepEqual(readLink(path, query), link); });
}
