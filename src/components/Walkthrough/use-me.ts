/** The id of who is at the page; empty while nobody is known to be. */
import { session } from '../../client/session.ts';
import { useStore } from '../../client/store.ts';

export function useMe(): string {
  return useStore(session, (who) => (who.state === 'in' ? who.person.id : ''));
}
