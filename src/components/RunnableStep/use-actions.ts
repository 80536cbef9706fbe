/** What the buttons of a step do. */
import { type RefObject, useState } from 'react';
import { away } from '../../client/http.ts';
import { ask, dismiss, restore, settle } from '../../client/run-store.ts';
import { fieldId } from './Field';
import { confirmQuestion, needsQuestion, type Question, questionOf } from './question.ts';
import type { Answers } from './send.ts';
import type { StepData } from './step-data.ts';
import { isHeld, type StepNow } from './use-step.ts';

export interface Actions {
  /** what must be answered before it runs; null when nothing */
  question: Question | null;
  /** Run was pressed although a value does not fit */
  strict: boolean;
  run(): void;
  stop(): void;
  answer(answer: Answers): void;
  cancel(): void;
}

/** Takes a step, what it knows and its element; gives what its buttons do. */
export function useActions(step: StepData, now: StepNow, id: string, box: RefObject<HTMLElement | null>): Actions {
  const [strict, setStrict] = useState(false);
  const [asked, setAsked] = useState<Question | null>(null);
  const [answers, setAnswers] = useState<Answers>({});

  const send = async (given: Answers) => {
    setAsked(null);
    setAnswers(given);
    if (!ask(now.key)) return;
    // The code that runs steps comes from the server too: without a server it may not come.
    const sender = await import('./send.ts').catch(() => null);
    if (sender === null) settle(now.key, away);
    else await sender.send(step, now, box.current, given);
  };

  return {
    strict,
    question: (asked?.kind === 'needs' && !isHeld(step, now) ? null : asked) ?? questionOf(step, now.known.problem),
    run() {
      if (!now.readiness.may && now.readiness.kind === 'choose') {
        document.querySelector<HTMLElement>('[data-place] [aria-invalid]')?.focus({ preventScroll: true });
        return;
      }
      if (now.wrong !== null) {
        setStrict(true);
        document.getElementById(fieldId(id, now.wrong.parameter))?.focus();
        return;
      }
      if (isHeld(step, now)) {
        setAsked(needsQuestion(now.missing, false));
        // It may have been run elsewhere meanwhile.
        void restore(step.runbook, now.state.environment);
        return;
      }
      const confirm = now.missing.length > 0 ? null : now.foreseen?.confirm ?? (step.kind === 'runnable' ? step.confirm : null);
      dismiss(now.key);
      // A reason is asked for by the refusal, which tells of everything it would have to answer for.
      if (confirm !== null) setAsked(confirmQuestion(confirm));
      else void send({});
    },
    stop() {
      const { latest } = now.known;
      if (latest !== null) void import('./send.ts').then(({ stop }) => stop(latest), () => { settle(now.key, away); });
    },
    answer(answer) {
      focusRun(box.current);
      void send({ ...answers, ...answer });
    },
    cancel() {
      setAsked(null);
      setAnswers({});
      dismiss(now.key);
      focusRun(box.current);
    },
  };
}

/** The question goes, and with it the focus: back to where it came from. */
function focusRun(box: HTMLElement | null): void {
  box?.querySelector<HTMLElement>('[data-handrail="run"]')?.focus({ preventScroll: true });
}
