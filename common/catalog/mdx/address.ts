/** A runbook's address is its file's name: links in Slack, in other runbooks and in records go by it. */
import type { Complain } from '../problem.ts';

/** Takes a runbook's id, what its front matter says of its address, and its text; complains of an address that is another. */
export function checkAddress(id: string, slug: string | undefined, source: string, complain: Complain): void {
  if (slug === undefined || slug.replace(/^\//, '') === id) return;
  const line = source.split('\n').findIndex((one) => one.startsWith('slug:')) + 1;
  complain('front-matter', Math.max(line, 1), 1, `A runbook’s address is its file’s name, \`${id}\`: links go by it. Leave \`slug\` out, or rename the file.`);
}
