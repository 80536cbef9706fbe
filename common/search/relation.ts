/**
 * Which runbooks a message is about, by the names in it: what their steps touch (a pod, a namespace, a stream), and what the
 * runbooks and their services are called.
 */
import type { Entry } from './entry.ts';
import { isGeneral } from './general-words.ts';
import { partsOf, wordsOf } from './tokens.ts';
import { nameInMessages } from './touch.ts';

/** How much each says that a runbook is meant: a thing that only its steps touch, a word of its name, that one is on its page. */
const says = { thing: 3, word: 1, here: 1.5 };
/** Shorter words of a runbook's name are not its own. */
const shortest = 4;
/** Different words of a message that are looked up. */
const mostWords = 2_000;

/** The words of a message that may be names. */
export interface Named {
  words: ReadonlySet<string>;
  /** by the runbook's id, how surely it is meant; 0 when it is not there */
  runbooks: ReadonlyMap<string, number>;
}

export class Relation {
  readonly #things = new Map<string, Set<string>>();
  readonly #words = new Map<string, Set<string>>();

  /** Takes entries; learns the names that are in them. */
  add(entries: readonly Entry[]): void {
    for (const { kind, runbook, name, title, within, touches } of entries) {
      for (const called of touches.flatMap((touch) => nameInMessages(touch) ?? [])) if (!isGeneral(called)) learn(this.#things, called, runbook);
      if (kind !== 'runbook') continue;
      learn(this.#things, name.toLowerCase(), runbook);
      for (const word of [name, title, ...within].flatMap(partsOf)) if (word.length >= shortest && !isGeneral(word)) learn(this.#words, word, runbook);
    }
  }

  /** Takes a message and the id of the runbook that is open, empty when none is; gives the words in it and the runbooks that they name. */
  named(message: string, here: string): Named {
    const words = wordsIn(message);
    const runbooks = new Map<string, number>(here === '' ? [] : [[here, says.here]]);
    const count = (found: ReadonlySet<string> | undefined, worth: number): void => {
      // What is in many runbooks says of each the less.
      for (const runbook of found ?? []) runbooks.set(runbook, (runbooks.get(runbook) ?? 0) + worth / (found?.size ?? 1));
    };
    for (const word of words) {
      count(this.#things.get(word), says.thing);
      count(this.#words.get(word), says.word);
    }
    return { words, runbooks };
  }
}

function learn(names: Map<string, Set<string>>, name: string, runbook: string): void {
  const known = names.get(name);
  if (known === undefined) names.set(name, new Set([runbook]));
  else known.add(runbook);
}

/** Each word, what stands between its slashes, and its parts: `pods/prompt-redis-0` names `prompt-redis-0`, and is about `redis`. */
function wordsIn(message: string): Set<string> {
  const words = new Set<string>();
  for (const whole of wordsOf(message)) {
    const pieces = [whole, ...(whole.includes('/') ? whole.split('/') : []), ...(whole.includes('_') ? whole.split('_') : [])];
    for (const piece of [...pieces, ...partsOf(whole)]) words.add(piece.toLowerCase());
    if (words.size >= mostWords) break;
  }
  return words;
}
