/** How far a run has come, compared with how long it usually takes, and whether it has fallen silent. Pure. */
import { duration } from './status.ts';

export interface Pace {
  /** share of the usual duration, 0 to 1; null when there is none to compare with */
  share: number | null;
  /** what is worth saying; may be empty */
  said: string;
}

export interface PaceOf {
  /** milliseconds since it started */
  elapsed: number;
  /** milliseconds it usually takes; null when nobody knows */
  usual: number | null;
  /** milliseconds since it printed, or since it started when it has not; null when it is not known */
  silent: number | null;
}

/** A run that usually takes less than this is over before a bar has been looked at, in milliseconds. */
const shortest = 1_500;
/** Silence shorter than this is not worth a word, in milliseconds. */
const quietAfter = 10_000;
/** Longer than usual is said at this multiple of the usual time. */
const late = 1.25;

/** Takes how long a run has been going, usually takes and has been silent; gives its pace. */
export function paceOf({ elapsed, usual, silent }: PaceOf): Pace {
  const compared = usual !== null && (usual >= shortest || elapsed >= quietAfter);
  const words = [
    ...(compared ? [elapsed > usual * late + shortest ? `longer than the usual ${duration(usual)}` : `usually ${duration(usual)}`] : []),
    ...(silent !== null && silent >= quietAfter ? [`quiet for ${duration(silent, 0)}`] : []),
  ];
  return { share: compared ? Math.min(1, elapsed / Math.max(1, usual)) : null, said: words.join(' · ') };
}
