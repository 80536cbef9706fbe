/**
 * Many attempts in one sandbox: each is shell text of its own, and gets what it printed. Starting a sandbox takes longer than
 * most attempts do, and each is still judged by itself.
 */

export interface Probe {
  says: string;
  /** shell text, run in a shell of its own; its errors count as output */
  source: string;
  /** what its output must show */
  shows?: RegExp;
  /** what must not be in it */
  never?: RegExp;
}

const mark = (at: number) => `--probe ${at}--`;

/** Takes attempts; gives shell text that makes them one after the other. */
export function scriptOf(probes: readonly Probe[]): string {
  return probes.map(({ source }, at) => `echo '${mark(at)}'\n(\n${source}\n) 2>&1 </dev/null`).join('\n') + `\necho '${mark(probes.length)}'\n`;
}

/** Takes what such text printed; gives what each attempt printed, in order. Throws when one is missing. */
export function outputsOf(probes: readonly Probe[], output: string): string[] {
  return probes.map(({ says }, at) => {
    const from = output.indexOf(mark(at));
    const to = output.indexOf(mark(at + 1));
    if (from < 0 || to < 0) throw new Error(`“${says}” was not tried to its end:\n${output.slice(-2_000)}`);
    return output.slice(from + mark(at).length, to).replaceAll('\r\n', '\n').trim();
  });
}
