/** Reads what links may call a runbook's places, and complains of old names that lead nowhere or are in use again. */
import type { Root } from 'mdast';
import type { Names } from '../names.ts';
import type { Complain } from '../problem.ts';
import type { FrontMatter } from '../runbook.ts';
import type { Step } from '../step.ts';
import { proceduresOf } from './headings.ts';

/** Takes a runbook's front matter, tree, steps and text; gives its names. */
export function readNames(front: FrontMatter, tree: Root, steps: readonly Step[], text: string, complain: Complain): Names {
  const headings = proceduresOf(tree).map(({ slug, title }) => ({ id: slug, title }));
  const there = new Set([...headings.map(({ id }) => id), ...steps.map(({ id }) => id)]);
  const lines = text.split('\n');
  const say = (name: string, message: string) => {
    complain('link-name', Math.max(1, lines.findIndex((line) => line.includes(name)) + 1), 1, message);
  };
  for (const [old, now] of Object.entries(front.aliases)) {
    if (there.has(old)) say(old, `\`${old}\` is a heading or a step of this runbook, so links lead there. Remove it from \`aliases\`.`);
    if (!there.has(now)) say(old, `\`aliases\` says that \`${old}\` is now \`${now}\`, and this runbook has no heading or step of that name. Write the one it has now.`);
  }
  for (const old of Object.keys(front.gone)) {
    if (there.has(old) || Object.hasOwn(front.aliases, old)) say(old, `\`${old}\` is not gone: links to it lead somewhere. Remove it from \`gone\`.`);
  }
  return { formerly: front.formerly, aliases: front.aliases, gone: front.gone, headings };
}
