/** How a request for approval is told, purely. */
import type { ApprovalGlance } from '../../../common/approval.ts';

/** Takes a request; gives how it stands, in a sentence. */
export function standingOf({ state, needed, votes, endedBy, why }: ApprovalGlance): string {
  const approved = votes.filter(({ counts }) => counts).map(({ name }) => name);
  const by = approved.length === 0 ? '' : ` Approved by ${approved.join(', ')}.`;
  const lost = votes.filter(({ counts }) => !counts).map(({ name }) => name);
  const without = lost.length === 0 ? '' : ` The approval of ${lost.join(', ')} does not count any more.`;
  switch (state) {
    case 'waiting': return `Waiting for approval: ${approved.length} of ${needed}.${by}${without}`;
    case 'approved': return `Approved by ${approved.join(', ')}.`;
    case 'refused': return `Refused by ${endedBy}: ${why}`;
    case 'withdrawn': return 'Withdrawn.';
    case 'expired': return approved.length >= needed ? 'It was approved, and expired before it was run.' : `Expired: ${approved.length} of ${needed} had approved it.`;
    case 'void': return `It does not hold any more, for this changed since: ${why}.`;
    case 'used': return `${by.trim()} It was run.`.trim();
  }
}

export type Tone = 'good' | 'bad' | 'busy' | 'over';

/** Takes a request; gives what its state is to who asked. */
export function toneOf({ state }: Pick<ApprovalGlance, 'state'>): Tone {
  if (state === 'waiting') return 'busy';
  if (state === 'approved') return 'good';
  return state === 'refused' || state === 'void' ? 'bad' : 'over';
}

/** Takes milliseconds; gives them as minutes and seconds: `14:05`. */
export function timeLeft(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Takes bytes; gives them as a person reads them. */
export function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`;
  return bytes < 1024 ** 2 ? `${(bytes / 1024).toFixed(1)} KiB` : `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
}
