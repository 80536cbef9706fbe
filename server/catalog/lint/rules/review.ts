/** A runbook is read again now and then by its owner. */
import type { Rule } from '../rule.ts';

const day = 24 * 3600 * 1000;

export const review: Rule = {
  name: 'review',
  severity: 'warning',
  check({ front, lines }, { today }, report) {
    if (!front) return;
    const line = Math.max(1, lines.findIndex((text) => text.startsWith('reviewed:')) + 1);
    if (front.reviewed === undefined) {
      report([1, 1], 'Nobody has said when this runbook was last read through. When an owner has, add `reviewed: ' + today + '`.', { severity: 'note' });
      return;
    }
    const days = Math.floor((Date.parse(today) - Date.parse(front.reviewed)) / day);
    if (days < 0) report([line, 1], `\`reviewed: ${front.reviewed}\` is still to come. Write the day on which it was read.`);
    else if (days > front.reviewEvery) report([line, 1], `It was read through ${days} days ago, and is due every ${front.reviewEvery}. Read it, try it in practice, and set \`reviewed\` to that day.`);
  },
};
