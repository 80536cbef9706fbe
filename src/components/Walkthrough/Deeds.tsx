/** The buttons of a walkthrough: go on, hold, take the lead, note, link, end. Who only looks on finds the link and the way out. */
import { lazy, type ReactNode, Suspense, useState } from 'react';
import Link from '@docusaurus/Link';
import { useLocation } from '@docusaurus/router';
import { practice } from '../../../common/policy.ts';
import type { WalkView } from '../../../common/walkthrough.ts';
import { patiently } from '../../client/patiently.ts';
import { act } from '../../client/walkthrough.ts';
import CopyButton from '../CopyButton';
import styles from './styles.module.css';
import { useLooks } from './use-looks.ts';
import { useMe } from './use-me.ts';

const TellMe = lazy(patiently(() => import('../TellMe')));

/** What a person is writing: a note on a step or the whole (null), why a step is skipped, or how it ended. */
export type Writing = { kind: 'note'; step: string | null } | { kind: 'skip'; step: string } | { kind: 'end' | 'reopen' };

interface Props {
  view: WalkView;
  onWrite(about: Writing): void;
}

export default function Deeds({ view, onWrite }: Props): ReactNode {
  const me = useMe();
  const { pathname, hash } = useLocation();
  const may = useLooks(view) === '';
  const { lead, going, next, ended } = view.state;
  const leads = lead === me;
  const isOpen = may && ended === null;
  return (
    <div className={styles.deeds}>
      {isOpen && going !== null && <Deed kind="hold" isMain>Hold</Deed>}
      {isOpen && leads && going === null && next !== null && (
        <Deed kind="go-on" isMain title="Runs one step after another until something is unexpected, done by hand, or needs approval">Run all</Deed>
      )}
      {isOpen && !leads && <Deed kind="lead" isMain={going === null} title={leadTitle(view)}>I have it</Deed>}
      {may && <button type="button" className={styles.plain} data-deed="note" onClick={() => { onWrite({ kind: 'note', step: null }); }}>Note</button>}
      <Tell view={view} />
      <CopyButton className={styles.copy} text={() => `${location.origin}/go/w/${view.id}`} label="Copy a link to this walkthrough">Link</CopyButton>
      {isOpen && leads && <button type="button" className={styles.plain} data-deed="end" onClick={() => { onWrite({ kind: 'end' }); }}>End</button>}
      {may && ended !== null && <button type="button" className={styles.plain} data-deed="reopen" onClick={() => { onWrite({ kind: 'reopen' }); }}>Open it again</button>}
      <Link className={styles.leave} to={`${pathname}${hash}`} title="The page without the walkthrough, which stays as it is"><span className={styles.word}>Leave</span><span className={styles.cross} aria-hidden="true">×</span></Link>
    </div>
  );
}

function leadTitle({ environment }: WalkView): string {
  return `Take the lead: from here on you run the steps${environment === practice ? ', in your own practice world: what was done in another is not done there' : ''}`;
}

function Tell({ view: { id, state } }: Pick<Props, 'view'>): ReactNode {
  return state.ended === null && <Suspense><TellMe of="walkthrough" id={id} className={styles.tell} isBrief /></Suspense>;
}

function Deed({ kind, children, title, isMain = false }: { kind: 'go-on' | 'hold' | 'lead'; children: string; title?: string; isMain?: boolean }): ReactNode {
  const [isBusy, setBusy] = useState(false);
  const press = async () => {
    setBusy(true);
    await act({ act: kind });
    setBusy(false);
  };
  return (
    <button type="button" className={isMain ? styles.main : styles.plain} aria-disabled={isBusy} title={title} data-deed={kind} onClick={isBusy ? undefined : () => void press()}>{children}</button>
  );
}
