/** What the build knew of the runbook on the page. */
import { createContext, useContext } from 'react';
import type { PageFacts } from '../../../common/page-facts.ts';

export interface Known {
  runbook: string;
  /** null where the page was built without */
  facts: PageFacts | null;
}

export const KnownContext = createContext<Known | null>(null);

/** Gives what is known of the page's runbook; null on pages of the handbook. */
export function useKnown(): Known | null {
  return useContext(KnownContext);
}
