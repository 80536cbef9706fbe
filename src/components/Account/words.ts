/** What one may do with the steps of one effect, in words. Pure. */
import type { Allowance } from '../../../common/account.ts';

export interface Said {
  /** `none` where there is no such step */
  readonly tone: 'yes' | 'asks' | 'no' | 'none';
  readonly text: string;
  /** what is asked before, each a line */
  readonly asks: readonly string[];
}

/** Takes what the server says of an effect; gives it in words. */
export function said({ steps, forbidden, why, confirm, reason, approval, approvals }: Allowance): Said {
  const open = steps - forbidden;
  if (steps === 0) return { tone: 'none', text: 'no such step', asks: [] };
  if (open === 0) return { tone: 'no', text: 'no', asks: [why] };
  const asks = [
    ...asked(confirm, open, 'once you have typed what it is done to'),
    ...asked(reason, open, 'with a reason'),
    ...asked(approval, open, approvals === 1 ? 'once somebody else has approved it' : `once ${approvals} others have approved it`),
  ];
  const text = forbidden === 0 ? 'yes' : `${open} of ${steps} steps`;
  return { tone: asks.length === 0 ? 'yes' : 'asks', text, asks };
}

function asked(count: number, of: number, what: string): string[] {
  if (count === 0) return [];
  return [count === of ? what : `${count} of them ${what}`];
}
