/** Bytes → text. A runbook is UTF-8; of what is not, the first wrong byte is told. */

export type Decoded = { text: string } | { line: number; column: number; message: string };

/** Takes a file's bytes; gives its text without byte order mark and with `\n` for line ends, or where it stops being UTF-8. */
export function decodeText(bytes: Uint8Array): Decoded {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return { line: 1, column: 1, message: 'The file is not UTF-8 text, but UTF-16. Save it as UTF-8.' };
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes).replaceAll('\r\n', '\n') };
  } catch {
    const at = firstWrong(bytes);
    const before = new TextDecoder().decode(bytes.subarray(0, at));
    const line = before.split('\n').length;
    const column = before.length - before.lastIndexOf('\n');
    const byte = (bytes[at] ?? 0).toString(16).padStart(2, '0');
    return { line, column, message: `The file is not UTF-8 text: here stands the byte 0x${byte}, as in Latin-1 or Windows-1252. Save it as UTF-8.` };
  }
}

/** The longest beginning that is UTF-8, found by halving: a beginning that ends within a character counts as right. */
function firstWrong(bytes: Uint8Array): number {
  let right = 0;
  let wrong = bytes.length;
  while (wrong - right > 1) {
    const middle = (right + wrong) >> 1;
    if (isBeginning(bytes.subarray(0, middle))) right = middle;
    else wrong = middle;
  }
  return startOfCharacter(bytes, right);
}

function isBeginning(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** A character that is cut off begins a few bytes before the byte that shows it. */
function startOfCharacter(bytes: Uint8Array, at: number): number {
  for (let back = at; back > Math.max(0, at - 3); back -= 1) {
    const byte = bytes[back] ?? 0;
    if (back < at && byte >= 0xc2 && isBeginning(bytes.subarray(0, at)) && !isWhole(bytes.subarray(0, at))) return back;
    if (back < at && byte < 0x80) break;
  }
  return at;
}

function isWhole(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
