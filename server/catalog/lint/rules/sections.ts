/** Required sections: each stands there as a heading, or the runbook says that it is not written yet. */
import { readGaps } from '../../../../common/catalog/mdx/gaps.ts';
import type { Procedure } from '../../../../common/catalog/mdx/headings.ts';
import { requiredSections, type Section } from '../required-sections.ts';
import type { Page } from '../page.ts';
import type { Report, Rule } from '../rule.ts';

/** What the text under a heading must also speak of. */
const contents: Readonly<Record<string, readonly [of: string, word: RegExp][]>> = {
  Maintenance: [['how it is announced', /announc/i]],
  Backup: [['how it is verified', /verif|check|restor|prov/i]],
};

export const sections: Rule = {
  name: 'sections',
  severity: 'error',
  check({ front, headings, lines, tree }, _site, report) {
    if (!front) return;
    if (front.sections === undefined && isStub(headings, tree)) return;
    const missing: string[] = [];
    for (const section of front.sections?.map(own) ?? requiredSections) {
      const found = headings.find(({ title, slug }) => [title, ...formerNames(front.aliases, slug)].some((name) => section.words.every((word) => word.test(name))));
      if (found) checkContents(section, found, textUnder(found, headings, lines), report);
      else if (section.name !== 'Intended audience' || !front.audience) missing.push(section.name);
    }
    const [end, which] = [lines.indexOf('---', 1) + 1, missing.map((name) => `“${name}”`).join(', ')];
    if (missing.length === 0) return;
    report([end, 1], `${missing.length === 1 ? `The section ${which} is` : `The sections ${which} are`} missing. Write a heading for each, and where nothing is known yet \`<NotWritten owner="…">…</NotWritten>\` under it. Other sections can be asked for by \`sections\` in the front matter.`);
  },
};

/** A heading that was renamed is looked for, and found, by what it was called. */
function formerNames(aliases: Readonly<Record<string, string>>, slug: string): string[] {
  return Object.entries(aliases).filter(([, now]) => now === slug).map(([before]) => before.replaceAll('-', ' '));
}

/** A page that says of itself as a whole that it is not written yet has nothing to divide into sections. */
function isStub(headings: readonly Procedure[], tree: Page['tree']): boolean {
  return headings.length === 0 && readGaps(tree, () => undefined).length > 0;
}

function checkContents(section: Section, { title, line }: Procedure, text: string, report: Report): void {
  for (const [of, word] of contents[section.name] ?? []) {
    if (!word.test(text)) report([line, 1], `The section “${title}” does not say ${of}. Write it, or say that it is not written yet.`, { severity: 'warning' });
  }
}

/** A section that the front matter asks for is known by its own words. */
function own(name: string): Section {
  return { name, words: [new RegExp(name.trim().split(/\s+/).map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('\\s+'), 'iu')] };
}

/** Up to the next heading that does not stand deeper. */
function textUnder(heading: Procedure, headings: readonly Procedure[], lines: readonly string[]): string {
  const depth = (line: number): number => /^#+/.exec(lines[line - 1]?.trimStart() ?? '')?.[0].length ?? 2;
  const next = headings.find(({ line }) => line > heading.line && depth(line) <= depth(heading.line));
  return lines.slice(heading.line - 1, next ? next.line - 1 : undefined).join('\n');
}
