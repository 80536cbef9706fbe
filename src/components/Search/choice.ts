/** What the dialog lists, whatever it came from: a result, a thing to ask about, an action. */
import type { Effect } from '../../../common/catalog/effect.ts';
import type { Entry } from '../../../common/search/entry.ts';
import type { Answer } from '../../../common/search/finder.ts';
import type { QueryWord } from '../../../common/search/query.ts';
import { cut, marked, type Marked, type Snippet, snippetOf, withoutBackticks } from '../../../common/search/snippet.ts';
import { touchTitles } from '../../../common/search/touch.ts';
import type { Thing } from '../../../common/search/touch-index.ts';
import { findPath } from './find-address.ts';

export interface Choice {
  /** the same as long as it means the same */
  key: string;
  title: Marked;
  /** where it stands, or what it is, from the outside */
  within: readonly string[];
  effect: Effect | null;
  environments: readonly string[];
  snippet: Snippet | null;
  /** what of a message it speaks of */
  matched: string;
  /** address on the site; null when choosing it does something else */
  href: string | null;
  /** it can be pinned */
  pins: boolean;
  /** what choosing it types instead */
  types: string | null;
  /** what choosing it does */
  act: (() => void) | null;
}

export interface Section {
  title: string;
  choices: readonly Choice[];
}

const plain = { within: [], effect: null, environments: [], snippet: null, matched: '', href: null, pins: false, types: null, act: null };

/** Takes an answer; gives what is listed, in sections. */
export function sectionsOf(answer: Answer): Section[] {
  if (answer.kind === 'touches') return ofGroups(answer);
  if (answer.kind === 'message') {
    const spoken = answer.spoken.map(({ entry, matched, text }) => ({ ...ofEntry(entry, []), matched, snippet: { ...cut(marked(withoutBackticks(text), ofMatch(matched))), isCode: false } }));
    const isTrouble = (at: number): boolean => answer.spoken[at]?.trouble === true;
    return filled([
      { title: 'Troubleshooting that mentions it', choices: spoken.filter((_, at) => isTrouble(at)) },
      { title: 'Elsewhere', choices: spoken.filter((_, at) => !isTrouble(at)) },
      { title: spoken.length > 0 ? 'Has words of it, no more' : 'Nothing mentions it; this has words of it', choices: answer.entries.map((entry) => ofEntry(entry, answer.words)) },
      { title: 'What runs on what it names?', choices: answer.things.map(ofThing) },
    ]);
  }
  return filled([
    { title: 'Results', choices: answer.entries.map((entry) => ofEntry(entry, answer.words)) },
    { title: 'What runs on this?', choices: answer.things.map(ofThing) },
  ]);
}

/** What runs on something, by runbook, and last the page that has it with an address of its own. */
function ofGroups({ of, name, groups }: Extract<Answer, { kind: 'touches' }>): Section[] {
  if (groups.length === 0) return [];
  const page = ofAction('go:found', 'Open this as a page', 'with an address to share', { href: findPath(of, name) });
  return [...groups.map(({ title, steps }) => ({ title, choices: steps.map((step) => ofEntry(step, [], step.within.slice(1))) })), { title: 'All of it', choices: [page] }];
}

/** Takes an entry, the words looked for and where it stands; gives it as it is listed. */
export function ofEntry(entry: Entry, words: readonly QueryWord[], within = entry.within): Choice {
  const { href, effect, environments, kind } = entry;
  return { ...plain, key: href, title: marked(entry.title, words), within: kind === 'step' || kind === 'procedure' ? within : [...within, kindTitles[kind]].filter(Boolean), effect, environments, href, pins: true, snippet: snippetOf(entry, words) };
}

/** Takes a thing that steps touch; gives the question of what runs on it. */
export function ofThing({ kind, name, steps }: Thing): Choice {
  const count = new Set(steps.map(({ runbook }) => runbook)).size;
  const said = `${steps.length} ${steps.length === 1 ? 'step' : 'steps'} in ${count} ${count === 1 ? 'runbook' : 'runbooks'}`;
  return { ...plain, key: `${kind}:${name}`, title: { text: `What runs on ${name}?`, marks: [] }, within: [touchTitles[kind], said], types: `${kind}:${name}` };
}

/** Takes a name, a note on it and what it does or where it leads; gives the action as it is listed. */
export function ofAction(key: string, title: string, note: string, does: { href: string } | { act: () => void }): Choice {
  return { ...plain, key, title: { text: title, marks: [] }, within: note === '' ? [] : [note], ...does };
}

const kindTitles: Readonly<Record<Entry['kind'], string>> = { runbook: 'Runbook', procedure: '', step: '', page: '', section: '' };

function filled(sections: readonly Section[]): Section[] {
  return sections.filter(({ choices }) => choices.length > 0);
}

function ofMatch(matched: string): QueryWord[] {
  return matched.split(' ').map((whole) => ({ whole, parts: [], stem: whole, open: false }));
}
