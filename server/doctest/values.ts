/** Which values a step is given: those of the practice script, some read off an earlier step's output, else the defaults. */
import { runInNewContext } from 'node:vm';
import { plain } from '../../common/catalog/expect.ts';
import type { Parameter } from '../../common/catalog/parameter.ts';
import type { PracticeScript } from '../../common/catalog/practice-script.ts';

/** Output of the steps run so far in this world, by id. */
export type Outputs = ReadonlyMap<string, string>;

export interface Values {
  values: Record<string, string>;
  /** why there are parameters without a value; one sentence each */
  missing: string[];
}

/** A line longer than this is not looked at. */
const longestLine = 4096;
const longestSearchMs = 1_000;

/** Takes parameters, the practice script, the target and what was printed so far; gives a value for each that has one. */
export function valuesFor(parameters: readonly Parameter[], script: PracticeScript, target: string, outputs: Outputs): Values {
  const values: Record<string, string> = {};
  const missing: string[] = [];
  for (const { name, default: usual } of parameters) {
    const brought = name === 'TARGET' ? target : script.values[name] ?? usual;
    const value = typeof brought === 'string' ? brought : readOff(outputs.get(brought.from) ?? '', brought.match);
    if (value !== null && value !== '') values[name] = value;
    else if (typeof brought === 'object') missing.push(`${name} is to be read off the output of ${brought.from}, and no line of it matches ${brought.match} (within a second).`);
    else missing.push(`${name} has no default. Give it a value under \`values\` in the practice script.`);
  }
  return { values, missing };
}

/** In a context that can be ended: a pattern may take for ever on a line it was not made for. */
function readOff(output: string, pattern: string): string | null {
  const lines = plain(output).split('\n').filter((line) => line.length <= longestLine);
  const context = { pattern, lines };
  try {
    const found: unknown = runInNewContext(search, context, { timeout: longestSearchMs });
    return typeof found === 'string' ? found : null;
  } catch {
    return null;
  }
}

const search = `(() => {
  const matcher = new RegExp(pattern, 'u');
  for (const line of lines) {
    const found = matcher.exec(line);
    if (found) return found[1] ?? found[0];
  }
  return null;
})()`;
