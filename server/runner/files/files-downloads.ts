/**
 * Downloads out of workspaces that are under way: each a helper whose answer is taken piece by piece, at the pace of whoever
 * takes it. What nobody takes any more is ended.
 */
import { HandrailError } from '../../../common/errors.ts';
import type { Download } from '../../../common/workspace-files.ts';
import { broken, readAnswer } from './files-answer.ts';
import type { HelpedAsk } from './files-ask.ts';
import type { Helper } from './files-helper.ts';

interface Going {
  person: string;
  helper: Helper;
  kind: Download['kind'];
  /** bytes that came with the first line, or beyond a piece */
  first: Buffer;
  /** bytes still to come of a file; bytes that may still come of an archive */
  left: number;
  idle: NodeJS.Timeout;
}

/** What is answered at a time, in bytes: a pipe gives a sixteenth of it, and each answer has its way to the server and back. */
const pieceBytes = 1024 * 1024;
/** How long is waited for so much, in milliseconds: a helper that is slow is no reason to say nothing. */
const gatherMs = 20;
/** An archive may have no more; what is looked at before it begins takes less (files-ask.ts), but may grow meanwhile. */
const mostArchiveBytes = 6 * 1024 ** 3;
/** Until a download that nobody takes from is ended, in milliseconds: as long as a browser that waits for room may take. */
const idleMs = 5 * 60_000;
/** Until the first line must be there, in milliseconds: a large folder is measured first. */
const firstLineMs = 20_000;
const most = { person: 4, all: 16 };

export class Downloads {
  readonly #going = new Map<number, Going>();
  #next = 0;

  /** Takes whose it is, what was asked, and what starts the helper; gives the download. Throws what the helper refuses, and when there are too many. */
  async open(person: string, ask: HelpedAsk, start: () => Helper): Promise<Download> {
    const own = [...this.#going.values()].filter((going) => going.person === person).length;
    if (own >= most.person || this.#going.size >= most.all) {
      throw new HandrailError('file-refused', { why: 'Too many downloads are under way. Wait until one has ended.' });
    }
    const download = this.#next++;
    const helper = start();
    const going: Going = { person, helper, kind: 'archive', first: Buffer.alloc(0), left: mostArchiveBytes, idle: setTimeout(() => { helper.kill(); }, firstLineMs) };
    this.#going.set(download, going);
    try {
      const { words: [kind, size], rest } = await firstLine(helper, ask);
      going.first = rest;
      if (kind === 'file') Object.assign(going, { kind, left: Number(size) });
      this.#waits(download, going);
      return { download, kind: going.kind, size: going.kind === 'file' ? going.left : null };
    } catch (error) {
      this.drop(person, download);
      throw error;
    }
  }

  /** Takes whose and which; gives its next bytes, none at its end. Throws when it broke off. */
  async take(person: string, download: number): Promise<Uint8Array> {
    const going = this.#going.get(download);
    if (going === undefined || going.person !== person) throw new HandrailError('file-refused', { why: 'This download has ended. Begin it again.' });
    this.#waits(download, going);
    const had = going.first.length > 0 ? going.first : await gathered(going.helper);
    const bytes = had.subarray(0, pieceBytes);
    going.first = had.subarray(pieceBytes);
    going.left -= bytes.length;
    if (bytes.length > 0 && going.left >= 0) return bytes;
    const status = bytes.length > 0 ? -1 : await going.helper.ended;
    this.drop(person, download);
    // tar ends with 1 or 2 when it had to leave something out: what is closed to its owner, or gone meanwhile.
    if (going.kind === 'file' ? status !== 0 || going.left !== 0 : status < 0 || status > 2) throw broken();
    return bytes;
  }

  /** Takes whose and which; ends it. */
  drop(person: string, download: number): void {
    const going = this.#going.get(download);
    if (going === undefined || going.person !== person) return;
    clearTimeout(going.idle);
    going.helper.kill();
    going.helper.output.destroy();
    this.#going.delete(download);
  }

  #waits(download: number, going: Going): void {
    clearTimeout(going.idle);
    going.idle = setTimeout(() => { this.drop(going.person, download); }, idleMs).unref();
  }
}

async function firstLine(helper: Helper, ask: HelpedAsk): Promise<{ words: string[]; rest: Buffer }> {
  for (let bytes = Buffer.alloc(0); ;) {
    const answered = readAnswer(bytes, ask);
    if (answered !== null) return answered;
    const more = await nextPiece(helper);
    if (more.length === 0) throw broken();
    bytes = Buffer.concat([bytes, more]);
  }
}

/** Gives what the helper has within a moment; nothing at its end. */
async function gathered(helper: Helper): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for (const until = performance.now() + gatherMs; length < pieceBytes && (length === 0 || performance.now() < until);) {
    const piece = await nextPiece(helper);
    if (piece.length === 0) break;
    pieces.push(piece);
    length += piece.length;
  }
  return Buffer.concat(pieces);
}

/** Nothing is read ahead but what the pipe and its buffer hold, so the helper waits for whoever takes. */
async function nextPiece({ output }: Helper): Promise<Buffer> {
  for (;;) {
    const found = output.read() as Buffer | null;
    if (found !== null && found.length > 0) return found;
    if (output.readableEnded || output.destroyed) return Buffer.alloc(0);
    await new Promise<void>((ready) => {
      const settle = () => {
        for (const event of ['readable', 'end', 'close']) output.off(event, settle);
        ready();
      };
      for (const event of ['readable', 'end', 'close']) output.once(event, settle);
    });
  }
}
