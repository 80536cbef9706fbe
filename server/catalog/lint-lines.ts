/** What lint finds in a folder of runbooks, as the build tells it: errors and warnings, and not what the compiler has told already. */
import { compileRules } from '../../common/catalog/problem.ts';
import { lintFolder } from './lint/lint-folder.ts';
import { describeAll } from './write.ts';

const ofCompiler: ReadonlySet<string> = new Set(compileRules);

/** Takes the folder; gives the lines. ShellCheck is left to `handrail lint`, and lint's own failure is a line like any other. */
export async function lintLines(folder: string): Promise<string[]> {
  try {
    const { findings } = await lintFolder(folder, { root: process.cwd(), shellCheck: null });
    const told = findings.filter(({ severity, rule }) => (severity === 'error' || severity === 'warning') && !ofCompiler.has(rule));
    if (told.length === 0) return [];
    const lines = describeAll(told.map((finding) => ({ ...finding, message: `warning: ${finding.message} [${finding.rule}]` })));
    return [...lines, `Lint has ${told.length} ${told.length === 1 ? 'warning' : 'warnings'}; npx handrail lint tells more.`];
  } catch (error) {
    return [`Lint could not look at the runbooks: ${(error as Error).message}`];
  }
}
