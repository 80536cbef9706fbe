/** What there is in the environment for a field. Asked when somebody enters the field, and shown from memory until the answer is there. */
import type { ChoicesAnswer } from '../../common/choices.ts';
import { type Answer, get } from './http.ts';

export interface ChoicesQuestion {
  runbook: string;
  parameter: string;
  environment: string;
  /** of the parameters that it depends on, the target among them */
  values: Readonly<Record<string, string>>;
}

/** Answers kept while the page is open. */
const mostKept = 50;
const kept = new Map<string, ChoicesAnswer>();

/** Takes a question; gives the last answer to it, null when there was none. */
export function lastChoices(question: ChoicesQuestion): ChoicesAnswer | null {
  return kept.get(queryOf(question)) ?? null;
}

/** Takes a question; gives the answer, or the problem. */
export async function askChoices(question: ChoicesQuestion): Promise<Answer<ChoicesAnswer>> {
  const query = queryOf(question);
  const answer = await get<ChoicesAnswer>(`/api/choices?${query}`);
  if (kept.size >= mostKept) kept.clear();
  if (answer.ok) kept.set(query, answer.value);
  return answer;
}

function queryOf({ values, ...place }: ChoicesQuestion): string {
  return new URLSearchParams({ ...place, ...values }).toString();
}
