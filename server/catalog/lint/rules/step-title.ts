/** A step has a title: in a list of runs nobody knows it by its id. */
import { placeOfStep, runnableOf } from '../page.ts';
import type { Rule } from '../rule.ts';

export const stepTitle: Rule = {
  name: 'step-title',
  severity: 'warning',
  check(page, _site, report) {
    for (const { draft, step } of runnableOf(page)) {
      if (step.title === '') report(placeOfStep(draft), `The step \`${step.id}\` has no title. Ask a question for a check (\`title="Does Redis answer?"\`), give an order for an act (\`title="Restart Redis"\`).`);
    }
  },
};
