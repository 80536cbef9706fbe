/**
 * Where a login link leads. Its secret stands in the fragment, which no server and no prefetching program sees; the page
 * takes it out of the address at once and sends it by POST, so that only a person's browser uses it up.
 */
import { type ReactNode, useEffect, useState } from 'react';
import Link from '@docusaurus/Link';
import Layout from '@theme/Layout';
import { post } from '../client/http.ts';
import { placeAfterLogin } from '../client/after-login.ts';
import styles from './login.module.css';

export default function Login(): ReactNode {
  const [said, setSaid] = useState<{ busy: boolean; text: string }>({ busy: true, text: 'Logging in…' });
  useEffect(() => {
    const secret = decodeURIComponent(location.hash.slice(1));
    const to = placeAfterLogin(location.search);
    history.replaceState(null, '', location.pathname);
    if (secret === '') {
      setSaid({ busy: false, text: 'To log in, open a login link. On the machine that runs Handrail, `make start` prints one, and `npx handrail invite <name>` makes one for somebody else.' });
      return;
    }
    void post('/api/login', { secret }).then((answer) => {
      if (answer.ok) location.replace(to);
      else setSaid({ busy: false, text: answer.problem.message });
    });
  }, []);
  return (
    <Layout title="Log in" noFooter>
      <main className={styles.main}>
        <h1>Log in</h1>
        <p role="status">{withCode(said.text)}</p>
        <noscript><p>Logging in needs JavaScript. Reading the runbooks does not.</p></noscript>
        {!said.busy && <p><Link to="/">Read the runbooks without logging in</Link></p>}
      </main>
    </Layout>
  );
}

/** What stands between backticks is drawn as code. */
function withCode(text: string): ReactNode {
  return text.split('`').map((part, at) => (at % 2 === 1 ? <code key={at}>{part}</code> : part));
}
