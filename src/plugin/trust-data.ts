/** What the overview of trust is made of, as the build knows it. */
import type { Standing } from '../../common/standing.ts';

export interface TrustData {
  /** Unix milliseconds */
  builtAt: number;
  /** when the test last wrote its results; null when there are none */
  testedAt: number | null;
  runbooks: readonly Standing[];
}
