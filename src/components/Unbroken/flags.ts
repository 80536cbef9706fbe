/** Where the options of a command stand in its text. Pure. */

/** Takes a command, or a part of one; gives its pieces in order, every second of them a bare option such as `--` or `--timeout`. */
export function piecesOf(text: string): string[] {
  return text.split(/((?<!\S)--?[^\s=]{0,30})/);
}
