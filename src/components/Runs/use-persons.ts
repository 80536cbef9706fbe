/** Whose runs can be looked for: the server says of whom one may know. */
import { useEffect, useState } from 'react';
import type { HistoryPersons } from '../../../common/history.ts';
import { get } from '../../client/http.ts';
import { personsFor } from './choice.ts';

/** Takes whose runs are chosen; gives the persons to choose from, the chosen one among them. */
export function usePersons(whose: string): HistoryPersons['persons'] {
  const [known, setKnown] = useState<HistoryPersons['persons']>([]);
  useEffect(() => {
    let stands = true;
    void get<HistoryPersons>('/api/history/persons').then((answer) => { if (stands && answer.ok) setKnown(answer.value.persons); });
    return () => { stands = false; };
  }, []);
  return personsFor(known, whose);
}
