/**
 * A parameter of a runbook: declared in its front matter, filled in on the page, given to a shell step as an environment
 * variable and never pasted into a script. The same check serves the page (as one types) and the server (which decides).
 */
import { hidden } from './hidden.ts';
import type { ParameterSource } from './parameter-source.ts';

export const parameterTypes = ['choice', 'name', 'integer', 'pattern', 'text'] as const;
export type ParameterType = (typeof parameterTypes)[number];

export interface Parameter {
  /** upper case, as the shell variable it becomes: POD, INSTRUMENT */
  name: string;
  type: ParameterType;
  title: string;
  /** what a choice may be; empty for other types */
  choices: readonly string[];
  /** for `pattern`: what the whole value must match; else empty */
  pattern: string;
  /** for `integer` */
  min: number | null;
  max: number | null;
  /** empty when there is none */
  default: string;
  /** a leading `-` could be read as an option by a command; refused unless the author says otherwise */
  leadingDash: boolean;
  /** it reaches make, which expands `$` and backticks of its own */
  reachesMake: boolean;
  /** where its values can be read live; nowhere when left out */
  source?: ParameterSource | undefined;
}

/** The parameter that says which deployment a step is about: chosen once, at the head of the page. */
export const targetName = 'TARGET';

export const parameterName = /^[A-Z][A-Z0-9_]{0,63}$/;

/** DNS-1123 subdomain: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
const kubernetesName = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;
const longestValue = 4096;
/** Also tabs, line ends and halves of characters: a value is one line, and what is shown of it is what runs. */
const invisible = new RegExp(`[\\t\\n\\ud800-\\udfff]|${hidden.source}`, 'u');

/** Tells whether a pattern finds something in a value. */
export type Matches = (pattern: string, value: string) => boolean;

const matchesAtLeisure: Matches = (pattern, value) => new RegExp(pattern, 'u').test(value);

/**
 * Takes a declaration and a value, and how a pattern is tried where that may not take long; gives null when the value fits,
 * else a hint that says what would.
 */
export function checkValue(parameter: Parameter, value: string, matches = matchesAtLeisure): string | null {
  if (value.length > longestValue) return `it may have at most ${longestValue} characters.`;
  if (invisible.test(value)) return 'it holds a control or invisible character. Type it anew.';
  if (value.startsWith('-') && !parameter.leadingDash && parameter.type !== 'integer') {
    return 'it may not begin with “-”, which a command would read as an option.';
  }
  if (parameter.reachesMake && /[$`]/.test(value)) return 'it may not hold “$” or a backtick, which make would expand.';
  return checkType(parameter, value, matches);
}

function checkType(parameter: Parameter, value: string, matches: Matches): string | null {
  switch (parameter.type) {
    case 'choice':
      return parameter.choices.includes(value) ? null : `it is one of: ${parameter.choices.join(', ')}.`;
    case 'name':
      return kubernetesName.test(value) ? null : 'a name has lower-case letters, digits, “-” and “.”, and begins and ends with a letter or digit.';
    case 'integer':
      return checkInteger(parameter, value);
    case 'pattern':
      return matches(`^(?:${parameter.pattern})$`, value) ? null : `it must match ${parameter.pattern}.`;
    case 'text':
      return value === '' ? 'it is empty.' : null;
  }
}

function checkInteger(parameter: Parameter, value: string): string | null {
  const number = Number(value);
  if (!/^-?\d{1,15}$/.test(value)) return 'it is a whole number.';
  if (parameter.min !== null && number < parameter.min) return `it is at least ${parameter.min}.`;
  if (parameter.max !== null && number > parameter.max) return `it is at most ${parameter.max}.`;
  return null;
}
