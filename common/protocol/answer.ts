/**
 * Whether what comes from a terminal is its own answer to a question of the program (where is the cursor, what are you,
 * which colours have you, what is this mode), or a report of focus or mouse, and no key. A question that stands in output
 * shown again must not be answered again: the program did not ask now. F3 with a modifier looks like a cursor report and
 * counts as one. Sequences: https://invisible-island.net/xterm/ctlseqs/ctlseqs.html
 */
const answers = [
  // cursor position and status, device attributes, modes, window reports, focus, mouse (SGR and X10)
  '\\[\\??\\d+(?:;\\d+)*[Rn]', '\\[[?>=][\\d;]*c', '\\[\\??\\d+;\\d+\\$y', '\\[\\d+(?:;\\d+)*t', '\\[[IO]', '\\[<\\d+;\\d+;\\d+[Mm]', '\\[M[^]{3}',
  // colours, titles; settings, version
  '\\][^\\u0007\\u001b]*(?:\\u0007|\\u001b\\\\)', 'P[^\\u001b]*\\u001b\\\\',
].join('|');
const onlyAnswers = new RegExp(`^(?:\\u001b(?:${answers}))+$`);

/** Takes what a terminal sends; tells whether all of it is answers. */
export function isAnswer(data: string): boolean {
  return data.startsWith('\u001b') && onlyAnswers.test(data);
}
