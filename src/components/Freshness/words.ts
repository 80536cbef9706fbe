/**
 * When the words on freshness come as script. The page was built with them, so a reader needs none. They come once somebody
 * is logged in, as there is more to say then, and for a page that was gone to from another, which nobody has built.
 *
 * No Suspense boundary waits for them: an update that comes while boundaries of the built page still wait makes React begin
 * the whole page anew at each of them (SelectiveHydrationException, in updateDehydratedSuspenseComponent of
 * https://github.com/facebook/react/blob/v19.2.0/packages/react-reconciler/src/ReactFiberBeginWork.js).
 */
import { use } from 'react';
import { patiently } from '../../client/patiently.ts';
import { createStore, useStore } from '../../client/store.ts';

type Words = typeof import('./lines');

const words = createStore<Words | null>(null);
const fetchPart = patiently(() => import('./lines'));
// While the site is built there is no document, and each page waits for its words.
const building = typeof document === 'undefined' ? fetchPart() : null;
let isAsked = false;

/** Lets the words come. */
export function fetchWords(): void {
  if (isAsked) return;
  isAsked = true;
  void fetchPart().then(words.setInTurn);
}

/** Gives the words; null until they have come, as what was built stands until then. */
export function useWords(): Words | null {
  const come = useStore(words, (value) => value);
  return building === null ? come : use(building);
}
