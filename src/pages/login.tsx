/**
 * Where one logs in: with a password, at the identity provider, or by a login link, which leads here. Its secret stands in the fragment, which no server and no prefetching program sees; the page
 * takes it out of the address at once and sends it by POST, so that only a person's browser uses it up.
 */
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import Link from '@docusaurus/Link';
import Layout from '@theme/Layout';
import { noteWelcome } from '@site/src/components/Account/welcome.ts';
import Sentence from '@site/src/components/Sentence';
import SignOn from '@site/src/components/SignOn';
import { keepCameFrom, takeCameFrom } from '@site/src/components/SignOn/came-from.ts';
import type { Account } from '../../common/account.ts';
import { get, post } from '../client/http.ts';
import { patiently } from '../client/patiently.ts';
import styles from './login.module.css';

const LogIn = lazy(patiently(() => import('@site/src/components/Account/LogIn')));

export default function Login(): ReactNode {
  const [refusal, setRefusal] = useState('');
  useEffect(() => {
    keepCameFrom(location.search);
    const attempt = () => { void logIn().then(setRefusal); };
    // A login link that is opened where this page is open already changes the fragment, and nothing else.
    const again = () => { if (location.hash !== '') attempt(); };
    attempt();
    addEventListener('hashchange', again);
    return () => { removeEventListener('hashchange', again); };
  }, []);
  return (
    <Layout title="Log in" noFooter>
      <main className={styles.main}>
        <h1>Log in</h1>
        <p role="status"><Sentence text={refusal || 'Logging in…'} /></p>
        {refusal !== '' && <><SignOn /><Suspense><LogIn /></Suspense></>}
        <noscript><p>Logging in needs JavaScript. Reading the runbooks does not.</p></noscript>
        {refusal !== '' && <p><Link to="/">Read the runbooks without logging in</Link></p>}
      </main>
    </Layout>
  );
}

const howTo = 'The first time, open a login link; then choose a password, and log in with it here. On the machine that runs Handrail, `make start` prints a link, and `npx handrail invite <name>` makes one for somebody else.';

/** Sends the secret and leaves for where one came from, else for the front page; gives a sentence when that is not to be. */
async function logIn(): Promise<string> {
  const secret = location.hash.slice(1);
  history.replaceState(null, '', location.pathname + location.search);
  if (secret === '') return howTo;
  const answer = await post('/api/login', { secret });
  if (!answer.ok) return answer.problem.message;
  const account = await get<Account>('/api/account');
  noteWelcome(account.ok && account.value.password.changedAt === null && !account.value.password.needsOld);
  location.replace(takeCameFrom(location.search));
  return '';
}
