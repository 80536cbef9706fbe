/**
 * The runner's own record: every request that went through a gateway, and what was removed for its age. JSON lines in a hash
 * chain, each written before its act. A line cut short by a crash is completed by none: the chain goes on from the last whole
 * one, and says so. A chain has one writer, so each generation of runners has a record of its own (generation.ts), which the
 * server's record holds on to by its head.
 */
import { openChainFile } from '../../chain-file.ts';
import type { ChainHead } from '../../../common/chain.ts';

/** A request as its gateway tells of it: whose it is and where, and what that gateway knows besides. */
export interface GatewayRequest {
  run: string;
  person: string;
  environment: string;
  gateway: 'kubernetes' | 'redis' | 'tcp' | 'http';
  [known: string]: string | number | boolean | null | undefined | readonly string[];
}

/** What the runner does of itself. */
export type HouseEvent =
  | { kind: 'output-removed'; run: string; days?: number; bytes?: number }
  | { kind: 'workspace-removed'; person: string; environment: string; days: number };

/** What it finds when it opens its record. */
type Damage = { kind: 'record-mended'; cut: number } | { kind: 'record-short'; known: ChainHead; found: ChainHead };

export interface AuditLog {
  /** Throws when it cannot be written: the request must then not be sent. */
  add(event: GatewayRequest | HouseEvent): void;
  /**
   * Settles once all that was added so far is on the disk: a request that changes something outside practice waits for that.
   * Many who wait share one flush. Throws when the disk refuses.
   */
  durable(): Promise<void>;
  readonly head: ChainHead;
  close(): void;
}

/** A path may carry a command; a longer one is cut, and shows it. */
const longest = 8 * 1024;

/** Takes the file and the clock; gives the log, going on where it ended. */
export function openAuditLog(path: string, now: () => number): AuditLog {
  const chain = openChainFile(path, now);
  const { missing, cut, head } = chain;
  const tell = (damage: Damage) => { chain.add(damage); };
  if (missing !== null) tell({ kind: 'record-short', known: missing, found: head });
  if (cut > 0) tell({ kind: 'record-mended', cut });
  return {
    add: (event) => { chain.add(Object.fromEntries(Object.entries(event).map(([name, value]) => [name, shortened(value)]))); },
    durable: () => chain.durable(),
    get head() { return chain.head; },
    close: () => { chain.close(); },
  };
}

function shortened(value: unknown): unknown {
  return typeof value === 'string' && value.length > longest ? `${value.slice(0, longest)}…` : value;
}
