import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { chainStart, faultOf, type ChainRecord } from '../../../common/chain.ts';
import { openAuditLog, type GatewayRequest } from './audit-log.ts';

const folder = mkdtempSync(join(tmpdir(), 'handrail-audit-'));
after(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'runner.jsonl');
const event = (at: string): GatewayRequest => ({ run: 'r', person: 'alice', environment: 'practice', gateway: 'kubernetes', method: 'GET', path: at, upgrade: false });
const records = () => readFileSync(path, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as ChainRecord<GatewayRequest>);

function isWhole(): boolean {
  let head = chainStart;
  return records().every((record) => {
    const fault = faultOf(head, record);
    head = { seq: record.seq, hash: record.hash };
    return fault === null;
  });
}

test('requests form a chain that goes on after a restart and after a line cut short', () => {
  const first = openAuditLog(path, () => 1);
  first.add(event('/one'));
  first.add(event(`/long?${'x'.repeat(20_000)}`));
  first.close();
  const second = openAuditLog(path, () => 2);
  second.add(event('/three é'));
  second.close();
  appendFileSync(path, '{"seq":4,"at":3,"prev');
  const third = openAuditLog(path, () => 3);
  third.add(event('/four'));
  assert.equal(third.head.seq, 5);
  third.close();
  assert.ok(isWhole());
  assert.deepEqual(records().map(({ event }) => event.path ?? event.kind).toSpliced(1, 1), ['/one', '/three é', 'record-mended', '/four']);
  assert.ok(String(records()[1]?.event.path).length < 9_000);
});
