/** What runbooks say of messages: each paragraph, row, shown output and expectation by itself, with the words to compare. */
import type { Entry } from './entry.ts';
import { comparable } from './error-message.ts';

export interface Passage {
  entry: Entry;
  /** the paragraph, row or line of the runbook that it stands in */
  text: string;
  words: readonly string[];
  /** it is what a tool prints, so that a single word of it may be the message */
  isPrinted: boolean;
  /** how surely it is there to be found by a message */
  weight: number;
}

/** Where the words come from: code within prose is most likely quoted from a tool. */
const weights = { quoted: 1.6, expected: 1.4, prose: 1, command: 0.5 };
/** Under a heading about what goes wrong. */
const inTrouble = 2;

/** Takes entries; gives their passages. */
export function passagesOf(entries: readonly Entry[]): Passage[] {
  return entries.flatMap((entry) => {
    const factor = (entry.trouble ? inTrouble : 1) * (entry.runbook === '' ? 0.3 : entry.kind === 'step' ? 1.2 : 1);
    const passage = (said: string, how: keyof typeof weights, text = said): Passage[] => {
      const words = comparable(said);
      return words.length === 0 ? [] : [{ entry, text, words, isPrinted: entry.runbook !== '' && (how === 'quoted' || how === 'expected'), weight: weights[how] * factor }];
    };
    return [
      ...passage(entry.title, 'prose'), ...passage(entry.expect, 'expected'), ...entry.source.split('\n').flatMap((line) => passage(line, 'command')),
      ...entry.prose.flatMap((part) => [...passage(part, 'prose'), ...Array.from(part.matchAll(/`([^`]+)`/g), ([, quoted]) => quoted ?? '').flatMap((quoted) => passage(quoted, 'quoted', part))]),
    ];
  });
}
