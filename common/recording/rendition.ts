/** How what SGR sequences set (`common/log/look.ts`) is drawn in a recording: inverse is drawn by changing the two colours over. Pure. */
import type { Look as Rendition } from '../log/look.ts';
import type { Look } from './snapshot.ts';

/** Takes what is set; gives the look of text. */
export function lookOf({ colour, background, bold, faint, italic, underline, inverse }: Rendition): Look {
  const look = { colour, background, bold, faint, italic, underline };
  return inverse ? { ...look, colour: background ?? 'inverse', background: colour ?? 'inverse' } : look;
}
