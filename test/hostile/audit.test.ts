/**
 * The record against somebody who may write its files: every byte, every row and every file of it, changed, left out, moved
 * or repeated. What is asked for is not that it cannot be done, but that it is found, and where.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TrialRecord } from '../../server/audit/trial-record.ts';
import { type KnownHead, type Report, verify } from '../../server/audit/verify.ts';

/** A small record with one of everything. */
function small(): TrialRecord {
  const record = new TrialRecord();
  record.tell({ kind: 'server-started', version: '24' });
  record.tell({ kind: 'runner-met', runner: record.anchor });
  record.tell({ kind: 'invited', by: 'operator', person: 'ada' });
  // What JSON may spell in more ways than one: escapes, another alphabet, what is no character.
  record.tell({ kind: 'file-saved', by: 'ada', environment: 'practice', path: 'é\u001b\ufffd\ud800\\/', before: '', after: 'f'.repeat(64), size: 1e21 });
  record.run('PONG\n');
  record.expire(record.run('old\n'));
  record.tell({ kind: 'server-stopped' });
  return record;
}

const headsOf = (record: TrialRecord): KnownHead[] => Object.entries(record.heads).map(([chain, head]) => ({ chain, head, from: 'kept elsewhere' }));
const found = ({ chains, findings }: Report) => [...chains.flatMap(({ chain, fault }) => (fault === null ? [] : `${chain}:${fault.line} ${fault.why}`)), ...findings.map(({ chain, line, why }) => `${chain}:${line} ${why}`)];
const lines = (bytes: Buffer) => bytes.toString('latin1').split('\n').slice(0, -1).map((line) => Buffer.from(`${line}\n`, 'latin1'));

const record = small();
const heads = headsOf(record);
const withFile = (path: string, bytes: Buffer | null): ReadonlyMap<string, Buffer> => {
  const files = new Map(record.files);
  if (bytes === null) files.delete(path);
  else files.set(path, bytes);
  return files;
};

test('the record that is spoilt below is whole to begin with', () => {
  const report = verify(record.place(), heads);
  assert.deepEqual(found(report), []);
  assert.deepEqual([report.recordings.whole, report.recordings.expired], [1, 1]);
});

/** In the kept end of a run, what changes when its output grows old is not bound. Everything else is. */
const unbound = /"(note|outputRemovedAt)":("[^"]*"|\d+)|"removal":\{[^}]*\}/g;

test('each byte of it, flipped in each of its bits in turn: found, in its file and at its line', () => {
  for (const [path, bytes] of record.files) {
    const free = path.endsWith('end.json') ? [...bytes.toString('latin1').matchAll(unbound)].map(({ index, 0: { length } }) => [index, index + length] as const) : [];
    let line = 1;
    for (const [at, byte] of bytes.entries()) {
      const spoilt = Buffer.from(bytes);
      spoilt[at] = byte ^ (1 << (at % 8));
      const said = found(verify(record.place(withFile(path, spoilt)), heads));
      const isFree = free.some(([from, to]) => at >= from && at < to);
      if (!isFree) assert.ok(said.length > 0, `${path} byte ${at}, ${JSON.stringify(bytes.toString('latin1', Math.max(0, at - 20), at + 20))}`);
      const chain = /^audit\/(.*)\.jsonl$/.exec(path)?.[1];
      if (chain !== undefined) assert.match(said[0] ?? '', new RegExp(`^${chain}:${line} `), `${path} byte ${at}`);
      if (byte === 10) line += 1;
    }
  }
});

const chains = ['audit/server.jsonl', 'audit/runner.jsonl'] as const;
for (const path of chains) {
  const rows = lines(record.files.get(path) ?? Buffer.alloc(0));
  const chain = path.slice('audit/'.length, -'.jsonl'.length);
  const cases: readonly [what: string, rows: (at: number) => Buffer[], line: (at: number) => number][] = [
    ['left out', (at) => rows.toSpliced(at, 1), (at) => at + 1],
    ['repeated', (at) => rows.toSpliced(at, 0, rows[at] ?? Buffer.alloc(0)), (at) => at + 2],
    ['moved behind the next', (at) => rows.toSpliced(at, 2, ...[rows[at + 1], rows[at]].filter((row) => row !== undefined)), (at) => at + 1],
    ['replaced by the first', (at) => rows.with(at, rows[0] ?? Buffer.alloc(0)), (at) => at + 1],
    ['emptied', (at) => rows.with(at, Buffer.from('{}\n')), (at) => at + 1],
    ['blanked', (at) => rows.with(at, Buffer.from('\n')), (at) => at + 1],
    ['respelt', (at) => rows.with(at, Buffer.from(`${JSON.stringify(JSON.parse(rows[at]?.toString() ?? ''), null, 1).replaceAll('\n', '')}\n`)), (at) => at + 1],
  ];
  for (const [what, change, line] of cases) {
    test(`a row of ${path} that is ${what}: named by its line`, () => {
      for (const at of rows.keys()) {
        const changed = change(at);
        if (Buffer.concat(changed).equals(Buffer.concat(rows))) continue;
        const all = found(verify(record.place(withFile(path, Buffer.concat(changed))), heads));
        // The last row has none behind it: then the chain is short, and the head that is kept elsewhere says so.
        const isTail = what === 'left out' && at === rows.length - 1;
        if (isTail) assert.match(all.join('\n'), /its tail was cut off/);
        else assert.match(all[0] ?? '', new RegExp(`^${chain}:${line(at)} `), `row ${at + 1}`);
      }
    });
  }
  test(`${path} cut off here and there, at each end of a row too: found`, () => {
    const bytes = record.files.get(path) ?? Buffer.alloc(0);
    const ends = [...bytes.entries()].flatMap(([at, byte]) => (byte === 10 && at + 1 < bytes.length ? at + 1 : []));
    for (const size of [...ends, ...Array.from({ length: Math.floor(bytes.length / 17) }, (_, at) => at * 17)]) {
      assert.notDeepEqual(found(verify(record.place(withFile(path, bytes.subarray(0, size))), heads)), [], `cut to ${size} bytes`);
    }
  });
}

const [whole = '', expired = ''] = [...record.files.keys()].flatMap((path) => (path.endsWith('end.json') ? path.replace('end.json', '') : []));
const end = (path: string) => JSON.parse(record.files.get(`${path}end.json`)?.toString() ?? '') as Record<string, unknown>;
const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const files: readonly [what: string, path: string, bytes: Buffer | null, says: RegExp][] = [
  ['output that is gone', `${whole}output`, null, /not there any more \(what it printed\)/],
  ['output that is emptied', `${whole}output`, Buffer.alloc(0), /was changed \(what it printed\)/],
  ['output with a byte more', `${whole}output`, Buffer.from('PONG\n!'), /was changed \(what it printed\)/],
  ['output of another run', `${whole}output`, Buffer.from('old\n'), /was changed \(what it printed\)/],
  ['times that are gone', `${whole}timing`, null, /not there any more \(when it printed\)/],
  ['times that are emptied', `${whole}timing`, Buffer.alloc(0), /was changed \(when it printed\)/],
  ['an end that is gone', `${whole}end.json`, null, /not kept any more/],
  ['an end that is another', `${whole}end.json`, json({ ...end(whole), exitStatus: 1, asExpected: false }), /is not what was recorded/],
  ['an end with more in it', `${whole}end.json`, json({ ...end(whole), also: true }), /is not what was recorded/],
  ['output put back after it was removed, another one', `${expired}output`, Buffer.from('new\n'), /was changed \(what it printed\)/],
  ['output that was taken away and called removed', `${whole}output`, null, /no record says that it was removed/],
  ['the runner’s record taken away', 'audit/runner.jsonl', null, /it is not there any more/],
];
for (const [what, path, bytes, says] of files) {
  test(`${what}: found`, () => { assert.match(found(verify(record.place(withFile(path, bytes)), heads)).join('\n'), says); });
}

test('output taken away under the removal of another run: found', () => {
  const files = new Map(withFile(`${whole}output`, null));
  files.set(`${whole}end.json`, json({ ...end(whole), outputRemovedAt: 1, removal: end(expired).removal }));
  assert.match(found(verify(record.place(files), heads)).join(), /no record says that it was removed/);
});

test('two runs whose files were exchanged: found, both', () => {
  const other = small();
  const [one, two] = [other.run('one'), other.run('two')];
  for (const name of ['output', 'timing', 'end.json']) {
    const [first, second] = [other.files.get(`journals/${one.id}/${name}`), other.files.get(`journals/${two.id}/${name}`)];
    if (first === undefined || second === undefined) throw new Error(name);
    other.files.set(`journals/${one.id}/${name}`, second).set(`journals/${two.id}/${name}`, first);
  }
  assert.equal(verify(other.place()).recordings.broken, 2);
});

test('a record made anew from a row on, each hash right: found by what holds on to it, the runner’s too', () => {
  for (const chain of ['server', 'runner']) {
    const forged = small();
    const rows = lines(record.files.get(`audit/${chain}.jsonl`) ?? Buffer.alloc(0)).map((line) => (JSON.parse(line.toString()) as { event: object }).event);
    forged.files.delete(`audit/${chain}.jsonl`);
    forged.heads[chain] = { seq: 0, hash: '0'.repeat(64) };
    for (const [at, event] of rows.entries()) forged.add(chain, at === 1 ? { ...event, forged: true } : event);
    const said = found(verify(forged.place(), chain === 'server' ? heads : []));
    assert.match(said.join('\n'), /another than the one that was known there/, chain);
  }
});

/** mulberry32: https://github.com/bryc/code/blob/master/jshash/PRNGs.md#mulberry32 */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

test('a larger record, spoilt at random places in random ways: found each time', () => {
  const large = new TrialRecord();
  for (let at = 0; at < 60; at += 1) {
    const run = large.run(`printed ${at}\n`.repeat(at));
    if (at % 7 === 3) large.expire(run);
  }
  const kept = headsOf(large);
  const paths = [...large.files.keys()].filter((path) => !path.endsWith('end.json'));
  const next = random(20_261_121);
  const below = (bound: number) => Math.floor(next() * bound);
  const ways: readonly [string, (bytes: Buffer, at: number, length: number) => Buffer][] = [
    ['flip', (bytes, at) => { const spoilt = Buffer.from(bytes); spoilt[at] = (bytes[at] ?? 0) ^ (1 << below(8)); return spoilt; }],
    ['drop', (bytes, at, length) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)])],
    ['repeat', (bytes, at, length) => Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)])],
    ['swap', (bytes, at, length) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length, at + 2 * length), bytes.subarray(at, at + length), bytes.subarray(at + 2 * length)])],
  ];
  assert.deepEqual(found(verify(large.place(), kept)), []);
  for (let round = 0; round < 160; round += 1) {
    const path = paths[round % 2 === 0 ? below(paths.length) : below(2)] ?? '';
    const bytes = large.files.get(path) ?? Buffer.alloc(0);
    const [way, spoil] = ways[round % ways.length] ?? ways[0] ?? ['', () => bytes];
    const spoilt = spoil(bytes, below(bytes.length), 1 + below(round % 3 === 0 ? 1 : 600));
    if (spoilt.equals(bytes)) continue;
    assert.notDeepEqual(found(verify(large.place(new Map(large.files).set(path, spoilt)), kept)), [], `${way} in ${path}, round ${round}`);
  }
});
