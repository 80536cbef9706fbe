/** Everybody here, by name, and a way to let somebody in. */
import { type ReactNode, useState } from 'react';
import type { PersonTold } from '../../../common/account.ts';
import { useKept } from '../../client/account.ts';
import styles from '../Account/styles.module.css';
import Sentence from '../Sentence';
import Invite from './Invite';
import type { Link } from './link.ts';
import LinkOnce from './LinkOnce';
import Person from './Person';

export default function People({ me }: { me: string }): ReactNode {
  const kept = useKept<{ people: readonly PersonTold[] }>('/api/people');
  const [link, setLink] = useState<Link | null>(null);
  const people = kept.value?.people ?? [];
  return (
    <>
      <div role="status">
        {kept.problem !== null && <p className={styles.notice}><Sentence text={kept.problem.message} /></p>}
        {kept.value === null && kept.problem === null && <p className={styles.quiet}>Looking…</p>}
        {link !== null && <LinkOnce link={link} onClose={() => { setLink(null); }} />}
      </div>
      <ul className={styles.list}>
        {people.map((person) => <li key={person.id} className={styles.item}><Person person={person} isMe={person.id === me} kept={kept} onLink={setLink} /></li>)}
      </ul>
      <Invite kept={kept} onLink={setLink} />
    </>
  );
}
