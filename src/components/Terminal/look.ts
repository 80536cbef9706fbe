/** How terminals look: the page's own colours, read from its style sheet, so that light and dark have one source. */
import type { ITheme } from '@xterm/xterm';

export const terminalFont = {
  fontFamily: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  fontSize: 13,
  lineHeight: 1.25,
} as const;

const palette = [
  'black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white',
  'brightBlack', 'brightRed', 'brightGreen', 'brightYellow', 'brightBlue', 'brightMagenta', 'brightCyan', 'brightWhite',
] as const satisfies readonly (keyof ITheme)[];

/** Gives the least contrast of text in a terminal, as this browser’s person has asked for: AA or AAA of https://www.w3.org/TR/WCAG22/. */
export function leastContrast(): number {
  return matchMedia('(prefers-contrast: more)').matches ? 7 : 4.5;
}

/** Gives the theme that the page's colour mode asks for now. */
export function themeNow(): ITheme {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(`--hr-term-${name}`).trim();
  return {
    background: colour('background'), foreground: colour('foreground'), cursor: colour('foreground'),
    cursorAccent: colour('background'), selectionBackground: colour('selection'),
    ...Object.fromEntries(palette.map((name, at) => [name, colour(String(at))])),
  };
}
