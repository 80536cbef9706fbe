/**
 * The record of every request that went through a gateway: JSON lines in a hash chain, each written before its request is
 * sent on. A line cut short by a crash is completed by none: the chain goes on from the last whole one. A chain has one
 * writer, so each generation of runners has a record of its own (generation.ts).
 */
import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { chainStart, nextRecord, type ChainHead, type ChainRecord } from '../../../common/chain.ts';

export interface GatewayRequest {
  run: string;
  person: string;
  environment: string;
  gateway: 'kubernetes';
  method: string;
  /** path and query */
  path: string;
  upgrade: boolean;
}

export interface AuditLog {
  /** Throws when it cannot be written: the request must then not be sent. */
  add(event: GatewayRequest): void;
  readonly head: ChainHead;
  close(): void;
}

const tailBytes = 1024 * 1024;
/** A path may carry a command; a longer one is cut, and shows it. */
const longestPath = 8 * 1024;

/** Takes the file and the clock; gives the log, going on where it ended. */
export function openAuditLog(path: string, now: () => number): AuditLog {
  const fd = openSync(path, 'a+', 0o600);
  let head = lastHead(fd);
  return {
    add(event) {
      const path = event.path.length > longestPath ? `${event.path.slice(0, longestPath)}…` : event.path;
      const record = nextRecord(head, now(), { ...event, path });
      const line = Buffer.from(`${JSON.stringify(record)}\n`);
      if (writeSync(fd, line) !== line.length) {
        head = lastHead(fd);
        throw new Error('the disk is full');
      }
      head = { seq: record.seq, hash: record.hash };
    },
    get head() { return head; },
    close: () => closeSync(fd),
  };
}

function lastHead(fd: number): ChainHead {
  const { size } = fstatSync(fd);
  const bytes = Buffer.alloc(Math.min(size, tailBytes));
  const text = bytes.toString('utf8', 0, readSync(fd, bytes, 0, bytes.length, size - bytes.length));
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) ftruncateSync(fd, size - Buffer.byteLength(text.slice(whole.length)));
  const last = whole.trimEnd().split('\n').at(-1) ?? '';
  if (last === '') return chainStart;
  const { seq, hash } = JSON.parse(last) as ChainRecord<unknown>;
  return { seq, hash };
}
