/** What is not written yet is counted, so that it is not forgotten. */
import { readGaps } from '../../../../common/catalog/mdx/gaps.ts';
import type { Rule } from '../rule.ts';

export const notWritten: Rule = {
  name: 'not-written',
  severity: 'gap',
  check({ runbook, tree }, _site, report) {
    for (const { line, text, owner } of runbook?.gaps ?? readGaps(tree, () => undefined)) {
      report([line, 1], `Not written yet: ${text}${owner === '' ? ' Nobody is named who would know: add `owner="…"`.' : ` Who would know: ${owner}.`}`);
    }
  },
};
