/** How much a value would be if it were written out. A few lines can make a small value that holds itself a billion times. */
import { isRecord } from '../cluster/object.ts';

const most = 20_000;

/** Takes a value; gives how many values are in it, counting what occurs twice twice. Throws when there are too many. */
export function weigh(value: unknown): number {
  let count = 0;
  const left: unknown[] = [value];
  while (left.length > 0) {
    const one = left.pop();
    count += 1;
    if (count > most) throw new Error(`a value with more than ${most} parts is too much for the practice world`);
    if (Array.isArray(one)) for (const item of one) left.push(item);
    else if (isRecord(one)) for (const field of Object.values(one)) left.push(field);
    if (left.length > 2 * most) throw new Error(`a value with more than ${most} parts is too much for the practice world`);
  }
  return count;
}
