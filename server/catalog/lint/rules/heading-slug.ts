/** Each heading has an anchor of its own, which links hold on to. */
import type { Rule } from '../rule.ts';

export const headingSlug: Rule = {
  name: 'heading-slug',
  severity: 'warning',
  check({ headings, drafts }, _site, report) {
    const seen = new Map<string, number>();
    const steps = new Map(drafts.map(({ step }) => [`step-${step.id}`, step.line]));
    for (const { slug, title, line } of headings) {
      const first = seen.get(slug) ?? seen.get(slug.replace(/-\d+$/, ''));
      const again = first !== undefined && (seen.has(slug) || headings.some((other) => other.line === first && other.title === title));
      if (again) report([line, 1], `The heading “${title}” stands in line ${first} too, so its link would end with a number that changes with the order. Word it differently, or give it an id: \`{/* #${slug.replace(/-\d+$/, '')}-… */}\`.`);
      const step = steps.get(slug);
      if (step !== undefined) report([line, 1], `The step in line ${step} has the anchor \`${slug}\` too, and a link can lead to one only. Give the heading an id of its own: \`{/* #… */}\`.`);
      if (!seen.has(slug)) seen.set(slug, line);
    }
  },
};
