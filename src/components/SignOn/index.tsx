/** Logging in at the organisation's identity provider: a button where there is one, and what became of the last attempt. */
import { type ReactNode, useEffect, useState } from 'react';
import Sentence from '../Sentence';
import { get, post } from '../../client/http.ts';
import { refusalOf, returnOf } from './address.ts';
import styles from './styles.module.css';

/** Shows nothing where there is no provider, and nothing went wrong. */
export default function SignOn(): ReactNode {
  const [provider, setProvider] = useState<string | null>(null);
  const [told, setTold] = useState('');
  const [isLeaving, setLeaving] = useState(false);
  useEffect(() => {
    let isGone = false;
    void Promise.all([get<{ provider: string | null }>('/api/oidc'), refusalOf(location.search)]).then(([answer, refusal]) => {
      if (isGone || !answer.ok) return;
      setProvider(answer.value.provider);
      setTold(refusal.replaceAll('{provider}', answer.value.provider ?? 'The identity provider'));
    });
    return () => { isGone = true; };
  }, []);
  const leave = async () => {
    setLeaving(true);
    setTold('');
    const answer = await post<{ url: string }>('/api/oidc/begin', { to: returnOf(location.search) });
    if (answer.ok && /^https?:\/\//.test(answer.value.url)) {
      location.assign(answer.value.url);
      return;
    }
    setLeaving(false);
    setTold(answer.ok ? '' : answer.problem.message);
  };
  return (
    <>
      {told !== '' && <p role="alert"><Sentence text={told} /></p>}
      {provider !== null && (
        <button type="button" className={styles.button} disabled={isLeaving} onClick={() => void leave()}>Log in with {provider}</button>
      )}
    </>
  );
}
