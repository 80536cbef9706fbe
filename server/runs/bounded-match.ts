/**
 * A regular expression that may not take for ever: a pattern is a runbook's, its value anybody's, and the process is everybody's.
 * V8 looks at the limit of `vm` while it tries a pattern: https://nodejs.org/api/vm.html#scriptrunincontextcontextifiedobject-options
 */
import { createContext, Script } from 'node:vm';

/** A pattern that fits its values needs microseconds. */
const longestMs = 100;
const search = new Script('new RegExp(pattern, "u").test(value)');

/**
 * Takes a pattern and a value; tells whether the pattern finds something in it. What takes longer than a tenth of a second
 * twice does not: once, a busy machine may have done something else meanwhile.
 */
export function matchesInTime(pattern: string, value: string): boolean {
  return tried(pattern, value) ?? tried(pattern, value) ?? false;
}

function tried(pattern: string, value: string): boolean | null {
  try {
    return search.runInContext(createContext({ pattern, value }), { timeout: longestMs }) === true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return null;
    throw error;
  }
}
