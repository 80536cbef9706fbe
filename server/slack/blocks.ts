/** A card as Slack draws it (https://docs.slack.dev/block-kit): a linked title, a few facts, the last lines of output. Pure. */
import { link, oneLine } from './text.ts';

interface Text {
  type: 'mrkdwn';
  text: string;
  verbatim: true;
}

/** What we use of Slack's blocks. */
export type Block = { type: 'section'; text: Text } | { type: 'section'; fields: Text[] };

/** What is told of something, in plain words. */
export interface Card {
  title: string;
  /** of this site */
  path: string;
  /** a sentence; empty for none */
  says: string;
  facts: readonly (readonly [name: string, value: string])[];
  /** a block of output as `outputBlock` gives it; empty for none */
  output: string;
}

/** With a title, its address and everything escaped it fits into one section of 3,000. */
const longestSaying = 250;
/** Facts that Slack shows in one section. */
const mostFacts = 10;

/** Takes a card and this site's origin; gives its blocks. */
export function blocksOf({ title, path, says, facts, output }: Card, origin: string): Block[] {
  const told = facts.filter(([, value]) => value !== '').slice(0, mostFacts);
  return [
    section(`*${link(origin, path, title)}*${says === '' ? '' : `\n${oneLine(says, longestSaying)}`}`),
    ...(told.length === 0 ? [] : [{ type: 'section' as const, fields: told.map(([name, value]) => mrkdwn(`*${oneLine(name, 40)}*\n${oneLine(value)}`)) }]),
    ...(output === '' ? [] : [section(output)]),
  ];
}

/** Takes a card; gives it in plain words, for notices and for who cannot see blocks. */
export function plainText({ title, says }: Card): string {
  return says === '' ? oneLine(title) : introduced(oneLine(title), oneLine(says, longestSaying));
}

/** Takes a title and what is said of it; gives both in a line. A title that ends with a sign of its own gets no second one. */
export function introduced(title: string, says: string): string {
  return `${title}${/[.?!:…]$/.test(title) ? '' : ':'} ${says}`;
}

/** Takes `mrkdwn`; gives the section. */
export function section(text: string): Block {
  return { type: 'section', text: mrkdwn(text) };
}

/** `verbatim`: Slack looks for no addresses, channels or names in it. */
export function mrkdwn(text: string): Text {
  return { type: 'mrkdwn', text, verbatim: true };
}
