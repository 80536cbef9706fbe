/** A step that expects nothing is green whatever it prints. */
import { parseConsole } from '../../../../common/catalog/console.ts';
import type { RunnableStep } from '../../../../common/catalog/step.ts';
import { placeOfStep, runnableOf } from '../page.ts';
import type { Rule } from '../rule.ts';

export const assertion: Rule = {
  name: 'assertion',
  severity: 'note',
  check(page, _site, report) {
    for (const { draft, step } of runnableOf(page)) {
      if (!asserts(step)) report(placeOfStep(draft), `The step \`${step.id}\` expects nothing of what it prints, so only its exit status is checked. Add \`expect="…"\` with words of a healthy answer.`);
    }
  },
};

/** Takes a step; tells whether something of its output is checked, or nothing can be. */
function asserts({ expect, interactive, background, language, source }: RunnableStep): boolean {
  if (expect !== null || interactive || background) return true;
  return language === 'console' && parseConsole(source).exchanges.some(({ expected }) => expected !== '');
}
