/** The buttons of a walkthrough: go on, hold, take the lead, note, link, end. */
import { type ReactNode, useState } from 'react';
import Link from '@docusaurus/Link';
import { useLocation } from '@docusaurus/router';
import type { WalkView } from '../../../common/walkthrough.ts';
import { act } from '../../client/walkthrough.ts';
import CopyButton from '../CopyButton';
import styles from './styles.module.css';
import { useMe } from './use-me.ts';

/** What a person is writing: a note on a step or the whole (null), why a step is skipped, or how it ended. */
export type Writing = { kind: 'note'; step: string | null } | { kind: 'skip'; step: string } | { kind: 'end' | 'reopen' };

interface Props {
  view: WalkView;
  onWrite(about: Writing): void;
}

export default function Deeds({ view, onWrite }: Props): ReactNode {
  const me = useMe();
  const { pathname, hash } = useLocation();
  const { lead, going, next, ended } = view.state;
  const leads = lead === me;
  return (
    <div className={styles.deeds}>
      {ended === null && going !== null && <Deed kind="hold" isMain>Hold</Deed>}
      {ended === null && leads && going === null && next !== null && (
        <Deed kind="go-on" isMain title="Runs one step after another until something is unexpected, done by hand, or needs approval">Run all</Deed>
      )}
      {ended === null && !leads && <Deed kind="lead" isMain={going === null} title="Take the lead: from here on you run the steps">I have it</Deed>}
      <button type="button" className={styles.plain} onClick={() => { onWrite({ kind: 'note', step: null }); }}>Note</button>
      <CopyButton className={styles.copy} text={() => `${location.origin}/go/w/${view.id}`} label="Copy a link to this walkthrough">Link</CopyButton>
      {ended === null && leads && <button type="button" className={styles.plain} onClick={() => { onWrite({ kind: 'end' }); }}>End</button>}
      {ended !== null && <button type="button" className={styles.plain} onClick={() => { onWrite({ kind: 'reopen' }); }}>Open it again</button>}
      <Link className={styles.leave} to={`${pathname}${hash}`} title="The page without the walkthrough, which stays as it is"><span className={styles.word}>Leave</span><span className={styles.cross} aria-hidden="true">×</span></Link>
    </div>
  );
}

function Deed({ kind, children, title, isMain = false }: { kind: 'go-on' | 'hold' | 'lead'; children: string; title?: string; isMain?: boolean }): ReactNode {
  const [isBusy, setBusy] = useState(false);
  const press = async () => {
    setBusy(true);
    await act({ act: kind });
    setBusy(false);
  };
  return (
    <button type="button" className={isMain ? styles.main : styles.plain} aria-disabled={isBusy} title={title} onClick={isBusy ? undefined : () => void press()}>{children}</button>
  );
}
