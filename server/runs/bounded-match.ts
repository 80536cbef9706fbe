/**
 * A regular expression that may not take for ever: a pattern is a runbook's, its value anybody's, and the process is everybody's.
 * V8 looks at the limit of `vm` while it tries a pattern: https://nodejs.org/api/vm.html#scriptrunincontextcontextifiedobject-options
 */
import { createContext, Script } from 'node:vm';

/** A pattern that fits its values needs microseconds. */
const longestMs = 100;
/** The limit goes by the clock on the wall. Where the machine did something else meanwhile, the pattern is not to blame: it is tried again. */
const mostTries = 8;
const search = new Script('new RegExp(pattern, "u").test(value)');
// Only text crosses: what another context made is not ours to call.
const searchAll = new Script('const tried = new RegExp(pattern, "u"); JSON.stringify(JSON.parse(value).filter((one) => tried.test(one)))');

/** Takes a pattern and a value; tells whether the pattern finds something in it. What takes longer than a tenth of a second does not. */
export function matchesInTime(pattern: string, value: string): boolean {
  return limited(search, pattern, value) === true;
}

/** Takes a pattern and many values; gives those in which it finds something, none where that takes longer than a tenth of a second. */
export function matchingInTime(pattern: string, values: readonly string[]): ReadonlySet<string> {
  const found = limited(searchAll, pattern, JSON.stringify(values));
  return new Set(typeof found === 'string' ? JSON.parse(found) as string[] : []);
}

/** Null when it takes too long. */
function limited(script: Script, pattern: string, value: string): unknown {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const began = process.threadCpuUsage();
    try {
      return script.runInContext(createContext({ pattern, value }), { timeout: longestMs }) as unknown;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
      const { user, system } = process.threadCpuUsage(began);
      // In microseconds: https://nodejs.org/api/process.html#processthreadcpuusagepreviousvalue
      if ((user + system) / 1000 > longestMs / 2) return null;
    }
  }
  return null;
}
