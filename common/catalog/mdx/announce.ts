/**
 * What a runbook tells people to announce: `<Announce id="announce" channel="#dm-prompt-processing">text</Announce>`. The text
 * is what is posted once somebody has read it, changed it and sent it; `$NAME` in it stands for a parameter's value.
 */
import type { Node } from 'mdast';
import type { Parameter } from '../parameter.ts';
import type { Complain } from '../problem.ts';
import type { FrontMatter } from '../runbook.ts';
import type { Announcement, AnnounceChannel } from '../step.ts';
import { textOf } from './headings.ts';
import { attributeOf, isElement } from './markup.ts';

/** In UTF-16 units. What Slack takes in one section of a message: https://docs.slack.dev/reference/block-kit/blocks/section-block */
export const longestAnnouncement = 3_000;
/** As Slack shows it: https://slack.com/help/articles/201402297 */
const channelName = /^#[\p{Ll}\p{Lo}\d_-]{1,80}$/u;

/** Takes an `<Announce>` element and the front matter (null when it has problems); gives what it posts and where, and complains of what cannot be. */
export function readAnnouncement(node: Node, front: Pick<FrontMatter, 'slack' | 'targets'> | null, complain: Complain): Announcement {
  const text = announcedText(node);
  const line = node.position?.start.line ?? 1;
  const column = node.position?.start.column ?? 1;
  if (text.length > longestAnnouncement) complain('markup', line, column, `What \`<Announce>\` posts is ${text.length} characters long; Slack takes ${longestAnnouncement}. Shorten it.`);
  const given = isElement(node) ? attributeOf(node, 'channel') : undefined;
  const channels = given === undefined ? (front?.slack ?? []).map((name) => ({ name, target: null })) : readChannels(given);
  const wrong = channels.find(({ name }) => !channelName.test(name));
  if (wrong !== undefined) complain('markup', line, column, `“${wrong.name}” cannot be a channel. Write it as Slack shows it, \`channel="#dm-prompt-processing"\`; several with commas, one for a target as \`prod=#…\`.`);
  const unknown = channels.find(({ target }) => target !== null && front !== null && !Object.hasOwn(front.targets, target));
  if (unknown !== undefined) complain('markup', line, column, `\`channel\` names the target \`${unknown.target ?? ''}\`, which the front matter does not have.`);
  return { channels, text, parameters: [...new Set([...text.matchAll(parameterIn)].map(([, name = '']) => name))] };
}

/** Takes what an announcement names and what is declared; complains of what nobody declares. */
export function checkAnnouncement({ parameters }: Announcement, declared: readonly Parameter[], line: number, column: number, complain: Complain): void {
  for (const name of parameters) {
    if (declared.some((one) => one.name === name)) continue;
    complain('undeclared-parameter', line, column, `\`$${name}\` is no parameter of this runbook. Declare it under \`parameters\` in the front matter, or write the text without “$”.`);
  }
}

const parameterIn = /\$([A-Z][A-Z0-9_]*)/g;

function readChannels(given: string): AnnounceChannel[] {
  return given.split(',').map((one) => {
    const [, target = null, name = ''] = /^(?:([^=]*)=)?(.*)$/s.exec(one.trim()) ?? [];
    return { name: name.trim(), target: target === null ? null : target.trim() };
  });
}

/** Paragraphs with an empty line between, items of lists on lines of their own: what a chat shows as it is. */
function announcedText(node: Node): string {
  const children = 'children' in node && Array.isArray(node.children) ? node.children as Node[] : [];
  if (children.every(({ type }) => inline.has(type))) return plain(children.map(textOf).join(''));
  return children.map(blockText).filter((text) => text !== '').join('\n\n');
}

const inline = new Set(['text', 'emphasis', 'strong', 'inlineCode', 'link', 'delete', 'break', 'mdxJsxTextElement']);

function blockText(node: Node): string {
  if (node.type !== 'list' || !('children' in node) || !Array.isArray(node.children)) return plain(textOf(node));
  return (node.children as Node[]).map((item) => `• ${plain(textOf(item))}`).join('\n');
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
