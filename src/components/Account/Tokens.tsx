/** Personal access tokens: those there are, and a new one, shown once. */
import { type ReactNode, useState } from 'react';
import type { Account, TokenTold } from '../../../common/account.ts';
import { type Kept, revokeToken } from '../../client/account.ts';
import CopyButton from '../CopyButton';
import Sure from '../Practice/Sure';
import MakeToken from './MakeToken';
import When from './When';
import styles from './styles.module.css';

export default function Tokens({ account, kept }: { account: Account; kept: Kept<Account> }): ReactNode {
  const [shown, setShown] = useState('');
  return (
    <section>
      <h2 id="tokens">Tokens</h2>
      <p>
        With a token, <code>handrail run</code> on another machine, or a program of yours, acts as you: no more than you may, only what the token is for, and until it ends.
      </p>
      <div role="status">
        {shown !== '' && (
          <div className={styles.once}>
            <p>Copy it now: it is not shown again.</p>
            <p className={styles.secret}><code>{shown}</code><CopyButton text={() => shown} label="Copy the token" /></p>
            <p className={styles.hint}>Keep it in a file that only you can read, and name that file in <code>HANDRAIL_TOKEN_FILE</code>; the address goes into <code>HANDRAIL_URL</code>.</p>
            <button type="button" className={styles.plain} onClick={() => { setShown(''); }}>I have it</button>
          </div>
        )}
      </div>
      {account.tokens.length > 0 && <ul className={styles.list}>{account.tokens.map((token) => <li key={token.id} className={styles.item}><Token token={token} kept={kept} /></li>)}</ul>}
      {account.tokenChoice.rights.length > 0 && <MakeToken account={account} kept={kept} onMade={setShown} />}
    </section>
  );
}

function Token({ token: { id, name, rights, environments, expiresAt, usedAt }, kept }: { token: TokenTold; kept: Kept<Account> }): ReactNode {
  const [now] = useState(() => Date.now());
  const isOver = expiresAt <= now;
  return (
    <>
      <div>
        <strong>{name}</strong>
        <p className={styles.hint}>
          May {rights.join(', ')} in {environments === null ? 'every environment' : environments.join(', ')}; {isOver ? <span className={styles.bad}>expired</span> : <>ends <When at={expiresAt} /></>};
          {' '}{usedAt === null ? 'never used' : <>last used <When at={usedAt} /></>}
        </p>
      </div>
      <Sure verb="Revoke" question={`${name} holds no longer.`} busy={kept.busy} onSure={() => void kept.act(() => revokeToken(id))} />
    </>
  );
}
