/** Reads from a refusal what the person is asked. */
import type { Problem } from '../../client/http.ts';
import type { StepData } from './step-data.ts';

/** A question that stands between Run and running. */
export type Question =
  | { kind: 'confirm'; expected: string; sentence: string }
  /** a reason, since the window is shut or the rules ask for one */
  | { kind: 'window' | 'reason'; sentence: string }
  | { kind: 'needs'; needs: readonly string[]; sentence: string; mayGoOn: boolean };

/** Takes what to type; gives the question that asks for it. */
export function confirmQuestion(expected: string): Question {
  return { kind: 'confirm', expected, sentence: 'Nothing was run yet: this step asks to be confirmed.' };
}

/** Takes the ids of steps that must come first, and whether a reason lets one go on without; gives what is told, and asked. */
export function needsQuestion(needs: readonly string[], mayGoOn: boolean): Question {
  const sentence = mayGoOn ? 'Nothing was run yet. Run first, with the same parameters:'
    : 'Nothing was run: a step that destroys cannot go on without what comes before it. Run first, with the same parameters:';
  return { kind: 'needs', needs, sentence, mayGoOn };
}

/** Takes a step and what the server refused with; gives the question it comes down to, null when it is none. */
export function questionOf(step: StepData, problem: Problem | null): Question | null {
  if (problem === null || step.kind === 'file') return null;
  switch (problem.code) {
    case 'confirm-missing': {
      const expected = String(problem.details.expected ?? '');
      return expected === '' ? null : confirmQuestion(expected);
    }
    case 'reason-missing': return { kind: 'reason', sentence: `Nothing was run yet. ${problem.message}` };
    case 'outside-window': return { kind: 'window', sentence: `Nothing was run yet. ${problem.message}` };
    case 'needs-unmet':
    case 'needs-unmet-destroy': {
      const mayGoOn = problem.code === 'needs-unmet';
      const named = new Set(String(problem.details.needs ?? '').split(/[^a-z0-9-]+/));
      const needs = step.needs.filter((need) => named.has(need));
      return needsQuestion(needs.length > 0 ? needs : step.needs, mayGoOn);
    }
    default: return null;
  }
}
