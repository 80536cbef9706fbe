/** Takes a name and work; does what has the same name one after the other, and gives what the work gives. */
export type InTurn = <Result>(name: string, work: () => Promise<Result>) => Promise<Result>;

/** Gives what keeps work of the same name in order. */
export function inTurn(): InTurn {
  const last = new Map<string, Promise<unknown>>();
  return async (name, work) => {
    const mine = (last.get(name) ?? Promise.resolve()).then(work);
    const settled = mine.catch(() => undefined);
    last.set(name, settled);
    try {
      return await mine;
    } finally {
      if (last.get(name) === settled) last.delete(name);
    }
  };
}
