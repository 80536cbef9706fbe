/**
 * Values out of what an API answered, whoever wrote it there: a text comes bounded and with nothing in it that an eye
 * overlooks, a number is one, and what is not there is empty. Pure.
 */
import { hidden } from '../../../../common/catalog/hidden.ts';

export type Json = Readonly<Record<string, unknown>>;

/** A name of Kubernetes has at most 253 characters; anything longer is no name. */
const usualLength = 253;

/** Takes anything; gives it as an object, an empty one when it is none. */
export function objectIn(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Json : {};
}

/** Takes anything; gives it as a list, an empty one when it is none. */
export function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Takes anything and how many characters there may be; gives it as one line of text, empty when it is none. */
export function textIn(value: unknown, most = usualLength): string {
  if (typeof value !== 'string') return '';
  const start = value.length > 4 * most ? value.slice(0, 4 * most) : value;
  const line = start.replace(/\s+/g, ' ').replace(hidden, '\ufffd').trim().toWellFormed();
  return line.length > most ? `${line.slice(0, most - 1).toWellFormed()}…` : line;
}

/** Takes anything; gives it as a whole number from 0, 0 when it is none. */
export function countIn(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;
}

/** Takes anything; gives the time it says as Unix milliseconds, null when it says none. */
export function timeIn(value: unknown): number | null {
  const time = typeof value === 'string' && value.length < 50 ? Date.parse(value) : NaN;
  return Number.isNaN(time) ? null : time;
}
