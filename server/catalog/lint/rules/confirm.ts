/** What destroys asks first. */
import { addToFence, placeOfStep, runnableOf } from '../page.ts';
import type { Rule } from '../rule.ts';

export const confirm: Rule = {
  name: 'confirm',
  severity: 'error',
  check(page, _site, report) {
    for (const { draft, step } of runnableOf(page)) {
      if (step.effect !== 'destroy' || step.confirm !== null) continue;
      const words = step.id.replaceAll('-', ' ');
      const fix = addToFence(draft, `confirm="${words}"`);
      report(placeOfStep(draft), `The step \`${step.id}\` destroys, and asks nobody first. Add \`confirm="${words}"\`: the reader types that before it runs.`, { ...(fix ? { fix } : {}) });
    }
  },
};
