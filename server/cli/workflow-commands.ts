/**
 * GitHub Actions takes lines of a log for commands, `::set-output …` even behind spaces and `##[…]` anywhere. What stands in a
 * runbook, or is printed by its steps, must not command there:
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions#stopping-and-starting-workflow-commands
 */
import { randomUUID } from 'node:crypto';

/** Takes a text for the log and the environment; gives it with commands stopped around it where it would be read for them. */
export function withoutCommands(text: string, env: NodeJS.ProcessEnv): string {
  if (env.GITHUB_ACTIONS !== 'true') return text;
  const word = randomUUID();
  return `::stop-commands::${word}\n${text.endsWith('\n') ? text : `${text}\n`}::${word}::\n`;
}
