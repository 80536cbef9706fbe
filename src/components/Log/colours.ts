/**
 * The colours a row is drawn in, so that it can be read on a light and on a dark page. The palette is the page's own and
 * meant for the page's background; on a background of the palette, text takes the page's. Other colours are made as light or
 * as dark as the page needs by the style sheet's `--hr-log-least` and `--hr-log-most`. Pure.
 */
import type { Look } from '../../../common/log/look.ts';

export interface Colours {
  color?: string;
  background?: string;
}

/** Takes a look; gives its colours as the style sheet takes them, none where they are the usual ones. */
export function coloursOf({ colour, background, inverse }: Look): Colours {
  const front = inverse ? background ?? 'background' : colour;
  const back = inverse ? colour ?? 'foreground' : background;
  if (back === null) return front === null ? {} : { color: readable(front) };
  if (typeof back === 'string' && back.startsWith('#')) return { color: isLight(back) ? '#000' : '#fff', background: back };
  return { color: back === 'background' ? variable('foreground') : variable('background'), background: variable(back) };
}

function readable(colour: number | string): string {
  if (typeof colour === 'number' || !colour.startsWith('#')) return variable(colour);
  return `oklch(from ${colour} clamp(var(--hr-log-least), l, var(--hr-log-most)) c h)`;
}

function variable(name: number | string): string {
  return `var(--hr-term-${name})`;
}

/** By the luma of ITU-R BT.601. */
function isLight(colour: string): boolean {
  const value = Number.parseInt(colour.slice(1), 16);
  return 0.299 * (value >> 16) + 0.587 * ((value >> 8) & 255) + 0.114 * (value & 255) > 140;
}
