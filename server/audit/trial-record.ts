/**
 * A whole record in memory for tests: the server's chain, one runner's, and recordings, bound to each other as server and
 * runner do. Its bytes can be spoilt one by one.
 */
import { createHash } from 'node:crypto';
import { type ChainAnchor, type ChainHead, chainStart, nextRecord } from '../../common/chain.ts';
import { newRunId } from '../../common/ids.ts';
import type { Run } from '../../common/run.ts';
import type { AuditEvent } from './event.ts';
import { runEnded } from './run-ended.ts';
import { memorySource } from './source.ts';
import type { AuditPlace } from './verify.ts';

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

export class TrialRecord {
  /** by path under the data folder: `audit/server.jsonl`, `journals/<run>/output`, … */
  readonly files = new Map<string, Buffer>();
  readonly heads: Record<string, ChainHead> = { server: chainStart, runner: chainStart };
  /** Unix milliseconds; each record comes a second later */
  now = 1_750_000_000_000;

  /** Adds an event to a chain. */
  add(chain: string, event: object): void {
    const record = nextRecord(this.heads[chain] ?? chainStart, this.now += 1_000, event);
    this.heads[chain] = { seq: record.seq, hash: record.hash };
    this.#append(`audit/${chain}.jsonl`, Buffer.from(`${JSON.stringify(record)}\n`));
  }

  get anchor(): ChainAnchor {
    return { generation: 1, ...this.heads.runner ?? chainStart };
  }

  /** Runs something that prints a text; gives the run as it ended. Asked to, the end binds no recording, as before there were such. */
  run(printed: string, { state = 'exited', bound = true }: { state?: Run['state']; bound?: boolean } = {}): Run {
    const id = newRunId(this.now, Buffer.alloc(10, this.files.size + 1));
    const subject = { person: 'ada', environment: 'practice', runbook: 'redis', step: 'ping', digest: 'd', parameters: { POD: 'redis-0' } };
    this.add('server', { kind: 'run-allowed', run: id, subject, effect: 'read', runner: this.anchor });
    this.add('runner', { run: id, person: 'ada', environment: 'practice', gateway: 'kubernetes', method: 'GET', path: '/api/v1/pods', upgrade: false });
    const [output, timing] = [Buffer.from(printed), Buffer.from(`marks of ${printed}`)];
    const run = {
      id, person: 'ada', environment: 'practice', runbook: 'redis', step: 'ping', digest: 'd', title: 'Ping', parameters: { POD: 'redis-0' }, state, interactive: false,
      queuedAt: this.now, startedAt: this.now, endedAt: this.now, exitStatus: 0, asExpected: true, note: '', end: output.length, size: { cols: 80, rows: 24 },
      ...(bound && { recording: { output: sha256(output), timing: sha256(timing) }, chain: this.anchor }),
    } satisfies Run;
    this.files.set(`journals/${id}/output`, output);
    this.files.set(`journals/${id}/timing`, timing);
    this.files.set(`journals/${id}/end.json`, Buffer.from(JSON.stringify(run)));
    this.add('server', runEnded(run));
    return run;
  }

  /** Removes a run's output for its age, as the runner does. */
  expire(run: Run): void {
    this.add('runner', { kind: 'output-removed', run: run.id, days: 90 });
    this.files.set(`journals/${run.id}/end.json`, Buffer.from(JSON.stringify({ ...run, outputRemovedAt: this.now, note: 'Removed.', removal: this.anchor })));
    for (const name of ['output', 'timing']) this.files.delete(`journals/${run.id}/${name}`);
  }

  /** Adds an event of the server's. */
  tell(event: AuditEvent): void {
    this.add('server', event);
  }

  /** The record as it stands now, or as other files say. */
  place(files: ReadonlyMap<string, Buffer> = this.files): AuditPlace {
    const source = (path: string) => {
      const bytes = files.get(path);
      return bytes === undefined ? null : memorySource(bytes);
    };
    return {
      chains: () => [...files.keys()].flatMap((path) => /^audit\/(.*)\.jsonl$/.exec(path)?.[1] ?? []),
      open: (chain) => source(`audit/${chain}.jsonl`),
      recordings: {
        open: (run, file) => source(`journals/${run}/${file}`),
        end(run) {
          try {
            return JSON.parse(files.get(`journals/${run}/end.json`)?.toString() ?? '') as Partial<Run>;
          } catch {
            return null;
          }
        },
      },
    };
  }

  #append(path: string, bytes: Buffer): void {
    this.files.set(path, Buffer.concat([this.files.get(path) ?? Buffer.alloc(0), bytes]));
  }
}
