/** Puts parameters where a command has placeholders, quoted for the language it is in. */
import { readShell } from '../../../common/catalog/shell.ts';
import { isStandardVariable } from '../../../common/catalog/variables.ts';
import type { Parameters } from './parameters.ts';
import { placeholdersIn, type Placeholder } from './placeholders.ts';
import { heredocLines, quoteStates, type QuoteState } from './quote-state.ts';

export interface Filled {
  source: string;
  /** what a person should look over, as sentences */
  remarks: string[];
}

/** Takes bash with placeholders; gives it with variables in their place, quoted so that a value stays one word. */
export function fillShell(written: string, parameters: Parameters): Filled {
  const remarks: string[] = [];
  const opened = openHeredocs(written, remarks);
  const states = quoteStates(opened);
  let source = '';
  let at = 0;
  for (const place of placeholdersIn(opened)) {
    const state = states[place.from] ?? 'none';
    if (state === 'comment' || state === 'plain-heredoc') continue;
    const name = parameters.declare(place.inside, wordBefore(opened, place));
    source += opened.slice(at, place.from) + reference(name, state, opened[place.to] ?? '', isWhole(opened, place));
    at = place.to;
    if (state === 'single') remarks.push(`the value of ${name} becomes a part of what stands between single quotes; see that it cannot be more than a value there`);
  }
  return { source: source + opened.slice(at), remarks };
}

/** Between quotes that hold nothing else, the quotes are there already. */
function isWhole(source: string, { from, to }: Placeholder): boolean {
  return source[from - 1] === "'" && source[to] === "'";
}

function reference(name: string, state: QuoteState, next: string, whole: boolean): string {
  const plain = /[A-Za-z0-9_[]/.test(next) ? `\${${name}}` : `$${name}`;
  switch (state) {
    case 'double':
    case 'heredoc': return plain;
    case 'single': return whole ? `'"$${name}"'` : `'"$${name}"'`;
    default: return `"$${name}"`;
  }
}

/** A text that bash leaves as it is cannot hold a parameter; where nothing in it could be expanded, its quotes may go. */
function openHeredocs(source: string, remarks: string[]): string {
  let opened = source;
  for (const { from, to, plain, mark } of heredocLines(source).reverse()) {
    const body = source.slice(from, to);
    if (!plain || placeholdersIn(body).length === 0) continue;
    if (/[$`\\]/.test(body)) remarks.push('the text behind `<<` has placeholders, and bash would expand more of it than them; they are left');
    else opened = opened.slice(0, mark.from) + mark.word + opened.slice(mark.to);
  }
  return opened;
}

function wordBefore(source: string, { from }: Placeholder): string {
  return source.slice(Math.max(0, from - 60), from).split('\n').at(-1) ?? '';
}

/** Takes bash, the names that steps set, and the parameters; gives it with variables that nobody sets as parameters. */
export function declareVariables(source: string, set: ReadonlySet<string>, parameters: Parameters): Filled {
  const reading = readShell(source);
  const own = new Set([...reading.sets, ...set]);
  const changes: { from: number; to: number; text: string }[] = [];
  const remarks: string[] = [];
  for (const { name, pos } of reading.uses) {
    if (own.has(name) || parameters.all.has(name) || isStandardVariable(name) || !/^[A-Za-z][A-Za-z0-9_]+$/.test(name)) continue;
    if (name !== name.toUpperCase() && hasDefault(source, pos, name)) continue;
    const declared = parameters.declareVariable(name);
    const place = placeOf(source, pos, name);
    if (declared === name || place === null) continue;
    changes.push({ ...place, text: declared });
    remarks.push(`\`$${name}\` is set nowhere and became the parameter ${declared}`);
  }
  const filled = changes.sort((left, right) => right.from - left.from).reduce((text, { from, to, text: name }) => text.slice(0, from) + name + text.slice(to), source);
  return { source: filled, remarks: [...new Set(remarks)] };
}

function hasDefault(source: string, pos: number, name: string): boolean {
  return source.slice(pos).startsWith(`\${${name}:`);
}

function placeOf(source: string, pos: number, name: string): { from: number; to: number } | null {
  const found = source.indexOf(name, pos);
  return found === -1 || found - pos > 3 ? null : { from: found, to: found + name.length };
}

/** Takes commands of Redis or SQL with placeholders; gives them with `${NAME}` in their place. */
export function fillReferences(source: string, parameters: Parameters): Filled {
  const variables = Array.from(source.matchAll(/(?<!\$)\$(?:([A-Z][A-Z0-9_]{2,})\b|\{([A-Z][A-Z0-9_]+)\})/g), (match) => ({ from: match.index, to: match.index + match[0].length, inside: match[1] ?? match[2] ?? '' }));
  const marked = placeholdersIn(source).filter(({ from, to }) => /[<{[]/.test(source[from] ?? '') || /^(?:YOUR|your)/.test(source.slice(from, to)));
  const places = [...variables, ...marked.filter(({ from, to }) => !variables.some((each) => each.from < to && from < each.to))].sort((left, right) => left.from - right.from);
  let filled = '';
  let at = 0;
  for (const place of places) {
    filled += `${source.slice(at, place.from)}\${${parameters.declare(place.inside, wordBefore(source, place))}}`;
    at = place.to;
  }
  return { source: filled + source.slice(at), remarks: [] };
}
