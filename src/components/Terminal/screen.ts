/**
 * xterm.js as this page uses it: output in, text out, and nothing else. What a program prints is never trusted: it cannot
 * reach the clipboard (OSC 52), open a page by itself (OSC 8), rename the window or answer for the person at the keyboard.
 * Fetched at the first Run only.
 */
import { FitAddon } from '@xterm/addon-fit';
import { type IBuffer, Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { cellWidth } from '../../../common/cell-width.ts';
import { sizeLimits, type TerminalSize } from '../../../common/run.ts';
import { type Piece, snapshot } from '../../../common/recording/snapshot.ts';
import { leastContrast, terminalFont, themeNow } from './look.ts';
import type { Tail } from './heard.ts';
import { type Paste, readPaste } from './paste.ts';
import { usualRows } from './size.ts';

export interface ScreenOptions {
  /** where it is drawn; null only reads the output */
  host: HTMLElement | null;
  size: TerminalSize;
  /** what the terminal is called by a screen reader */
  label: string;
  /** whether the person types into it */
  interactive: boolean;
  onInput(data: string): void;
  /** the person is about to type, paste or click into it */
  onTouched(): void;
  /** the height in pixels that what was printed takes */
  onHeight(height: number, cell: number): void;
  /** something is pasted that the person should look at first; `screen.paste` then does it */
  onPaste?(paste: Paste, isBracketed: boolean): void;
}

export interface Screen {
  write(data: Uint8Array | string, written: () => void): void;
  /** Takes the width of its box, and its height too if asked. */
  fit(tall?: boolean): void;
  paste(text: string): void;
  size(): TerminalSize;
  /** For a replay: gives it a size, or makes it as it was at first. */
  resize(size: TerminalSize): void;
  reset(): void;
  focus(): void;
  repaint(): void;
  read(): Piece[];
  /** The last lines as plain text, at most so many, and how many were begun in all. */
  tail(most: number): Tail;
  dispose(): void;
}

/** Lines kept above the screen: what stands before them is in the journal. */
const scrollback = 5_000;

/** Takes options; gives a screen, drawn in its host. */
export function createScreen(options: ScreenOptions): Screen {
  const { host, interactive, size } = options;
  const terminal = new Terminal({
    ...size, ...terminalFont, theme: themeNow(), scrollback, disableStdin: !interactive, cursorBlink: false,
    cursorInactiveStyle: interactive ? 'outline' : 'none', screenReaderMode: interactive, minimumContrastRatio: leastContrast(),
    allowProposedApi: true, linkHandler: { activate: (_event, uri) => { openLink(uri); } },
  });
  const fitter = new FitAddon();
  terminal.loadAddon(fitter);
  terminal.parser.registerOscHandler(52, () => true);
  terminal.unicode.register(asTheSandbox);
  terminal.unicode.activeVersion = asTheSandbox.version;
  if (host !== null) show(terminal, host, options);
  let begun = 1;
  terminal.onLineFeed(() => { begun += 1; });
  return {
    write: (data, written) => { terminal.write(data, written); },
    fit: (tall = false) => { fitTo(terminal, fitter, tall); },
    paste: (text) => { terminal.paste(text); },
    size: () => ({ cols: terminal.cols, rows: terminal.rows }),
    resize: ({ cols, rows }) => { terminal.resize(cols, rows); },
    reset: () => { terminal.reset(); },
    focus: () => { terminal.focus(); },
    repaint: () => { terminal.options.theme = themeNow(); },
    read: () => snapshot(terminal.buffer.normal),
    tail: (most) => ({ lines: tailOf(terminal.buffer.active, most), begun }),
    dispose: () => { terminal.dispose(); },
  };
}

function show(terminal: Terminal, host: HTMLElement, { interactive, label, onInput, onTouched, onHeight, onPaste }: ScreenOptions): void {
  terminal.open(host);
  terminal.textarea?.setAttribute('aria-label', label);
  if (interactive) {
    terminal.onData(onInput);
    for (const event of ['keydown', 'paste', 'beforeinput', 'mousedown'] as const) host.addEventListener(event, onTouched, { capture: true });
    terminal.attachCustomKeyEventHandler((event) => !isOurs(terminal, event));
    host.addEventListener('paste', (event) => { takePaste(terminal, event, onPaste); }, { capture: true });
  } else if (terminal.textarea !== undefined) {
    terminal.textarea.tabIndex = -1;
  }
  const tell = () => {
    const cell = (terminal.element?.querySelector('.xterm-screen')?.clientHeight ?? 0) / terminal.rows;
    onHeight(Math.ceil(cell * rowsUsed(terminal)), cell);
  };
  terminal.onRender(tell);
  // Below the window's edge nothing is drawn: without this the box would stay one line high there, and be taken for silence.
  terminal.onWriteParsed(tell);
  tell();
}

/**
 * Keys that are not the program's: Shift + Tab leaves the terminal, for those who have no mouse; Ctrl + Shift + C copies, as
 * in other terminals, where Ctrl + C interrupts.
 */
function isOurs(terminal: Terminal, event: KeyboardEvent): boolean {
  if (event.key === 'Tab' && event.shiftKey) return true;
  const copies = event.ctrlKey && event.shiftKey && event.code === 'KeyC';
  if (copies && event.type === 'keydown') {
    // Without this the browser opens its tools for developers.
    event.preventDefault();
    if (terminal.hasSelection()) document.execCommand('copy');
  }
  return copies;
}

function takePaste(terminal: Terminal, event: ClipboardEvent, ask: ScreenOptions['onPaste']): void {
  event.preventDefault();
  event.stopPropagation();
  const paste = readPaste(event.clipboardData?.getData('text/plain') ?? '');
  if (paste.asks && ask !== undefined) ask(paste, terminal.modes.bracketedPasteMode);
  else if (paste.text !== '') terminal.paste(paste.text);
}

/**
 * Widths as programs in the sandbox count them. A character of none joins the one before. The numbers are put together as
 * xterm.js itself does it: https://github.com/xtermjs/xterm.js/blob/6.0.0/src/common/services/UnicodeService.ts
 */
const asTheSandbox = {
  version: 'sandbox',
  wcwidth: cellWidth,
  charProperties(point: number, before: number): number {
    const width = cellWidth(point);
    const beforeWidth = (before >> 1) & 3;
    const joins = width === 0 && before !== 0 && beforeWidth !== 0;
    return ((joins ? beforeWidth : width) << 1) | Number(joins);
  },
};

function tailOf(buffer: IBuffer, most: number): string[] {
  const end = buffer.baseY + buffer.cursorY;
  const lines: string[] = [];
  for (let row = Math.max(0, end - most + 1); row <= end; row += 1) {
    const line = buffer.getLine(row);
    const text = line?.translateToString(true) ?? '';
    if (line?.isWrapped === true && lines.length > 0) lines.push(`${lines.pop() ?? ''}${text}`);
    else lines.push(text);
  }
  return lines;
}

function rowsUsed({ buffer: { active }, rows }: Terminal): number {
  if (active.type === 'alternate') return rows;
  return Math.min(rows, active.baseY + active.cursorY + 1);
}

function fitTo(terminal: Terminal, fitter: FitAddon, tall: boolean): void {
  const proposed = fitter.proposeDimensions();
  if (proposed === undefined || !Number.isFinite(proposed.cols)) return;
  // Otherwise the box is as high as the rows, not the other way round.
  const rows = tall && Number.isFinite(proposed.rows) ? Math.max(5, proposed.rows) : usualRows;
  terminal.resize(Math.min(sizeLimits.maxCols, Math.max(20, proposed.cols)), Math.min(sizeLimits.maxRows, rows));
}

function openLink(uri: string): void {
  if (!/^https?:\/\//i.test(uri) || !URL.canParse(uri)) return;
  const { href } = new URL(uri);
  if (confirm(`The output of this step links to\n\n${href}\n\nOpen it in a new tab?`)) open(href, '_blank', 'noopener,noreferrer');
}
