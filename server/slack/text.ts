/**
 * Text for Slack's `mrkdwn`. Whatever stands in it may come from a runbook, a person or a terminal: it can make no link, mention
 * nobody, and not end the block it stands in (https://docs.slack.dev/messaging/formatting-message-text). Pure.
 */
import { stripVTControlCharacters } from 'node:util';
import { maskSecrets } from '../../common/secret-text.ts';

const longestLine = 200;
/** What a section of a message holds once everything in it is escaped: https://docs.slack.dev/reference/block-kit/blocks/section-block */
const longestSection = 3_000;
/** As it is sent. A longer address leads to the place without what it fills in, or to the first page. */
const longestAddress = 800;
const longestLabel = 150;
/** An escaped sign has at most five. */
const surelyFits = longestSection / 5;
const wordJoiner = '\u2060';

/** Takes any text; gives it on one line, short, and with the signs escaped that mean something to Slack. */
export function oneLine(text: string, longest = longestLine): string {
  return escaped(shortened(text.replace(/[\p{C}\s]+/gu, ' ').trim(), longest));
}

/** Takes a text of several lines; gives it escaped, without hidden characters, in as many parts as Slack takes it in: one, nearly always. */
export function paragraphs(text: string): string[] {
  const plain = text.replace(/\r\n?/g, '\n').replace(/[^\P{C}\n]+/gu, '').trim();
  if (escaped(plain).length <= longestSection) return [escaped(plain)];
  const signs = [...plain];
  const each = Math.floor(surelyFits / 2);
  return Array.from({ length: Math.ceil(signs.length / each) }, (_, at) => escaped(signs.slice(at * each, (at + 1) * each).join('').trim())).filter((part) => part !== '');
}

/** Takes an origin, a path of this site and a text; gives the link. A path can lead to no other origin. */
export function link(origin: string, path: string, text: string): string {
  return `<${addressOf(origin, path)}|${oneLine(text, longestLabel).replaceAll('|', '¦')}>`;
}

/** Takes an origin and a path of this site; gives the whole address as `mrkdwn` takes it. */
export function addressOf(origin: string, path: string): string {
  const url = new URL(origin);
  const [, pathname = '', search = '', hash = ''] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(path) ?? [];
  url.pathname = pathname;
  url.search = search;
  url.hash = hash;
  const sent = () => url.href.replaceAll('|', '%7C').replaceAll('@', '%40').replaceAll('&', '&amp;');
  if (sent().length > longestAddress) url.search = '';
  return sent().length > longestAddress ? `${url.origin}/` : sent();
}

/**
 * Takes any text; gives it on one line for a chat whose markup nobody knows: no mention, link or picture is found in it (Mattermost
 * and Rocket.Chat read Markdown, Google Chat `<address|text>`), and it reads as it did.
 */
export function unmarked(text: string): string {
  return shortened(text.replace(/[\p{C}\s]+/gu, ' ').trim(), longestLine).replace(/[@<[!#\]`]|:\/|\bwww(?=\.)/gi, (mark) => `${mark[0] ?? ''}${wordJoiner}${mark.slice(1)}`);
}

/** Takes what a run printed last, and whether it is cut from more; gives its last lines as a block, masked, or an empty text. */
export function outputBlock(bytes: Uint8Array, { lines, characters, isCut }: { lines: number; characters: number; isCut: boolean }): string {
  const text = new TextDecoder().decode(bytes);
  const shown = stripVTControlCharacters(text).split('\n').map((line) => line.replace(/\r+$/, '').split('\r').at(-1) ?? '');
  // The first line of a part may have been cut in the middle of a secret, so that it does not look like one any more.
  const whole = maskSecrets(shown.slice(isCut ? 1 : 0).join('\n')).replace(/[^\P{C}\n\t]+/gu, '').replace(/\n+$/, '');
  const last = whole.split('\n').slice(-lines).join('\n').slice(-characters);
  const told = fenced(last);
  return last.trim() === '' ? '' : told.length <= longestSection ? told : fenced(last.slice(-surelyFits / 2));
}

/** Whatever stands in it, the block ends where it ends. */
function fenced(text: string): string {
  return `\`\`\`\n${escaped(text).replaceAll('`', `\`${wordJoiner}`)}\n\`\`\``;
}

/** Slack is told not to look for mentions in what we send; that none is found anyhow does not hang on it. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replace(/@(?=channel|here|everyone|group)/gi, `@${wordJoiner}`);
}

function shortened(text: string, longest: number): string {
  const signs = [...text];
  return signs.length > longest ? `${signs.slice(0, longest - 1).join('')}…` : text;
}
