/** What the buttons of a step do. */
import { type RefObject, useState } from 'react';
import { dismiss, start, stop } from '../../client/run-store.ts';
import { loadSession } from '../../client/session.ts';
import { targetName } from '../../client/page.ts';
import { readinessOf } from '../../client/readiness.ts';
import { sizeFor } from '../Terminal/size.ts';
import type { Question } from './Ask';
import { fieldId } from './Fields';
import { questionOf } from './question.ts';
import type { StepData } from './step-data.ts';
import type { StepNow } from './use-step.ts';

interface Answers {
  confirm?: string;
  reason?: string;
}

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
  const interactive = step.kind === 'runnable' && step.interactive;

  const send = async (given: Answers) => {
    setAsked(null);
    setAnswers(given);
    const only = step.kind === 'file' ? [] : step.only;
    const question = { session: await loadSession(), environment: now.state.environment, only, target: now.state.values[targetName] ?? '' };
    if (!readinessOf(question).may) return;
    const size = box.current === null ? { cols: 100, rows: 24 } : sizeFor(box.current, interactive);
    await start({
      runbook: step.runbook, step: step.id, digest: step.digest, environment: now.state.environment, parameters: now.values, size, ...given,
    });
  };

  return {
    strict,
    question: asked ?? questionOf(step, now.known.problem),
    run() {
      if (now.wrong !== null) {
        setStrict(true);
        document.getElementById(fieldId(id, now.wrong.parameter))?.focus();
        return;
      }
      const confirm = step.kind === 'runnable' ? step.confirm : null;
      dismiss(now.key);
      if (confirm !== null) setAsked({ kind: 'confirm', expected: confirm, sentence: 'Nothing was run yet: this step asks to be confirmed.' });
      else void send({});
    },
    stop() {
      if (now.known.latest !== null) void stop(now.known.latest);
    },
    answer(answer) {
      dismiss(now.key);
      void send({ ...answers, ...answer });
    },
    cancel() {
      setAsked(null);
      setAnswers({});
      dismiss(now.key);
    },
  };
}
