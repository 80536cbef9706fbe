/**
 * Whoever was approved to run in a workspace has it alone: no background step beside, and nobody who saves a file by hand,
 * or else what runs would not be what was approved. The other steps wait for the workspace's lock anyway.
 */
import { HandrailError } from '../../../common/errors.ts';
import type { Release } from './workspace-lock.ts';

export class Undisturbed {
  /** by the workspace's key: how many are beside; -1 where one is alone */
  readonly #beside = new Map<string, number>();

  /** Takes a workspace's key; comes beside what goes on there, and gives what leaves again. Throws `workspace-held`. */
  join(key: string): Release {
    const beside = this.#beside.get(key) ?? 0;
    if (beside < 0) throw new HandrailError('workspace-held');
    return this.#set(key, beside + 1, () => (this.#beside.get(key) ?? 1) - 1);
  }

  /** Takes a workspace's key; has it alone, and gives what lets others in again. Throws `workspace-busy`. */
  alone(key: string): Release {
    if ((this.#beside.get(key) ?? 0) !== 0) throw new HandrailError('workspace-busy');
    return this.#set(key, -1, () => 0);
  }

  #set(key: string, beside: number, then: () => number): Release {
    this.#beside.set(key, beside);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      const left = then();
      if (left === 0) this.#beside.delete(key);
      else this.#beside.set(key, left);
    };
  }
}
