/** The contexts of a world: the clusters the runbooks speak of, by the names they use. */
import type { StreamSeed } from './streams.ts';

export interface ContextSeed {
  name: string;
  /** namespace kubectl uses when none is named */
  namespace: string;
  streams: readonly StreamSeed[];
}

export const contexts: readonly ContextSeed[] = [
  {
    name: 'usdfdev-prompt-processing',
    namespace: 'default',
    streams: [
      { instrument: 'hsc', sent: 12, read: 12, pending: 0 },
      { instrument: 'latiss', sent: 20, read: 18, pending: 2 },
      { instrument: 'lsstcam', sent: 31, read: 27, pending: 1 },
    ],
  },
  {
    name: 'usdfprod-prompt-processing',
    namespace: 'default',
    // The figures of the runbook's example: 72 read, a lag of 9, nothing pending.
    streams: [{ instrument: 'lsstcam', sent: 81, read: 72, pending: 0 }],
  },
];
