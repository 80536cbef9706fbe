/**
 * Brings a run's output to a screen: what arrives is written, acknowledged once it has been drawn, and read back as text
 * when the run is over. Keys go to the run only when it is interactive and this page has the pen. A terminal also answers
 * some sequences by itself (where is the cursor?): those go with the pen too, and never for output that is shown again.
 */
import { isAnswer } from '../../../common/protocol/answer.ts';
import { flow } from '../../../common/protocol/flow.ts';
import type { PenAct, Seated } from '../../../common/protocol/pen.ts';
import type { RunId } from '../../../common/ids.ts';
import { isOver } from '../../../common/run-state.ts';
import type { Run, TerminalSize } from '../../../common/run.ts';
import { send, watch } from '../../client/socket.ts';
import type { Paste } from './paste.ts';
import { createScreen, type Screen } from './screen.ts';
import type { Piece } from '../../../common/recording/snapshot.ts';

export interface Following {
  screen: Screen;
  /** Fits an interactive terminal to its box, its height too if asked, and tells the run. */
  fit(tall: boolean): void;
  /** Asks for the pen, hands it over, … */
  move(act: PenAct, to: number | null): void;
  stop(): void;
}

export interface FollowOptions {
  run: Run;
  /** whether this page started the run */
  here: boolean;
  /** who is at the page */
  person: string;
  host: HTMLElement | null;
  onHeight(height: number, cell: number): void;
  /** the whole output as text; or its end, where the rest is little and had better be read again */
  onText(pieces: Piece[], isShort: boolean): void;
  onRefused(message: string): void;
  onPen(seated: Seated): void;
  onPaste(paste: Paste, isBracketed: boolean): void;
  /** bytes before what is shown, and bytes that were passed over since */
  onLack(before: number, missed: number): void;
  /** something was not done, and why; typing without the pen among it */
  onTold(message: string): void;
}

/** Runs this page has followed before: coming back to them is coming later. */
const followed = new Set<RunId>();

/** Takes a run and where to draw it; follows it from its first byte when it was started here, else from the screen as it is. */
export function follow(options: FollowOptions): Following {
  const { run, here, host, onHeight, onText, onRefused, onTold } = options;
  const isNew = here && !followed.has(run.id);
  followed.add(run.id);
  const one = new Follower(options, isNew);
  const screen = createScreen({
    host, size: run.size, interactive: run.interactive && !isOver(run.state), label: labelOf(run), onHeight, onPaste: options.onPaste,
    onInput: (data) => { one.input(data); },
    onTouched: nothing,
  });
  one.screen = screen;
  // What is over is read whole: no screen is to be drawn.
  const unwatch = watch(run.id, isNew || isOver(run.state) ? 0 : 'screen', {
    output: (bytes, have) => { screen.write(bytes, () => { one.drew(have); }); },
    missed: (bytes, prelude) => { one.missed(bytes, prelude); },
    attached: (record, from, prelude) => { one.attached(record, from, prelude); },
    changed: (record) => { one.changed(record); },
    pen: (seated) => { one.pen(seated); },
    told: onTold,
    // Writes are drawn in order, so the screen is complete when this one is.
    over: (record) => { screen.write('', () => { onText(screen.read(), one.lacks && record.end <= readAgainBytes); }); },
    refused: onRefused,
  });
  return {
    screen,
    fit: (tall) => { one.fit(tall); },
    move: (act, to) => { send({ type: 'pen', run: run.id, act, to }); },
    stop() {
      unwatch();
      screen.dispose();
    },
  };
}

class Follower {
  screen: Screen | null = null;
  readonly #options: FollowOptions;
  readonly #run: Run;
  /** output before this byte was shown before, and is not answered; null until it is known */
  #historyEnd: number | null;
  #drawn = 0;
  #acknowledged = 0;
  #before = 0;
  #missed = 0;
  #size: TerminalSize;
  #seated: Seated | null = null;
  /** the pen is being taken: what is typed meanwhile follows it */
  #isTaking = false;

  constructor(options: FollowOptions, isNew: boolean) {
    this.#options = options;
    this.#run = options.run;
    this.#historyEnd = isNew ? 0 : null;
    this.#size = options.run.size;
  }

  /** whether something was printed that is not on the screen or above it */
  get lacks(): boolean {
    return this.#before + this.#missed > 0;
  }

  get #holds(): boolean {
    return this.#seated !== null && this.#seated.pen.holder?.seat === this.#seated.seat;
  }

  input(data: string): void {
    const answers = isAnswer(data);
    if (answers && (!this.#holds || this.#historyEnd === null || this.#drawn < this.#historyEnd)) return;
    if (!this.#holds && !this.#takeFree()) {
      this.#options.onTold('You watch this terminal; to type, ask for it below.');
      return;
    }
    for (let at = 0; at < data.length; at += largestInput) send({ type: 'input', run: this.#run.id, data: data.slice(at, at + largestInput) });
  }

  drew(have: number): void {
    const { id } = this.#run;
    const wasHistory = this.#historyEnd !== null && this.#drawn < this.#historyEnd;
    this.#drawn = have;
    // The server must know as soon as history is over: before, it lets no answer through.
    if (have - this.#acknowledged < flow.ackEvery && !(wasHistory && have >= (this.#historyEnd ?? 0))) return;
    this.#acknowledged = have;
    send({ type: 'ack', run: id, offset: have });
  }

  attached(record: Run, from: number, prelude: string): void {
    if (this.#historyEnd === null) {
      this.#historyEnd = record.end;
      this.#drawn = from;
      this.#acknowledged = from;
      this.#before = from;
      if (prelude !== '') this.screen?.write(prelude, nothing);
      this.#tellLack();
    }
    this.changed(record);
    this.#tellSize();
  }

  changed(record: Run): void {
    this.#size = record.size;
    const size = this.screen?.size();
    // Whoever types says how large it is.
    if (this.#run.interactive && !this.#holds && size !== undefined && !isSame(size, record.size)) this.screen?.resize(record.size);
  }

  pen(seated: Seated): void {
    const held = this.#holds;
    this.#seated = seated;
    this.#isTaking = false;
    this.#options.onPen(seated);
    if (this.#holds && !held) this.#tellSize();
  }

  missed(bytes: number, prelude: string): void {
    this.#missed += bytes;
    this.#tellLack();
    // In the screen of a full-screen program there is no place for a mark: it stands below.
    if (!opensOther.test(prelude)) this.screen?.write(`${outOfTheWay}… ${bytes.toLocaleString('en')} bytes passed over; they are kept in the run’s record …\u001b[0m\r\n`, nothing);
    if (prelude !== '') this.screen?.write(prelude, nothing);
  }

  fit(tall: boolean): void {
    // A batch run keeps its size: its box grows with what is printed.
    if (!this.#run.interactive || (this.#seated !== null && !this.#holds)) return;
    this.screen?.fit(tall);
    this.#tellSize();
  }

  #tellSize(): void {
    const size = this.screen?.size();
    if (!this.#holds || size === undefined || isSame(size, this.#size)) return;
    this.#size = size;
    send({ type: 'resize', run: this.#run.id, ...size });
  }

  #tellLack(): void {
    this.#options.onLack(this.#before, this.#missed);
  }

  /** Who owns the run and finds that nobody types takes the pen by typing. */
  #takeFree(): boolean {
    const isFree = this.#seated !== null && this.#seated.pen.holder === null && this.#options.person === this.#run.person;
    if (isFree && !this.#isTaking) send({ type: 'pen', run: this.#run.id, act: 'take', to: null });
    this.#isTaking = isFree;
    return isFree;
  }
}

/** A run whose end was watched is read again from its beginning if it printed no more than this, in bytes. */
const readAgainBytes = 512 * 1024;
/** One message takes 64 Ki characters; a larger paste goes in pieces. */
const largestInput = 64 * 1024;
const opensOther = /\u001b\[\?(?:47|1047|1049)h/;
/** Out of any sequence and any other screen, to a line of its own. */
const outOfTheWay = '\u0018\u001b[?1047l\u001b[!p\u001b[r\u001b[999;1H\r\n\u001b[2m';

function isSame(one: TerminalSize, other: TerminalSize): boolean {
  return one.cols === other.cols && one.rows === other.rows;
}

function labelOf(run: Run): string {
  return run.interactive ? `Terminal of “${run.title || run.step}”. Shift and Tab leave it.` : `Output of “${run.title || run.step}”`;
}

function nothing(): void { /* what is written needs no answer */ }
