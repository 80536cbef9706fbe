/** How the end of a request for approval is told. Pure. */
import type { ApprovalState } from '../../common/approval.ts';
import type { StoredApproval } from '../store/approvals.ts';

/** Takes a request and the state it is in; gives why nothing can be done with it any more. */
export function overSentence({ ended_by: by, why }: Pick<StoredApproval, 'ended_by' | 'why'>, state: ApprovalState): string {
  switch (state) {
    case 'refused': return `This was refused by ${by}: ${why}`;
    case 'withdrawn': return 'This was withdrawn by who had asked for it.';
    case 'expired': return 'This has expired: an approval holds for 15 minutes after it was asked for. Ask again.';
    case 'void': return `This does not hold any more, for this changed since it was asked for: ${why}. Ask again.`;
    case 'used': return 'This approval was used already. It is good for one run: ask again for another.';
    default: return 'This is still open.';
  }
}
