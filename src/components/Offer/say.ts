/** What is said below the offers of a field. Pure. */
import type { There } from './use-there.ts';

/** Takes what is known of what is there, where that is, and how many are offered; gives the sentence, empty when there is nothing to say. */
export function sayOf({ answer, isAsking, problem }: There, environment: string, offered: number): string {
  if (problem !== null) return problem.message;
  if (answer === null) return isAsking ? `Looking in ${environment}…` : '';
  if (answer.more) return `There are more in ${environment} than are listed: type a part of the name, or all of it.`;
  if (answer.choices.length === 0) return `There is nothing to choose from in ${environment} now.`;
  return offered === 0 ? `Nothing like that is in ${environment} now.` : `${answer.choices.length} in ${environment} now`;
}
