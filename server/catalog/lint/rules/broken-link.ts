/** Links between runbooks, to the handbook and to pictures lead somewhere. */
import { brokenBecause, linksIn } from '../links.ts';
import type { Rule } from '../rule.ts';

export const brokenLink: Rule = {
  name: 'broken-link',
  severity: 'error',
  check(page, site, report) {
    for (const link of linksIn(page.tree)) {
      const why = brokenBecause(page, link, site);
      if (why !== null) report(link.at, why);
    }
  },
};
