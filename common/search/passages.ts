/** What runbooks say of messages: each paragraph, row, quotation and expectation by itself, with the words to compare. */
import type { Entry } from './entry.ts';
import { comparable } from './error-message.ts';

export interface Passage {
  entry: Entry;
  /** the paragraph, row or line of the runbook that it stands in */
  text: string;
  words: readonly string[];
  /** of what is quoted, its words in the pieces that “…” leaves; a message has all of them, in order. Null when nothing is quoted. */
  quoted: readonly (readonly string[])[] | null;
  /** the quotation is one word that tools alone write, such as BUSYGROUP or ErrImagePull */
  isSymbol: boolean;
  /** how surely it is there to be found by a message */
  weight: number;
  /** it stands under a heading about what goes wrong */
  trouble: boolean;
}

/** Where the words come from: what is quoted within prose most likely comes from a tool. */
const weights = { quoted: 1.6, expected: 1.4, prose: 1, command: 0.5 };
/** Under a heading about what goes wrong. */
const inTrouble = 2;
/** Code, and what stands between quotes. */
const quotation = /`([^`]+)`|“([^”]+)”/g;
/** BUSYGROUP, ErrImagePull. Shorter words in capitals are heads of columns, answers and most commands: READY, PONG, XINFO. */
const symbol = /^(?:[A-Z]{6,}|[A-Z]+[a-z]+(?:[A-Z]+[a-z]*)+)$/;

/** Takes entries; gives their passages. */
export function passagesOf(entries: readonly Entry[]): Passage[] {
  return entries.flatMap((entry) => {
    const factor = entry.runbook === '' ? 0.3 : entry.kind === 'step' ? 1.2 : 1;
    const passage = (said: string, how: keyof typeof weights, text = said, trouble = entry.trouble): Passage[] => {
      const words = comparable(said);
      if (words.length === 0) return [];
      const isQuoted = how === 'quoted' && entry.runbook !== '';
      const quoted = isQuoted ? said.split(/…|\.\.\./).map(comparable).filter((piece) => piece.length > 0) : null;
      return [{ entry, text, words, quoted, isSymbol: isQuoted && symbol.test(said), weight: weights[how] * factor * (trouble ? inTrouble : 1), trouble }];
    };
    const told = (part: string, trouble: boolean): Passage[] => [
      ...passage(part, 'prose', part, trouble),
      ...quotationsIn(part).flatMap((said) => passage(said, 'quoted', part.includes('\n') ? said : part, trouble)),
    ];
    return [
      ...passage(entry.title, 'prose'), ...passage(entry.expect, 'expected'), ...entry.source.split('\n').flatMap((line) => passage(line, 'command')),
      ...entry.prose.flatMap((part) => told(part, entry.trouble)), ...entry.rows.flatMap((row) => told(row, true)),
    ];
  });
}

/** What a part quotes. One of several lines is a block that is shown: each of its lines is quoted. One word is, when only tools write it. */
function quotationsIn(part: string): string[] {
  const all = part.includes('\n') ? part.split('\n') : Array.from(part.matchAll(quotation), ([, code, said]) => code ?? said ?? '');
  return all.map((text) => text.trim()).filter((text) => /\s/.test(text) || symbol.test(text));
}
