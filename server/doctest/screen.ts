/** A terminal's screen, drawn without one: what a person would have before their eyes. */
import headless from '@xterm/headless';
import { visible } from '../../common/catalog/visible.ts';
import type { TerminalSize } from '../../common/run.ts';

/** Takes output and the terminal's size; gives the lines on its screen, without the blank rest. */
export async function screenOf(output: Uint8Array, { cols, rows }: TerminalSize): Promise<string> {
  const terminal = new headless.Terminal({ cols, rows, scrollback: 0, allowProposedApi: true });
  try {
    await new Promise<void>((written) => { terminal.write(new TextDecoder().decode(output), written); });
    const { active } = terminal.buffer;
    const lines = Array.from({ length: rows }, (_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? '');
    return visible(lines.map((line) => line.trimEnd()).join('\n').replace(/^\n+|\n+$/g, ''));
  } finally {
    terminal.dispose();
  }
}
