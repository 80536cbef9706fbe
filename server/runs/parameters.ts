/** Checks the parameters of a request against what the step declares. Pure; the first fault found is thrown. */
import { checkValue, type Parameter, targetName } from '../../common/catalog/parameter.ts';
import { HandrailError } from '../../common/errors.ts';
import { matchesInTime } from './bounded-match.ts';

export { targetName };
/** A refused value is shown this long at most. */
const longestShown = 80;

/**
 * Takes what the step takes and what was given; gives the values, in the order of the declarations. Throws
 * `parameter-undeclared`, `parameter-missing` or `parameter-malformed`.
 */
export function checkParameters(taken: readonly Parameter[], given: Readonly<Record<string, string>>): Record<string, string> {
  for (const name of Object.keys(given)) {
    if (taken.some((parameter) => parameter.name === name)) continue;
    throw new HandrailError('parameter-undeclared', { name: shown(name), known: taken.map((parameter) => parameter.name).join(', ') || 'none' });
  }
  return Object.fromEntries(taken.map((parameter) => [parameter.name, checked(parameter, given)]));
}

function checked(parameter: Parameter, given: Readonly<Record<string, string>>): string {
  const value = Object.hasOwn(given, parameter.name) ? given[parameter.name] ?? '' : '';
  if (value === '') throw new HandrailError('parameter-missing', { name: parameter.name, hint: hintFor(parameter) });
  const hint = checkValue(parameter, value, matchesInTime);
  if (hint === null) return value;
  throw new HandrailError('parameter-malformed', { name: parameter.name, value: shown(value), hint });
}

function hintFor(parameter: Parameter): string {
  if (parameter.type === 'choice') return `Choose one of: ${parameter.choices.join(', ')}.`;
  return parameter.default === '' ? 'Fill it in.' : `Fill it in; most often it is ${parameter.default}.`;
}

/** What came from outside is shown short, and with nothing in it that a terminal obeys or an eye overlooks. */
function shown(value: string): string {
  const plain = value.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd');
  return plain.length > longestShown ? `${plain.slice(0, longestShown)}…` : plain;
}
