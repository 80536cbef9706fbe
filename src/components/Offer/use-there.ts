/** What there is in the environment now for a parameter that has a source. */
import { useEffect, useState } from 'react';
import type { ChoicesAnswer } from '../../../common/choices.ts';
import { askChoices, lastChoices } from '../../client/choices.ts';
import type { Problem } from '../../client/http.ts';
import { type Page, targetName, valueOf } from '../../client/page.ts';
import { loadSession } from '../../client/session.ts';
import type { PageParameter } from '../RunnableStep/step-data.ts';

export interface There {
  answer: ChoicesAnswer | null;
  isAsking: boolean;
  problem: Problem | null;
}

/** An environment that is only just awake has nothing yet. A list that somebody may be choosing from stays as it is. In milliseconds. */
const againMs = 5_000;

const loggedOut: Problem = { code: 'not-logged-in', message: 'Log in to choose from what is there now.', details: {} };

/** Takes a page and one of its parameters; asks once, when the field is entered. */
export function useThere(page: Page, { name, live }: PageParameter): There {
  const [question] = useState(() => (live === undefined ? null : { runbook: page.runbook, parameter: name, environment: page.state.get().environment, values: valuesFor(page, live) }));
  const [there, setThere] = useState<There>(() => ({ answer: question === null ? null : lastChoices(question), isAsking: question !== null, problem: null }));
  useEffect(() => {
    if (question === null) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stands = true;
    const ask = async () => {
      const answer = (await loadSession()).state === 'out' ? { ok: false as const, problem: loggedOut } : await askChoices(question);
      if (!stands) return;
      setThere((before) => (answer.ok ? { answer: answer.value, isAsking: false, problem: null } : { ...before, isAsking: false, problem: answer.problem }));
      if (answer.ok ? answer.value.choices.length === 0 : answer.problem.code === 'choices-failed') timer = setTimeout(() => void ask(), againMs);
    };
    void ask();
    return () => {
      stands = false;
      clearTimeout(timer);
    };
  }, [question]);
  return there;
}

/** Of those only, since a question is an address, which servers on the way may write down. */
function valuesFor(page: Page, live: readonly string[]): Record<string, string> {
  const state = page.state.get();
  const declared = new Map([...page.steps.values()].flatMap(({ parameters }) => parameters.map((one) => [one.name, one] as const)));
  const names = [targetName, ...live];
  return Object.fromEntries(names.flatMap((name) => {
    const parameter = declared.get(name);
    const value = parameter === undefined ? state.values[name] : valueOf(state, parameter);
    return value === undefined || value === '' ? [] : [[name, value]];
  }));
}
