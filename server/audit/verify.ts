/**
 * Proves the whole record: the server's chain, those of the runners, what binds these to it, each recording by its hash, and
 * the heads that are known from elsewhere. What grows meanwhile is proved as far as it went at the beginning.
 */
import type { ChainAnchor, ChainHead } from '../../common/chain.ts';
import { type AuditRecord, type Fault, Ledger } from './ledger.ts';
import { Broken, checkRecording, type Ended, type Recordings, type Standing } from './recording-check.ts';
import type { Source } from './source.ts';

export interface AuditPlace {
  /** The names of all chains: `server`, `runner` for the first generation, `runner-2`, … */
  chains(): string[];
  /** Takes a chain's name; gives its bytes, or null when it is not there. */
  open(chain: string): Source | null;
  recordings: Recordings;
  /** waits a moment, for a line that is being written */
  pause?(): void;
}

/** A head that is kept somewhere else than the chain itself. */
export interface KnownHead {
  chain: string;
  head: ChainHead;
  /** where it is kept, as the person is told */
  from: string;
}

export interface ChainReport {
  chain: string;
  records: number;
  head: ChainHead;
  fault: Fault | null;
  /** what is told though nothing is wrong */
  notes: string[];
}

export interface Finding {
  /** the chain, and the line in it that says otherwise; 0 where no line does */
  chain: string;
  line: number;
  why: string;
}

export interface Report {
  isWhole: boolean;
  chains: ChainReport[];
  /** places where the server's chain holds a runner's */
  anchors: number;
  /** runs by how their recordings stand; `open` are those without an end on record */
  recordings: Record<Standing | 'broken' | 'open', number>;
  /** the first hundred */
  findings: Finding[];
  found: number;
}

const mostFindings = 100;

/** Takes where the record is, and heads from elsewhere; gives what was found. Throws when the server's chain is not there. */
export function verify(place: AuditPlace, known: readonly KnownHead[] = []): Report {
  return new Verification(place).run(known);
}

/** Takes the number of a generation; gives the name of its chain. */
export function chainOf(generation: number): string {
  return generation === 1 ? 'runner' : `runner-${generation}`;
}

class Verification {
  readonly #place: AuditPlace;
  readonly #ledgers = new Map<string, Ledger>();
  readonly #notes = new Map<string, string[]>();
  readonly #open = new Set<string>();
  readonly #findings: Finding[] = [];
  readonly #recordings: Report['recordings'] = { whole: 0, expired: 0, unfinished: 0, unbound: 0, broken: 0, open: 0 };
  #found = 0;
  #anchors = 0;

  constructor(place: AuditPlace) {
    this.#place = place;
  }

  run(known: readonly KnownHead[]): Report {
    const source = this.#place.open('server');
    if (source === null) throw new Error('there is no record of the server');
    // The end of the server's chain first, and the others after: what it names of them is there then.
    const end = source.size();
    try {
      for (const chain of this.#place.chains()) if (chain !== 'server') this.#walk(chain, this.#place.open(chain));
      this.#walk('server', source, end);
      for (const { chain, head, from } of known) this.#compare(chain, head, from);
      return this.#report();
    } finally {
      for (const ledger of this.#ledgers.values()) ledger.close();
    }
  }

  #walk(chain: string, source: Source | null, until?: number): void {
    if (source === null) return;
    const ledger = new Ledger(source, this.#place.pause?.bind(this.#place));
    this.#ledgers.set(chain, ledger);
    ledger.walk((record) => { this.#look(chain, record); }, until);
    if (ledger.wentBack > 0) this.#note(chain, `The clock was set back: ${counted(ledger.wentBack, 'record')} of an earlier time than one before. They stand in the order they were written in.`);
  }

  #look(chain: string, { seq, event }: AuditRecord): void {
    const { kind } = event;
    if (kind === 'record-mended') this.#note(chain, `Line ${seq}: a crash had left a line unfinished; it was cut off.`);
    if (kind === 'record-short') this.#note(chain, `Line ${seq}: records up to number ${(event.known as ChainHead).seq} were known then, and it ended at ${(event.found as ChainHead).seq}. What stood between is lost.`);
    if (chain !== 'server') return;
    if (isAnchor(event.runner)) this.#hold(event.runner, seq);
    const run = String(event.run);
    if (kind === 'run-allowed') this.#open.add(run);
    if (kind === 'run-not-taken' || kind === 'run-ended') this.#open.delete(run);
    if (kind === 'run-ended') this.#recording(event as unknown as Ended, seq);
  }

  #hold(anchor: ChainAnchor, line: number): void {
    this.#anchors += 1;
    const chain = chainOf(anchor.generation);
    const ledger = this.#ledgers.get(chain);
    // Without a record, and without the head of any, nothing was ever asked of it.
    if (ledger === undefined && anchor.seq === 0) return;
    const why = ledger === undefined ? 'it is not there any more' : ledger.against(anchor);
    if (why !== null) this.#find('server', line, `the record of a runner does not hold (${chain}.jsonl): ${why}`);
  }

  #recording(ended: Ended, line: number): void {
    try {
      this.#recordings[checkRecording(this.#place.recordings, (anchor) => this.#recordAt(anchor), ended)] += 1;
    } catch (error) {
      this.#recordings.broken += 1;
      this.#find('server', line, error instanceof Broken ? error.message : `the recording of run ${ended.run} cannot be read: ${(error as Error).message}`);
    }
  }

  #recordAt(anchor: ChainAnchor): AuditRecord | null {
    const ledger = this.#ledgers.get(chainOf(anchor.generation));
    // Removed a moment ago, it may stand behind what was walked.
    return ledger?.against(anchor) === null ? ledger.at(anchor.seq) : null;
  }

  #compare(chain: string, head: ChainHead, from: string): void {
    const ledger = this.#ledgers.get(chain);
    const why = ledger === undefined ? 'it is not there any more' : ledger.against(head);
    if (why !== null) this.#find(chain, 0, `${from}: ${why}`);
  }

  #note(chain: string, note: string): void {
    const notes = this.#notes.get(chain) ?? [];
    if (notes.length < mostFindings) notes.push(note);
    this.#notes.set(chain, notes);
  }

  #find(chain: string, line: number, why: string): void {
    this.#found += 1;
    if (this.#findings.length < mostFindings) this.#findings.push({ chain, line, why });
  }

  #report(): Report {
    const chains = [...this.#ledgers].map(([chain, { head, fault }]) => ({ chain, records: head.seq, head, fault, notes: this.#notes.get(chain) ?? [] }));
    chains.sort((one, other) => Number(other.chain === 'server') - Number(one.chain === 'server'));
    this.#recordings.open = this.#open.size;
    const isWhole = this.#found === 0 && chains.every(({ fault }) => fault === null);
    return { isWhole, chains, anchors: this.#anchors, recordings: this.#recordings, findings: this.#findings, found: this.#found };
  }
}

function isAnchor(value: unknown): value is ChainAnchor {
  return typeof value === 'object' && value !== null && 'generation' in value && 'seq' in value && 'hash' in value;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? ' is' : 's are'}`;
}
