/** Lines `mark <seconds>` in output, whose time says how long they took to get here. */

const line = /mark (\d+\.\d+)\r?\n/g;
/** No mark is longer, so that much of what came last is kept. */
const longest = 40;

/** Takes who hears of each mark how late it is, in milliseconds; gives what takes the output. */
export function createMarkReader(heard: (lagMs: number) => void): (bytes: Buffer) => void {
  let rest = '';
  return (bytes) => {
    const now = performance.timeOrigin + performance.now();
    const text = rest + bytes.toString('latin1');
    let read = 0;
    for (const match of text.matchAll(line)) {
      heard(now - Number(match[1]) * 1000);
      read = match.index + match[0].length;
    }
    rest = text.slice(Math.max(read, text.length - longest));
  };
}
