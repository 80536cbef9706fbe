/** Logging in with a name and a password. */
import { type FormEvent, type ReactNode, useState } from 'react';
import { post, type Problem } from '../../client/http.ts';
import Sentence from '../Sentence';
import { takeCameFrom } from '../SignOn/came-from.ts';
import styles from './styles.module.css';

export default function LogIn(): ReactNode {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setBusy(true);
    void post('/api/login/password', { name, password }).then((answer) => {
      setBusy(false);
      setPassword('');
      if (answer.ok) location.replace(takeCameFrom(location.search));
      else setProblem(answer.problem);
    });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <label className={styles.field}>Name<input autoComplete="username" required maxLength={200} value={name} onChange={(event) => { setName(event.target.value); }} /></label>
      <label className={styles.field}>Password<input type="password" autoComplete="current-password" required maxLength={1000} value={password} onChange={(event) => { setPassword(event.target.value); }} /></label>
      <div role="alert">{problem !== null && <p className={styles.bad}><Sentence text={problem.message} /></p>}</div>
      <p><button type="submit" className={styles.main} disabled={busy}>Log in</button></p>
    </form>
  );
}
