/** Whether somebody may only look on at a walkthrough. */
import type { WalkView } from '../../../common/walkthrough.ts';
import { session } from '../../client/session.ts';
import { useStore } from '../../client/store.ts';
import { onlyLooks } from '../../client/walk-may.ts';

/** Takes where it is; gives why, and whom to ask; empty when they may take part. */
export function useLooks({ environment, environmentTitle }: Pick<WalkView, 'environment' | 'environmentTitle'>): string {
  return useStore(session, (who) => onlyLooks(who, environment, environmentTitle));
}
