/** What runs on a namespace, a stream, a file: every step by what it touches. */
import type { Entry } from './entry.ts';
import { fit, nameInMessages, type Touch, type TouchKind } from './touch.ts';

/** A thing that steps touch. */
export interface Thing extends Touch {
  steps: readonly Entry[];
}

/** Steps of one runbook, in the order they stand there. */
export interface Group {
  /** the runbook's title */
  title: string;
  href: string;
  steps: readonly Entry[];
}

export class TouchIndex {
  /** everything touched, by kind and name */
  readonly things: readonly Thing[];
  readonly #runbooks: ReadonlyMap<string, Entry>;

  constructor(entries: readonly Entry[]) {
    const things = new Map<string, Touch & { steps: Entry[] }>();
    for (const entry of entries) {
      for (const { kind, name } of entry.touches) {
        const thing = things.get(`${kind} ${name}`) ?? { kind, name, steps: [] };
        things.set(`${kind} ${name}`, thing);
        thing.steps.push(entry);
      }
    }
    this.things = [...things.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
    this.#runbooks = new Map(entries.filter(({ kind }) => kind === 'runbook').map((entry) => [entry.runbook, entry]));
  }

  /** Takes a kind and a name, as typed; gives the steps that touch it, by runbook. Names that are the same, else such that have it in them. */
  runningOn(kind: TouchKind, name: string): Group[] {
    const fits = this.things.filter((thing) => thing.kind === kind).map((thing) => ({ thing, how: fit(thing.name, name) })).filter(({ how }) => how > 0);
    const wanted = fits.some(({ how }) => how > 1) ? fits.filter(({ how }) => how > 1) : fits;
    return this.#grouped(new Set(wanted.flatMap(({ thing }) => thing.steps)));
  }

  /** Takes what was typed and how many are wanted; gives the things called so, those that most steps touch first. */
  called(text: string, most: number): Thing[] {
    const typed = text.trim().toLowerCase();
    if (typed.length < 3) return [];
    const close = (thing: Thing): number => (thing.name.toLowerCase() === typed ? 3 : thing.name.toLowerCase().endsWith(`/${typed}`) ? 2 : thing.name.toLowerCase().startsWith(typed) ? 1 : 0);
    return this.things.map((thing) => ({ thing, how: close(thing) })).filter(({ how }) => how > 0)
      .sort((left, right) => right.how - left.how || right.thing.steps.length - left.thing.steps.length).slice(0, most).map(({ thing }) => thing);
  }

  /** Takes the words of a message and how many are wanted; gives the things whose names are among them, those that fewest steps touch first. */
  namedIn(words: ReadonlySet<string>, most: number): Thing[] {
    return this.things.filter((thing) => words.has(nameInMessages(thing) ?? ''))
      .sort((left, right) => left.steps.length - right.steps.length).slice(0, most);
  }

  #grouped(steps: ReadonlySet<Entry>): Group[] {
    const groups = new Map<string, Entry[]>();
    for (const step of steps) {
      const known = groups.get(step.runbook);
      if (known === undefined) groups.set(step.runbook, [step]);
      else known.push(step);
    }
    return [...this.#runbooks].flatMap(([runbook, { title, href }]) => {
      const found = groups.get(runbook);
      return found === undefined ? [] : [{ title, href, steps: found }];
    });
  }
}
