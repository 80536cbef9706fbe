/**
 * Where a login link leads. Its secret stands in the fragment, which no server and no prefetching program sees; the page
 * takes it out of the address at once and sends it by POST, so that only a person's browser uses it up.
 */
import { type ReactNode, useEffect, useState } from 'react';
import Link from '@docusaurus/Link';
import Layout from '@theme/Layout';
import Sentence from '@site/src/components/Sentence';
import { post } from '../client/http.ts';
import styles from './login.module.css';

export default function Login(): ReactNode {
  const [refusal, setRefusal] = useState('');
  useEffect(() => { void logIn().then(setRefusal); }, []);
  return (
    <Layout title="Log in" noFooter>
      <main className={styles.main}>
        <h1>Log in</h1>
        <p role="status"><Sentence text={refusal || 'Logging in…'} /></p>
        <noscript><p>Logging in needs JavaScript. Reading the runbooks does not.</p></noscript>
        {refusal !== '' && <p><Link to="/">Read the runbooks without logging in</Link></p>}
      </main>
    </Layout>
  );
}

const howTo = 'To log in, open a login link. On the machine that runs Handrail, `make start` prints one, and `npx handrail invite <name>` makes one for somebody else.';

/** Sends the secret and leaves for the front page; gives a sentence when that is not to be. */
async function logIn(): Promise<string> {
  const secret = location.hash.slice(1);
  history.replaceState(null, '', location.pathname);
  if (secret === '') return howTo;
  const answer = await post('/api/login', { secret });
  if (!answer.ok) return answer.problem.message;
  location.replace('/');
  return '';
}
