/**
 * When the words on freshness come as script. The page was built with them, so a reader needs none. They come once somebody
 * is logged in, as there is more to say then, and for a page that was gone to from another, which nobody has built.
 */
import { patiently } from '../../client/patiently.ts';

const { promise: opened, resolve } = Promise.withResolvers<undefined>();

/** Lets the words come. */
export function openGate(): void {
  resolve(undefined);
}

/** Takes what fetches a part; gives what fetches it when it is needed. */
export function whenNeeded<Part>(load: () => Promise<Part>): () => Promise<Part> {
  return async function fetchPart(): Promise<Part> {
    const isBuilt = typeof document !== 'undefined' && document.querySelector('[data-freshness]') !== null;
    if (isBuilt) await opened;
    return patiently(load)();
  };
}
