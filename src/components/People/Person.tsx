/** One person: their roles, whether they may come in, and a login link for them. */
import { type ReactNode, useState } from 'react';
import type { PersonTold } from '../../../common/account.ts';
import type { Role } from '../../../common/rights.ts';
import { invite, type Kept, setDisabled, setRoles } from '../../client/account.ts';
import styles from '../Account/styles.module.css';
import When from '../Account/When';
import Sure from '../Practice/Sure';
import type { Link } from './link.ts';
import RoleChoice from './RoleChoice';

interface Props {
  person: PersonTold;
  isMe: boolean;
  kept: Kept<unknown>;
  onLink(link: Link): void;
}

export default function Person({ person, isMe, kept, onLink }: Props): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const { id, name, roles, disabledAt } = person;
  const link = () => void kept.act(() => invite(id)).then((answer) => { if (answer.ok) onLink(answer.value); });
  return (
    <>
      <div>
        <strong className={disabledAt === null ? undefined : styles.gone}>{name}</strong>
        {name !== id && <> <code>{id}</code></>}
        {isMe && <span className={styles.here}>you</span>}
        {disabledAt !== null && <span className={styles.off}>disabled</span>}
        <p>{roles.join(', ') || 'no role'}</p>
        <Notes person={person} />
        {isOpen && <Roles person={person} isMe={isMe} kept={kept} onDone={() => { setOpen(false); }} />}
      </div>
      <span className={styles.row}>
        <button type="button" className={styles.plain} aria-expanded={isOpen} aria-label={`Roles of ${name}`} onClick={() => { setOpen(!isOpen); }}>Roles…</button>
        {disabledAt === null && id !== 'operator' && <button type="button" className={styles.plain} disabled={kept.busy} aria-label={`Login link for ${name}`} onClick={link}>Login link</button>}
        {disabledAt === null
          ? <Sure verb="Disable" question={isMe ? 'You are logged out, and cannot come back by yourself.' : `${name} is logged out everywhere, and cannot log in.`} danger busy={kept.busy} onSure={() => void kept.act(() => setDisabled(id, true, isMe))} />
          : <button type="button" className={styles.plain} disabled={kept.busy} aria-label={`Enable ${name}`} onClick={() => void kept.act(() => setDisabled(id, false, false))}>Enable</button>}
      </span>
    </>
  );
}

function Notes({ person: { since, hasPassword, usedAt, lockedUntil, groups } }: { person: PersonTold }): ReactNode {
  return (
    <p className={styles.hint}>
      Here since <When at={since} />; {usedAt === null ? 'not logged in' : <>last seen <When at={usedAt} /></>}; {hasPassword ? 'has a password' : 'no password'}
      {lockedUntil !== null && <span className={styles.bad}>; too many wrong passwords: takes none until {new Date(lockedUntil).toLocaleTimeString()}</span>}
      {groups.length > 0 && <>; groups: {groups.join(', ')}</>}
    </p>
  );
}

function Roles({ person: { id, name, roles }, isMe, kept, onDone }: { person: PersonTold; isMe: boolean; kept: Kept<unknown>; onDone(): void }): ReactNode {
  const [chosen, setChosen] = useState<readonly Role[]>(roles);
  const asks = isMe && roles.includes('admin') && !chosen.includes('admin');
  const save = () => void kept.act(() => setRoles(id, chosen, asks)).then((answer) => { if (answer.ok) onDone(); });
  return (
    <div className={styles.form}>
      <RoleChoice chosen={chosen} onChoose={setChosen} />
      {asks ? <Sure verb="Save" question="You can administer no more then, and cannot give it back to yourself." danger busy={kept.busy} onSure={save} />
        : <button type="button" className={styles.main} disabled={kept.busy} aria-label={`Save the roles of ${name}`} onClick={save}>Save</button>}
    </div>
  );
}
