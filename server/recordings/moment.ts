/**
 * Where to begin to draw a recording so that its screen at some time is right, without drawing all that came before. The
 * page then reads marks and output from there on.
 */
import { decodeMark, type Mark, markBytes } from '../../common/recording/mark.ts';
import type { Moment } from '../../common/recording/moment.ts';
import { lengthOf, type Source } from './source.ts';

/** Recordings are drawn from this many bytes before; smaller ones from the beginning. */
const before = 128 * 1024;
/** How far back we look for whether a full-screen program had the screen, in bytes, and how much of it at once. */
const lookBack = 4 * 1024 * 1024;
const lookAtOnce = 1024 * 1024;
/** Marks read at once: most recordings have fewer. */
const marksAtOnce = 4_096;
/** A program that took the screen this little before is drawn whole. */
const near = 1024 * 1024;

/** Takes a source and a time in microseconds; gives where to begin for it, and how long the recording is. */
export async function momentOf(source: Source, at: number): Promise<Moment> {
  const marks = await openMarks(source);
  const last = marks.count === 0 ? null : await marks.at(marks.count - 1);
  const length = lengthOf(source.run, last);
  const there = await marks.last((mark) => mark.at <= at);
  const end = Math.min(there.mark?.end ?? source.run.end, source.run.end);
  const from = await beginning(source, end);
  const mark = await marks.last((one) => one.end <= from.offset && one.at <= at);
  return { length, end: source.run.end, timed: marks.count > 0, from: { ...from, mark: mark.index, size: mark.mark?.size ?? source.run.size } };
}

interface Marks {
  count: number;
  at(index: number): Promise<Mark | null>;
  /** Takes what holds for a beginning of them; gives the last it holds for, or the first of all. */
  last(holds: (mark: Mark) => boolean): Promise<{ index: number; mark: Mark | null }>;
}

async function openMarks(source: Source): Promise<Marks> {
  const { total } = await source.timing(0, 0);
  const count = Math.floor(total / markBytes);
  const pages = new Map<number, Promise<Uint8Array>>();
  const pageOf = (index: number) => {
    const first = index - (index % marksAtOnce);
    const page = pages.get(first) ?? source.timing(first * markBytes, (first + marksAtOnce) * markBytes).then(({ bytes }) => bytes);
    pages.set(first, page);
    return page;
  };
  const at = async (index: number) => {
    const bytes = await pageOf(index);
    const offset = (index % marksAtOnce) * markBytes;
    return bytes.length < offset + markBytes ? null : decodeMark(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset);
  };
  return {
    count, at,
    async last(holds) {
      let low = 0;
      let high = count - 1;
      while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        const mark = await at(middle);
        // A mark that is none is passed over by going further back: drawing more than needed is right, too.
        if (mark !== null && holds(mark)) low = middle;
        else high = middle - 1;
      }
      return { index: low, mark: count === 0 ? null : await at(low) };
    },
  };
}

/** Takes the byte whose screen is wanted; gives the byte to draw from, and whether a full-screen program has the screen there. */
async function beginning(source: Source, end: number): Promise<{ offset: number; alternate: boolean }> {
  if (end <= 2 * before) return { offset: 0, alternate: false };
  const wanted = end - before;
  const taken = await screenBefore(source, wanted);
  if (taken === null || !taken.alternate) return { offset: await lineBefore(source, wanted), alternate: false };
  if (wanted - taken.offset <= near) return { offset: taken.offset, alternate: false };
  // Mid-program: its screen is drawn over by what it printed since.
  return { offset: await lineBefore(source, wanted), alternate: true };
}

/** The beginning of the line that a byte is in; the byte itself when the line is long. */
async function lineBefore(source: Source, offset: number): Promise<number> {
  const from = Math.max(0, offset - 64 * 1024);
  const at = Buffer.from(await source.output(from, offset)).lastIndexOf(10);
  return at < 0 ? offset : from + at + 1;
}

const switches = ['\u001b[?1049', '\u001b[?1047', '\u001b[?47'].map((text) => Buffer.from(text));
const longestSwitch = 8;

/** The last switch of screens before a byte; null when none is near. */
async function screenBefore(source: Source, end: number): Promise<{ offset: number; alternate: boolean } | null> {
  for (let to = end; to > Math.max(0, end - lookBack); to -= lookAtOnce) {
    const from = Math.max(0, to - lookAtOnce);
    const bytes = Buffer.from(await source.output(from, Math.min(end, to + longestSwitch)));
    const found = lastSwitch(bytes);
    if (found !== null) return { offset: from + found.at, alternate: found.alternate };
  }
  return null;
}

function lastSwitch(bytes: Buffer): { at: number; alternate: boolean } | null {
  let last: { at: number; alternate: boolean } | null = null;
  for (const start of switches) {
    for (let at = bytes.lastIndexOf(start); at >= 0 && at > (last?.at ?? -1); at = at === 0 ? -1 : bytes.lastIndexOf(start, at - 1)) {
      const final = bytes[at + start.length];
      if (final === 0x68 || final === 0x6c) {
        last = { at, alternate: final === 0x68 };
        break;
      }
    }
  }
  return last;
}
