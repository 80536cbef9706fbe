/** Lets everybody who is logged in watch one run, as its owner wishes, and takes it back. */
import { type ReactNode, useEffect, useState } from 'react';
import Link from '@docusaurus/Link';
import type { Run } from '../../../common/run.ts';
import { get, post } from '../../client/http.ts';
import { session } from '../../client/session.ts';
import { useStore } from '../../client/store.ts';
import styles from './styles.module.css';

/** Shown to the owner of the run only: nobody else can say so. */
export default function Share({ run }: { run: Run }): ReactNode {
  const person = useStore(session, (now) => (now.state === 'in' ? now.person.id : ''));
  return person === run.person ? <OwnShare run={run} /> : null;
}

interface Shared {
  shared: boolean;
  /** id of the walkthrough it is part of; null where it is of none */
  walkthrough?: string | null;
}

function OwnShare({ run: { id, interactive } }: { run: Run }): ReactNode {
  const [isShared, setShared] = useState<boolean | null>(null);
  const [walkthrough, setWalkthrough] = useState<string | null>(null);
  const [problem, setProblem] = useState('');
  const take = (answer: Awaited<ReturnType<typeof get<Shared>>>) => {
    if (answer.ok) setShared(answer.value.shared);
    setProblem(answer.ok ? '' : answer.problem.message);
  };
  useEffect(() => {
    let isGone = false;
    void get<Shared>(`/api/runs/${id}/share`).then((answer) => {
      if (isGone || !answer.ok) return;
      setShared(answer.value.shared);
      setWalkthrough(answer.value.walkthrough ?? null);
    });
    return () => { isGone = true; };
  }, [id]);
  const share = async (shared: boolean) => { take(await post<Shared>(`/api/runs/${id}/share`, { shared })); };
  const may = interactive ? 'watch this run and ask to type' : 'watch this run';
  // Its record would have a hole: what it shares stays shared here.
  if (isShared === true && walkthrough !== null) return <span>Everybody who is logged in may {may}: it is part of <Link to={`/walkthroughs?id=${walkthrough}`}>a walkthrough</Link></span>;
  return (
    <span className={styles.share} role="group" aria-label="Sharing">
      {isShared === true
        ? <>
          <span role="status">Everybody who is logged in may {may}.</span>
          <button type="button" className={styles.deed} onClick={() => void share(false)}>Stop sharing</button>
        </>
        : <button type="button" className={styles.deed} title={`Lets everybody who is logged in ${may}`} onClick={() => void share(true)}>Share</button>}
      {problem !== '' && <span role="alert">{problem}</span>}
    </span>
  );
}
