/**
 * xterm.js as this page uses it: output in, text out, and nothing else. What a program prints is never trusted: it cannot
 * reach the clipboard (OSC 52), open a page by itself (OSC 8), rename the window or answer for the person at the keyboard.
 * Fetched at the first Run only.
 */
import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import type { TerminalSize } from '../../../common/run.ts';
import { type Piece, snapshot } from './snapshot.ts';
import { terminalFont, themeNow } from './look.ts';

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
}

export interface Screen {
  write(data: Uint8Array | string, written: () => void): void;
  /** Takes the width of its box. */
  fit(): void;
  size(): TerminalSize;
  focus(): void;
  repaint(): void;
  read(): Piece[];
  dispose(): void;
}

/** Lines kept above the screen: what stands before them is in the journal. */
const scrollback = 5_000;

/** Takes options; gives a screen, drawn in its host. */
export function createScreen(options: ScreenOptions): Screen {
  const { host, interactive, size } = options;
  const terminal = new Terminal({
    ...size, ...terminalFont, theme: themeNow(), scrollback, disableStdin: !interactive, cursorBlink: false,
    cursorInactiveStyle: interactive ? 'outline' : 'none', screenReaderMode: interactive, minimumContrastRatio: 4.5,
    linkHandler: { activate: (_event, uri) => { openLink(uri); } },
  });
  const fitter = new FitAddon();
  terminal.loadAddon(fitter);
  terminal.parser.registerOscHandler(52, () => true);
  if (host !== null) show(terminal, host, options);
  return {
    write: (data, written) => { terminal.write(data, written); },
    fit: () => { fitTo(terminal, fitter); },
    size: () => ({ cols: terminal.cols, rows: terminal.rows }),
    focus: () => { terminal.focus(); },
    repaint: () => { terminal.options.theme = themeNow(); },
    read: () => snapshot(terminal.buffer.normal),
    dispose: () => { terminal.dispose(); },
  };
}

function show(terminal: Terminal, host: HTMLElement, { interactive, label, onInput, onTouched, onHeight }: ScreenOptions): void {
  terminal.open(host);
  terminal.textarea?.setAttribute('aria-label', label);
  if (interactive) {
    terminal.onData(onInput);
    for (const event of ['keydown', 'paste', 'beforeinput', 'mousedown'] as const) host.addEventListener(event, onTouched, { capture: true });
    // A way out for those who have no mouse: Tab itself belongs to the program.
    terminal.attachCustomKeyEventHandler((event) => !(event.key === 'Tab' && event.shiftKey));
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

function rowsUsed({ buffer: { active }, rows }: Terminal): number {
  if (active.type === 'alternate') return rows;
  return Math.min(rows, active.baseY + active.cursorY + 1);
}

function fitTo(terminal: Terminal, fitter: FitAddon): void {
  const proposed = fitter.proposeDimensions();
  // Rows stay as they began: the box is as high as they are.
  if (proposed !== undefined && Number.isFinite(proposed.cols)) terminal.resize(Math.max(20, proposed.cols), terminal.rows);
}

function openLink(uri: string): void {
  if (!/^https?:\/\//i.test(uri) || !URL.canParse(uri)) return;
  const { href } = new URL(uri);
  if (confirm(`The output of this step links to\n\n${href}\n\nOpen it in a new tab?`)) open(href, '_blank', 'noopener,noreferrer');
}
