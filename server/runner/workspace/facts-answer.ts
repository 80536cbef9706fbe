/** Reads what the helper that looks at a workspace answered (facts.pl). Purely, and trusting nothing: steps wrote what it read. */
import { HandrailError } from '../../../common/errors.ts';
import { shownPath } from '../../../common/workspace-path.ts';

/** Fields of each kind of record. */
const fields = { C: 6, F: 10, G: 4, E: 1, N: 2 } as const;
type Tag = keyof typeof fields;

export interface FactRecord {
  readonly tag: Tag;
  readonly fields: readonly Buffer[];
}

/** A path in a sentence is cut here, in characters. */
const longestShown = 300;

/** Takes a whole answer; gives its records. Throws `facts-refused` when it says why not, or is none. */
export function factRecords(answer: Buffer): FactRecord[] {
  const records: FactRecord[] = [];
  for (let at = 0; at < answer.length;) {
    const end = answer.indexOf(10, at);
    const header = /^([CFGEN])((?: \d{1,9})+)$/.exec(answer.subarray(at, Math.max(end, at)).toString('latin1'));
    if (header === null) throw factsBroken();
    const tag = header[1] as Tag;
    const lengths = (header[2] ?? '').trim().split(' ').map(Number);
    if (lengths.length !== fields[tag]) throw factsBroken();
    let from = end + 1;
    const record = { tag, fields: lengths.map((length) => answer.subarray(from, from += length)) };
    if (from > answer.length) throw factsBroken();
    if (tag === 'N') throw refusal(record.fields);
    records.push(record);
    at = from;
  }
  if (records.at(-1)?.tag !== 'E') throw factsBroken();
  return records;
}

/** The answer was cut off, or none: the helper was ended, or its sandbox did not come up. */
export function factsBroken(): HandrailError {
  return new HandrailError('facts-refused', { why: 'The workspace could not be looked at just now. Try again in a moment.' });
}

/** It took too long. */
export function factsLate(): HandrailError {
  return new HandrailError('facts-refused', { why: 'Looking at the workspace took too long. Remove what is not needed there, then ask again.' });
}

const said: Readonly<Record<string, (path: string) => string>> = {
  many: () => 'There are too many files in the workspace to be approved. Remove what is not needed there.',
  large: (path) => `There is more in the workspace than can be approved: ${path} is past the limit. Remove what is not needed there.`,
  deep: (path) => `Folders in the workspace lie too deep in one another: ${path}. Remove what is not needed there.`,
  moving: (path) => `The workspace is just being changed (${path}). Wait until nothing runs there.`,
  closed: (path) => `${path} cannot be read, so nobody could know what is approved. Open it with \`chmod\` in a step, or remove it.`,
};

function refusal([why, path]: readonly Buffer[]): HandrailError {
  const shown = shownPath(path?.toString('latin1') ?? '').slice(0, longestShown);
  return new HandrailError('facts-refused', { why: said[why?.toString('latin1') ?? '']?.(shown === '' ? 'the workspace' : shown) ?? `The workspace could not be looked at${shown === '' ? '' : ` (${shown})`}.` });
}
