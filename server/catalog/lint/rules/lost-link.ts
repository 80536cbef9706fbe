/** Links that were given away: a heading or a step that was renamed or removed leaves a line in the front matter. */
import { readLink } from '../../../../common/link.ts';
import { lostLinks } from '../../../links/kept.ts';
import type { Finding } from '../finding.ts';
import type { Rule } from '../rule.ts';
import type { KeptLink } from '../site.ts';

export const lostLink: Rule = {
  name: 'lost-link',
  severity: 'error',
  check({ id, runbook, lines }, { kept }, report) {
    // Of a runbook with problems it is not known what it has.
    if (runbook === null) return;
    const names = [id, ...runbook.names?.formerly ?? []];
    const own = kept.filter(({ link }) => names.includes(runbookOf(link) ?? ''));
    const end = lines.indexOf('---', 1) + 1;
    for (const { link } of lostLinks(own.map((one) => one.link), { digest: '', runbooks: [runbook] })) {
      const place = link.split('/').at(-1) ?? '';
      report([end, 1], `\`${link}\` was given away and leads nowhere now: no heading or step here is called \`${place}\`. Where it was renamed write \`aliases: {${place}: its-name-now}\` into the front matter; where it is no more \`gone: {${place}: What is done instead.}\`.`);
    }
  },
};

/** Takes the links that were kept, the path of their list, and what each runbook is and was called; gives what is wrong with those of no runbook, once for each name. */
export function ofNoRunbook(kept: readonly KeptLink[], file: string, names: ReadonlySet<string>): Finding[] {
  const astray = Map.groupBy(kept.filter(({ link }) => !names.has(runbookOf(link) ?? '')), ({ link }) => runbookOf(link) ?? link);
  return [...astray].flatMap(([runbook, [first]]): Finding[] => {
    if (first === undefined) return [];
    const { link, line } = first;
    const message = runbook === link ? `\`${link}\` is no link. Take the line out; \`npx handrail links --keep\` writes this file.`
      : `\`${link}\` was given away and leads nowhere now: there is no runbook \`${runbook}\`. Write \`formerly: [${runbook}]\` into the front matter of the one that has its work now.`;
    return [{ rule: lostLink.name, severity: lostLink.severity, file, line, column: 1, message, length: link.length, fix: null }];
  });
}

/** The runbook that a link names; null when it is no link to a place. */
function runbookOf(path: string): string | null {
  const link = readLink(path, '');
  return link?.kind === 'place' ? link.runbook : null;
}
