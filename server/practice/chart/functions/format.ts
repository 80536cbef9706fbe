/** Go's `printf`, as far as charts use it (https://pkg.go.dev/fmt). */
import { kindOf, printed } from '../template/value.ts';

/** The widest field. */
const widest = 1_000;

/** Takes a format and its values; gives the text. What Go would mark as wrong is marked the same way. */
export function format(form: string, values: readonly unknown[], spend: (characters: number) => void): string {
  let next = 0;
  const made = form.replace(/%(-?)(0?)(\d{0,4})(?:\.(\d{1,2}))?([a-zA-Z%])/g, (_, left: string, zero: string, width: string, precision: string | undefined, verb: string) => {
    if (verb === '%') return '%';
    if (next >= values.length) return `%!${verb}(MISSING)`;
    const text = one(verb, values[next], precision === undefined ? null : Number(precision), spend);
    next += 1;
    const wide = Math.min(Number(width), widest);
    const padded = left === '-' ? text.padEnd(wide) : text.padStart(wide, zero === '0' ? '0' : ' ');
    spend(padded.length);
    return padded;
  });
  const rest = values.slice(next);
  spend(form.length);
  return rest.length === 0 ? made : `${made}%!(EXTRA ${rest.map((value) => `${kindOf(value)}=${printed(value, spend)}`).join(', ')})`;
}

function one(verb: string, value: unknown, precision: number | null, spend: (characters: number) => void): string {
  switch (verb) {
    case 's': return precision === null ? printed(value, spend) : printed(value, spend).slice(0, precision);
    case 'v': return value === null || value === undefined ? '<nil>' : printed(value, spend);
    case 'q': return JSON.stringify(printed(value, spend));
    case 'x': return typeof value === 'number' ? Math.trunc(value).toString(16) : Buffer.from(printed(value, spend)).toString('hex');
    default: return typed(verb, value, precision) ?? wrong(verb, value, spend);
  }
}

/** Verbs that are for one kind of value; null for another. */
function typed(verb: string, value: unknown, precision: number | null): string | null {
  if (verb === 't' && typeof value === 'boolean') return String(value);
  if (typeof value !== 'number') return null;
  if (verb === 'd' && Number.isInteger(value)) return String(value);
  return verb === 'f' ? value.toFixed(precision ?? 6) : null;
}

function wrong(verb: string, value: unknown, spend: (characters: number) => void): string {
  return `%!${verb}(${kindOf(value)}=${printed(value, spend)})`;
}
