/**
 * One connection of a step to Redis. Commands go on as they are decided on; answers come back as they are. What is refused is
 * never sent, and its answer takes its place among the others. Nothing of a value is kept, however large.
 */
import type { Socket } from 'node:net';
import type { Effect } from '../../../../common/catalog/effect.ts';
import type { Tell, Told } from '../endpoint-event.ts';
import { AnswerScanner } from './answers.ts';
import { type CommandTable, keysNamed } from './commands.ts';
import { RequestReader, respOf, type Verdict } from './requests.ts';
import { subscribing, verdictOn } from './verdict.ts';

export interface SessionOptions {
  near: Socket;
  far: Socket;
  commands: CommandTable;
  /** the harshest that passes */
  effect: Effect;
  database: number | null;
  /** throws when it cannot be recorded */
  tell: Tell;
  /** settles once what was told is on the disk */
  durable(): Promise<void>;
}

export interface Counts {
  reads: number;
  others: number;
  refused: number;
}

/** What is still to come back, in the order of the commands: so many answers of Redis, one of ours, or one of ours for one of Redis. */
type Expected = { kind: 'answers'; count: number } | { kind: 'own' | 'instead'; answer: Buffer };

type Change = Pick<Extract<Told, { act: 'command' | 'refused'; gateway: 'redis' }>, 'command' | 'args' | 'keys' | 'times'>;

/** Refused commands nobody has heard of yet; who sends more reads no answers. */
const mostWaiting = 10_000;
/** Refusals recorded one by one; the rest is counted at the end. */
const mostRecorded = 100;
/** A command that has begun goes on within this time, in milliseconds. */
const stallMs = 30_000;
/** Who has said all they have to say waits so long for answers, in milliseconds. */
const lingerMs = 5_000;
const unrecorded = 'What was asked could not be recorded, so it was not sent.';
const discard = respOf(['DISCARD']);
const aborted = Buffer.from('-EXECABORT Transaction discarded because of previous errors.\r\n');

export class RedisSession {
  readonly counts: Counts = { reads: 0, others: 0, refused: 0 };
  readonly #options: SessionOptions;
  readonly #reader: RequestReader;
  readonly #scanner = new AnswerScanner();
  readonly #expected: Expected[] = [];
  #own = 0;
  #inTransaction = false;
  #isSpoilt = false;
  #isSubscribed = false;
  #isClosing = false;
  /** what this chunk sends, and what of it is recorded first: alike commands together */
  #outgoing: Buffer[] = [];
  readonly #changes = new Map<string, Change>();
  /** waits for the record to be on the disk */
  #isHeld = false;

  /** Takes both connections, paused; carries what passes between them until either ends. */
  constructor(options: SessionOptions) {
    this.#options = options;
    this.#reader = new RequestReader({ decide: (args, count, isLast) => this.#decide(args, count, isLast), send: (bytes) => { this.#outgoing.push(bytes); } });
    const { near, far } = options;
    far.on('data', (bytes: Buffer) => { this.#guarded(() => { this.#answered(bytes); }); });
    near.on('data', (bytes: Buffer) => { this.#guarded(() => { this.#asked(bytes); }); });
    near.on('drain', () => far.resume());
    far.on('drain', () => { if (!this.#isHeld) near.resume(); });
    near.on('end', () => { this.#asksNoMore(); });
    near.setTimeout(stallMs, () => { if (this.#reader.isWithin && !near.isPaused()) this.#close('A command was begun and not ended: the connection is closed.'); });
    near.once('close', () => far.destroy());
    far.on('error', () => near.destroySoon());
    far.once('close', () => near.destroySoon());
    far.on('end', () => near.destroySoon());
    far.resume();
    near.resume();
  }

  /** What cannot be understood on either side ends the connection: nothing can be told apart any more. */
  #guarded(act: () => void): void {
    if (this.#isClosing) return;
    try {
      act();
    } catch (error) {
      this.#close(`Protocol error: ${(error as Error).message}`);
    }
  }

  #close(why: string): void {
    const { near, far } = this.#options;
    this.#isClosing = true;
    far.destroy();
    near.end(`-ERR ${why}\r\n`);
    near.destroySoon();
  }

  #asksNoMore(): void {
    const { near, far } = this.#options;
    const [head] = this.#expected;
    if (head === undefined) far.end();
    else setTimeout(() => { near.destroySoon(); }, lingerMs).unref();
  }

  #asked(bytes: Buffer): void {
    this.#reader.push(bytes);
    const outgoing = this.#outgoing;
    this.#outgoing = [];
    if (this.#changes.size === 0) return this.#send(outgoing);
    if (!this.#record()) return this.#close(unrecorded);
    this.#isHeld = true;
    this.#options.near.pause();
    this.#options.durable().then(() => {
      this.#isHeld = false;
      if (!this.#isClosing) this.#send(outgoing);
    }, () => { this.#close(unrecorded); });
  }

  #record(): boolean {
    try {
      for (const change of this.#changes.values()) this.#options.tell({ gateway: 'redis', act: 'command', ...change });
      return true;
    } catch {
      return false;
    } finally {
      this.#changes.clear();
    }
  }

  #send(outgoing: readonly Buffer[]): void {
    const { near, far } = this.#options;
    far.cork();
    for (const bytes of outgoing) far.write(bytes);
    far.uncork();
    if (far.writableNeedDrain) near.pause();
    else near.resume();
  }

  #decide(args: readonly Buffer[], count: number, isLast: boolean): Verdict {
    const { commands, effect, database } = this.#options;
    const said = verdictOn({ args, count, isLast }, { commands, effect, database, inTransaction: this.#inTransaction, isSubscribed: this.#isSubscribed });
    if (said.verdict === 'more') return 'more';
    if (said.verdict === 'close') throw new Error(said.why);
    if (said.verdict === 'refuse') return this.#refuse(said.name, count, said.answer);
    if (said.name === 'exec' && this.#isSpoilt) return this.#abort();
    if (said.effect !== 'read') this.#note({ command: said.name, args: count, keys: keysNamed(said.keys, count), times: 1 });
    this.counts[said.effect === 'read' ? 'reads' : 'others'] += 1;
    this.#expect(said.name);
    return 'forward';
  }

  #note(change: Change): void {
    const alike = `${change.command} ${change.args}`;
    const known = this.#changes.get(alike);
    if (known === undefined) this.#changes.set(alike, change);
    else known.times += 1;
  }

  #expect(name: string): void {
    if (name === 'multi') this.#inTransaction = true;
    if (name === 'exec' || name === 'discard') [this.#inTransaction, this.#isSpoilt] = [false, false];
    if (this.#isSubscribed) return;
    const last = this.#expected.at(-1);
    if (last?.kind === 'answers') last.count += 1;
    else this.#expected.push({ kind: 'answers', count: 1 });
    if (!subscribing.has(name)) return;
    this.#isSubscribed = true;
    this.#expected.push({ kind: 'answers', count: Number.POSITIVE_INFINITY });
  }

  #refuse(command: string, args: number, answer: string): Verdict {
    this.counts.refused += 1;
    if (this.#inTransaction) this.#isSpoilt = true;
    try {
      if (this.counts.refused <= mostRecorded) this.#options.tell({ gateway: 'redis', act: 'refused', command, args, keys: null, times: 1 });
    } catch {
      // It is refused all the same.
    }
    this.#answer({ kind: 'own', answer: Buffer.from(`-${answer}\r\n`) });
    return 'drop';
  }

  /** As Redis itself does when a command of a transaction was wrong: none of it is done. */
  #abort(): Verdict {
    [this.#inTransaction, this.#isSpoilt] = [false, false];
    this.#answer({ kind: 'instead', answer: aborted });
    return discard;
  }

  #answer(own: Expected): void {
    this.#own += 1;
    if (this.#own > mostWaiting) throw new Error('nobody reads the answers');
    this.#expected.push(own);
    this.#giveOwn();
  }

  #answered(bytes: Buffer): void {
    const { near, far } = this.#options;
    near.cork();
    let from = 0;
    for (let at = 0; at < bytes.length;) {
      const [head] = this.#expected;
      if (head === undefined) throw new Error('Redis says what nobody asked for');
      const end = this.#scanner.next(bytes, at);
      if (head.kind === 'instead') {
        this.#give(bytes.subarray(from, at));
        from = end === -1 ? bytes.length : end;
      }
      if (end === -1) break;
      at = end;
      if (head.kind === 'answers') head.count -= 1;
      if (head.kind === 'answers' && head.count > 0 && this.#own === 0) continue;
      this.#give(bytes.subarray(from, at));
      from = at;
      this.#came(head);
    }
    this.#give(bytes.subarray(from));
    near.uncork();
    if (this.#expected.length === 0 && near.readableEnded) far.end();
  }

  #came(head: Expected): void {
    if (head.kind === 'instead') {
      this.#own -= 1;
      this.#give(head.answer);
    }
    if (head.kind !== 'answers' || head.count === 0) this.#expected.shift();
    this.#giveOwn();
  }

  /** Gives our own answers whose turn it is; between messages, it always is. */
  #giveOwn(): void {
    const [head] = this.#expected;
    const isFree = head?.kind === 'answers' && head.count === Number.POSITIVE_INFINITY && this.#scanner.isBetween;
    for (let at = isFree ? 1 : 0; ;) {
      const next = this.#expected[at];
      if (next?.kind !== 'own') return;
      this.#expected.splice(at, 1);
      this.#own -= 1;
      this.#give(next.answer);
    }
  }

  #give(bytes: Buffer): void {
    const { near, far } = this.#options;
    if (bytes.length > 0 && !near.write(bytes)) far.pause();
  }
}
