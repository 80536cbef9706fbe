/** Who has the lead of a walkthrough, and who else looks at it now. */
import type { ReactNode } from 'react';
import type { WalkView } from '../../../common/walkthrough.ts';
import styles from './styles.module.css';
import { useMe } from './use-me.ts';
import { nameIn, peopleHere } from './words.ts';

export default function People({ view }: { view: WalkView }): ReactNode {
  const me = useMe();
  const { lead } = view.state;
  const here = peopleHere(view, me);
  const others = here.filter(({ id }) => id !== me && id !== lead);
  const leadIsAway = lead !== me && !here.some(({ id }) => id === lead);
  return (
    <p className={styles.people}>
      <span className={styles.lead} data-walk="lead">{nameIn(view, lead, me)} {lead === me ? 'have' : 'has'} the lead{leadIsAway ? ', and is not here now' : lead !== me && ' and is here'}</span>
      <span data-walk="present">{others.length === 0 ? (here.length > 1 || leadIsAway ? '' : ' · nobody else is here') : ` · here too: ${others.map(({ name }) => name).join(', ')}`}</span>
    </p>
  );
}
