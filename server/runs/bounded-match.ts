/**
 * A regular expression that may not take for ever: a pattern is a runbook's, its value anybody's, and the process is everybody's.
 * V8 looks at the limit of `vm` while it tries a pattern: https://nodejs.org/api/vm.html#scriptrunincontextcontextifiedobject-options
 */
import { createContext, Script } from 'node:vm';

/** A pattern that fits its values needs microseconds. */
const longestMs = 100;
const search = new Script('new RegExp(pattern, "u").test(value)');
// Only text crosses: what another context made is not ours to call.
const searchAll = new Script('const tried = new RegExp(pattern, "u"); JSON.stringify(JSON.parse(values).filter((value) => tried.test(value)))');

/**
 * Takes a pattern and a value; tells whether the pattern finds something in it. What takes longer than a tenth of a second
 * twice does not: once, a busy machine may have done something else meanwhile.
 */
export function matchesInTime(pattern: string, value: string): boolean {
  return tried(pattern, value) ?? tried(pattern, value) ?? false;
}

/** Takes a pattern and many values; gives those in which it finds something, none where that takes longer than a tenth of a second twice. */
export function matchingInTime(pattern: string, values: readonly string[]): ReadonlySet<string> {
  const joined = JSON.stringify(values);
  const found = limited(searchAll, { pattern, values: joined }) ?? limited(searchAll, { pattern, values: joined });
  return new Set(typeof found === 'string' ? JSON.parse(found) as string[] : []);
}

function tried(pattern: string, value: string): boolean | null {
  const found = limited(search, { pattern, value });
  return found === null ? null : found === true;
}

/** Null when it takes too long. */
function limited(script: Script, given: Record<string, string>): unknown {
  try {
    return script.runInContext(createContext(given), { timeout: longestMs }) as unknown;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return null;
    throw error;
  }
}
