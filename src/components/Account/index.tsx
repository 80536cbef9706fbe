/** One's own account: what one may do, and what opens it. */
import type { ReactNode } from 'react';
import type { Account as AccountTold } from '../../../common/account.ts';
import { useKept } from '../../client/account.ts';
import Awaited from '../TellMe/Awaited';
import Sentence from '../Sentence';
import Password from './Password';
import Rights from './Rights';
import Sessions from './Sessions';
import Tokens from './Tokens';
import styles from './styles.module.css';

export default function Account(): ReactNode {
  const kept = useKept<AccountTold>('/api/account');
  const { value: account, problem } = kept;
  return (
    <>
      <div role="status">
        {problem !== null && <p className={styles.notice}><Sentence text={problem.message} /></p>}
        {account === null && problem === null && <p className={styles.quiet}>Looking…</p>}
      </div>
      {account !== null && (
        <>
          <Rights account={account} />
          <Password account={account} kept={kept} />
          <Sessions account={account} kept={kept} />
          <Tokens account={account} kept={kept} />
          <Awaited />
        </>
      )}
    </>
  );
}
