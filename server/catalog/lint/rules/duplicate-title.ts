/** Two runbooks of one title cannot be told apart in a list, nor two steps of one runbook. */
import type { Rule } from '../rule.ts';
import { plainTitle } from '../site.ts';
import { placeOfStep } from '../page.ts';

export const duplicateTitle: Rule = {
  name: 'duplicate-title',
  severity: 'warning',
  check(page, { byTitle }, report) {
    const { front, drafts } = page;
    const other = front ? byTitle.get(plainTitle(front.title))?.find(({ file }) => file !== page.file) : undefined;
    if (other) report([Math.max(1, page.lines.findIndex((line) => line.startsWith('title:')) + 1), 1], `${other.file} has the same title. Say in the title what sets this one apart.`);
    const seen = new Map<string, number>();
    for (const draft of drafts) {
      const { title, line, kind } = draft.step;
      const first = seen.get(plainTitle(title));
      if (title === '' || kind === 'manual') continue;
      if (first === undefined) seen.set(plainTitle(title), line);
      else report(placeOfStep(draft), `The step in line ${first} has the title “${title}” too. In a history of runs the two would look the same: change one.`);
    }
  },
};
