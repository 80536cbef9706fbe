/** A recording as the server keeps it: where to begin, when things were printed, and the output, each in parts. */
import type { RunId } from '../../../common/ids.ts';
import type { Moment } from '../../../common/recording/moment.ts';
import { get, type Problem } from '../../client/http.ts';

export interface Tape {
  /** Takes a time in microseconds; gives where to begin drawing for it. Throws with a sentence. */
  moment(at: number): Promise<Moment>;
  /** Takes the number of a mark; gives marks from it on, as bytes; none past the last. */
  marks(from: number): Promise<Uint8Array>;
  /** Takes byte offsets; gives that part of the output. */
  output(from: number, to: number): Promise<Uint8Array>;
}

/** Takes a run; gives its recording. */
export function tapeOf(run: RunId): Tape {
  return {
    async moment(at) {
      const answer = await get<{ moment: Moment }>(`/api/runs/${run}/moment?at=${Math.max(0, Math.round(at))}`);
      if (!answer.ok) throw new Error(answer.problem.message);
      return answer.value.moment;
    },
    marks: (from) => bytesAt(`/api/runs/${run}/timing?from=${from}`),
    output: (from, to) => bytesAt(`/api/runs/${run}/output?from=${from}&to=${to}`),
  };
}

async function bytesAt(path: string): Promise<Uint8Array> {
  const answer = await fetch(path, { credentials: 'same-origin', cache: 'no-store' }).catch(() => null);
  if (answer?.ok !== true) throw new Error(await sentenceOf(answer) ?? 'The recording could not be read. Try again.');
  return new Uint8Array(await answer.arrayBuffer());
}

/** What the server says of it, if it was the server. */
async function sentenceOf(answer: Response | null): Promise<string | null> {
  const body: unknown = await answer?.json().catch(() => null);
  return (body as { error?: Problem } | null | undefined)?.error?.message ?? null;
}
