/** What a run printed, read once: of one that goes on, as it was when it was asked for. */
import { useEffect, useState } from 'react';
import type { Run } from '../../../common/run.ts';
import { type Printed, printedBy } from './printed.ts';

/** Takes a run; gives what it printed, or null until that is here. Another run is another element (`key`). */
export function usePrinted(run: Run): Printed | null {
  const [printed, setPrinted] = useState<Printed | null>(null);
  const [asked] = useState(run);
  useEffect(() => {
    let stands = true;
    void printedBy(asked).then((found) => { if (stands) setPrinted(found); });
    return () => { stands = false; };
  }, [asked]);
  return printed;
}
