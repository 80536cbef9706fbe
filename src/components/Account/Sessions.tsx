/** Where one is logged in, each with a way to end it. */
import type { ReactNode } from 'react';
import type { Account, SessionSeen } from '../../../common/account.ts';
import { endOtherSessions, endSession, type Kept } from '../../client/account.ts';
import { logOut } from '../../client/session.ts';
import Sure from '../Practice/Sure';
import When from './When';
import styles from './styles.module.css';

export default function Sessions({ account, kept }: { account: Account; kept: Kept<Account> }): ReactNode {
  const others = account.sessions.filter(({ isThis }) => !isThis).length;
  return (
    <section>
      <h2 id="sessions">Where you are logged in</h2>
      <ul className={styles.list}>{account.sessions.map((session) => <li key={session.id} className={styles.item}><Session session={session} kept={kept} /></li>)}</ul>
      {others > 0 && <Sure verb="End all others" question={others === 1 ? 'The other session ends.' : `${others} other sessions end.`} busy={kept.busy} onSure={() => void kept.act(endOtherSessions)} />}
    </section>
  );
}

const ways = { link: 'by a login link', password: 'by password', provider: 'by the identity provider' } as const;

function Session({ session: { id, agent, begunBy, createdAt, usedAt, expiresAt, isThis }, kept }: { session: SessionSeen; kept: Kept<Account> }): ReactNode {
  return (
    <>
      <div>
        <strong>{agent || 'A browser'}</strong>{isThis && <span className={styles.here}>this one</span>}
        <p className={styles.hint}>Logged in <When at={createdAt} /> {ways[begunBy]}; last used <When at={usedAt} />; ends <When at={expiresAt} /></p>
      </div>
      {isThis ? <button type="button" className={styles.plain} onClick={() => void logOut()}>Log out</button>
        : <button type="button" className={styles.plain} disabled={kept.busy} aria-label={`End the session ${agent}, last used ${new Date(usedAt).toLocaleString()}`} onClick={() => void kept.act(() => endSession(id))}>End it</button>}
    </>
  );
}
