/** An event of the record as it is shown: who, where, which run, and all else it says. Pure. What people and sandboxes wrote is text, and nothing in it is hidden. */
import { visible } from '../../../common/catalog/visible.ts';

export interface Told {
  kind: string;
  /** who did it, or whom it was done to; empty when nobody */
  who: string;
  /** whom it was done to, when that is another */
  to: string;
  environment: string;
  run: string;
  facts: readonly Fact[];
}

export interface Fact {
  name: string;
  value: string;
  /** the whole of a value that is shown shortened */
  whole?: string;
}

type Event = Readonly<Record<string, unknown>>;

/** Told at the top, and so not once more below. */
const above = new Set(['kind', 'by', 'person', 'environment', 'run', 'subject.person', 'subject.environment']);
const digest = /^[0-9a-f]{64}$/;
const shownOfDigest = 12;
const runId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Takes an event; gives what to show of it. */
export function toldOf(event: Event): Told {
  const subject = (typeof event.subject === 'object' && event.subject !== null ? event.subject : {}) as Event;
  const [by, person] = [word(event.by), word(event.person) || word(subject.person)];
  const run = typeof event.run === 'string' && runId.test(event.run) ? event.run : '';
  const kind = word(event.kind) || (event.gateway === undefined ? 'unknown' : 'gateway-request');
  return {
    kind: kind.replaceAll('-', ' '),
    who: by || person,
    to: by !== '' && person !== by ? person : '',
    environment: word(event.environment) || word(subject.environment),
    run,
    facts: factsIn(event, '').filter(({ name }) => !above.has(name) || (name === 'run' && run === '')).map(({ name, ...fact }) => ({ name: name.replace(/^subject\./, ''), ...fact })),
  };
}

function factsIn(value: Event, prefix: string): Fact[] {
  return Object.entries(value).flatMap(([key, item]): Fact[] => {
    const name = prefix + shown(key);
    if (typeof item === 'object' && item !== null && !Array.isArray(item)) return factsIn(item as Event, `${name}.`);
    const said = typeof item === 'string' ? shown(item) : Array.isArray(item) ? item.map((one) => (typeof one === 'string' ? shown(one) : JSON.stringify(one))).join(', ') : String(item);
    if (said === '' || item === null) return [];
    return [digest.test(said) ? { name, value: `${said.slice(0, shownOfDigest)}…`, whole: said } : { name, value: said }];
  });
}

function word(value: unknown): string {
  return typeof value === 'string' ? shown(value) : '';
}

/** Line ends and tabs too: a value must not look like several. */
function shown(text: string): string {
  return visible(text).replace(/[\t\n]/g, (character) => `⟦U+000${character === '\t' ? '9' : 'A'}⟧`);
}
