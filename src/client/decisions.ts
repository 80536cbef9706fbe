/**
 * What the server would decide on each step of this page, so that nobody has to press to find out. The rules stay with the
 * server; the page shows what it said, and asks again when the place changes or after a while, since rules and hours do.
 */
import { type Decisions, decisions } from './decided.ts';
import { get } from './http.ts';

/** How long an answer is shown before it is asked for again, in milliseconds. */
const freshMs = 30_000;

/** Takes a runbook, an environment and a target; keeps the decisions for them current. Gives what ends that. */
export function followDecisions(runbook: string, environment: string, target: string | undefined): () => void {
  const query = new URLSearchParams({ runbook, environment, ...(target === undefined ? {} : { target }) });
  let stands = true;
  const ask = () => {
    if (document.visibilityState !== 'visible') return;
    void get<{ decisions: Decisions }>(`/api/decisions?${query.toString()}`).then((answer) => {
      if (stands) decisions.setInTurn(answer.ok ? answer.value.decisions : {});
    });
  };
  ask();
  const timer = setInterval(ask, freshMs);
  document.addEventListener('visibilitychange', ask);
  return () => {
    stands = false;
    clearInterval(timer);
    document.removeEventListener('visibilitychange', ask);
    decisions.setInTurn({});
  };
}
