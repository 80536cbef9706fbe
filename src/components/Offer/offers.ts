/** What a field offers: first what it was last time, then what there is now. Pure. */
import { checkValue, type Parameter } from '../../../common/catalog/parameter.ts';
import type { Run } from '../../../common/run.ts';
import { targetName } from '../../client/page.ts';

export interface OfferedValue {
  readonly value: string;
  /** why it stands here; empty when it is simply there now */
  readonly note: string;
}

/** Values of earlier runs that are worth a line each. */
const mostRemembered = 3;

/** Of whose runs, where, and which target the page has now; undefined when it has none. */
export interface Whose {
  person: string;
  runbook: string;
  environment: string;
  target: string | undefined;
}

/** Takes runs and whose they should be; gives the values that a parameter had in them, the target's own first, then the newest, where they still fit. */
export function remembered(runs: readonly Run[], parameter: Parameter, { person, runbook, environment, target }: Whose): OfferedValue[] {
  const own = runs.filter((run) => run.person === person && run.runbook === runbook && run.environment === environment && Object.hasOwn(run.parameters, parameter.name));
  const isHere = (run: Run) => target === undefined || (run.parameters[targetName] ?? target) === target;
  own.sort((one, other) => Number(isHere(other)) - Number(isHere(one)) || (one.id < other.id ? 1 : -1));
  const values = new Map<string, OfferedValue>();
  for (const run of own) {
    const value = run.parameters[parameter.name] ?? '';
    if (values.has(value) || checkValue(parameter, value) !== null) continue;
    values.set(value, { value, note: isHere(run) ? 'last time' : `last time, for ${run.parameters[targetName] ?? ''}` });
  }
  return [...values.values()].slice(0, mostRemembered);
}

/** Takes what it was, what there is now (null while that is not known, `more` when it is not all), and what is typed, empty for nothing; gives what to offer. */
export function offersOf(last: readonly OfferedValue[], there: { choices: readonly string[]; more: boolean } | null, typed: string): OfferedValue[] {
  const now = new Set(there?.choices);
  const gone = (value: string) => there !== null && !there.more && !now.has(value);
  const first = last.map(({ value, note }) => ({ value, note: gone(value) ? `${note}; not there now` : note }));
  const known = new Set(last.map(({ value }) => value));
  const all = [...first, ...[...now].filter((value) => !known.has(value)).map((value) => ({ value, note: '' }))];
  return all.filter(({ value }) => value.toLowerCase().includes(typed.toLowerCase()));
}
