/** Making many pods of one owner, of which a quota may refuse some. */
import { ApiError } from '../status.ts';

/** What was refused is tried again after this long, in milliseconds. */
const retry = 5_000;

/** Takes how many to make, how to make one and how to tell of a refusal; gives when to try again, if one was refused. */
export function createMany(count: number, create: () => void, tell: (message: string) => void): number | undefined {
  for (let left = count; left > 0; left -= 1) {
    try {
      create();
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 403) throw error;
      tell(`Error creating: ${error.message}`);
      return retry;
    }
  }
  return undefined;
}
