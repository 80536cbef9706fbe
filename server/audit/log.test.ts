import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { systemClock } from '../clock.ts';
import { openAudit } from './log.ts';
import { firstFault } from './verify.ts';

const folder = mkdtempSync(join(tmpdir(), 'audit-'));
after(() => { rmSync(folder, { recursive: true }); });
let made = 0;
const newPath = () => join(folder, `${(made += 1)}.jsonl`);

test('events stand in the file at once, in a chain that holds, for their owner only', () => {
  const path = newPath();
  const audit = openAudit(path, systemClock);
  audit.write({ kind: 'server-started', version: '1' });
  audit.write({ kind: 'logged-in', person: 'ada' });
  assert.equal(readFileSync(path, 'utf8').split('\n').length, 3);
  assert.equal(firstFault(readFileSync(path, 'utf8')), null);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.equal(audit.head().seq, 2);
  audit.close();
});

test('the chain goes on after a restart', () => {
  const path = newPath();
  for (let start = 1; start <= 3; start += 1) {
    const audit = openAudit(path, systemClock);
    audit.write({ kind: 'server-started', version: 'x'.repeat(100_000) });
    audit.close();
  }
  assert.equal(firstFault(readFileSync(path, 'utf8')), null);
});

test('a line that a crash left unfinished is cut off, and that is recorded', () => {
  const path = newPath();
  const audit = openAudit(path, systemClock);
  audit.write({ kind: 'server-started', version: '1' });
  audit.close();
  appendFileSync(path, '{"seq":2,"at":');
  openAudit(path, systemClock).close();
  const text = readFileSync(path, 'utf8');
  assert.equal(firstFault(text), null);
  assert.match(text, /"record-mended","cut":14/);
});

test('where it cannot be written, the act must not happen', () => {
  assert.throws(() => openAudit(join(folder, 'missing', 'x.jsonl'), systemClock), { code: 'audit-failed' });
  const audit = openAudit('/dev/full', systemClock);
  assert.throws(() => { audit.write({ kind: 'server-stopped' }); }, { code: 'audit-failed' });
  audit.close();
});

test('a file that is no record is not written into', () => {
  const path = newPath();
  writeFileSync(path, 'hello\n');
  assert.throws(() => openAudit(path, systemClock), { code: 'audit-failed' });
});

test('verify names the first bad line', () => {
  const path = newPath();
  const audit = openAudit(path, systemClock);
  for (let at = 0; at < 4; at += 1) audit.write({ kind: 'logged-in', person: `p${at}` });
  audit.close();
  const text = readFileSync(path, 'utf8');
  const lines = text.trimEnd().split('\n');
  const spoilt: readonly [string, number][] = [
    [text.replace('p2', 'p9'), 3],
    [`${[lines[0], lines[2], lines[3]].join('\n')}\n`, 2],
    [`${[lines[1], lines[0], lines[2]].join('\n')}\n`, 1],
    [`${text}${lines[3] ?? ''}\n`, 5],
    [text.slice(0, -5), 4],
    [`${text}nonsense\n`, 5],
  ];
  for (const [spoiltText, line] of spoilt) assert.equal(firstFault(spoiltText)?.line, line);
});
