/** Production says when it may be worked on. */
import type { Rule } from '../rule.ts';

const names = /^(?:prod|production|prd|live)$/;

export const productionWindow: Rule = {
  name: 'production-window',
  severity: 'error',
  check({ front, lines }, _site, report) {
    for (const [name, { production, window }] of Object.entries(front?.targets ?? {})) {
      const at = lines.findIndex((line) => line.trimStart().startsWith(`${name}:`));
      const place = [Math.max(1, at + 1), Math.max(0, (lines[at] ?? '').search(/\S/)) + 1] as const;
      if (production && window === undefined) {
        report(place, `The target \`${name}\` is production, and nothing says when it may be worked on. Add \`window: {from: "09:00", to: "17:00", zone: …}\`, or \`window: always\`.`);
      } else if (!production && names.test(name)) {
        report(place, `The target \`${name}\` looks like production. Add \`production: true\` and its \`window\`, so that changes outside of it ask for a reason.`, { severity: 'warning' });
      }
    }
  },
};
