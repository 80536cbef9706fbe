/** What somebody in a walkthrough should know before they go on: that another took the lead, why it holds, that the text changed. */
import { type ReactNode, useState } from 'react';
import type { WalkView } from '../../../common/walkthrough.ts';
import type { Problem } from '../../client/http.ts';
import { connection } from '../../client/run-store.ts';
import { useStore } from '../../client/store.ts';
import { act, dismiss } from '../../client/walkthrough.ts';
import Sentence from '../Sentence';
import { clock } from './clock.ts';
import styles from './styles.module.css';
import { useMe } from './use-me.ts';
import { heldSaid, nameIn, stepName, takenFrom } from './words.ts';

interface Props {
  view: WalkView;
  problem: Pick<Problem, 'message'> | null;
}

export default function Notices({ view, problem }: Props): ReactNode {
  const me = useMe();
  const [seen, setSeen] = useState(0);
  const { state, changed } = view;
  const taken = takenFrom(view, me);
  const held = heldSaid(view);
  const isBroken = useStore(connection, (value) => value === 'waiting');
  return (
    <>
      {state.ended !== null && <p className={styles.notice}>{nameIn(view, state.ended.by, me)} ended this walkthrough at {clock(state.ended.at)}{state.ended.text === '' ? '.' : `: ${state.ended.text}`}</p>}
      {taken !== null && taken.seq > seen && state.ended === null && (
        <Notice onClose={() => { setSeen(taken.seq); }}>{nameIn(view, taken.by, me)} took the lead from you at {clock(taken.at)}.</Notice>
      )}
      {held !== '' && state.ended === null && <p className={styles.notice}>It does not go on by itself any more: <Sentence text={held} /></p>}
      {changed.length > 0 && state.ended === null && (
        <p className={styles.notice}>
          These steps are deployed with another text now: {changed.map((id) => stepName(view, id)).join(', ')}.
          {state.lead === me && <> <button type="button" className={styles.link} onClick={() => void act({ act: 'renew' })}>Go on with the new text</button></>}
        </p>
      )}
      {isBroken && <p className={styles.quiet} role="status">The connection is broken; what runs goes on. Connecting again…</p>}
      {problem !== null && <Notice onClose={dismiss} isAlert><Sentence text={problem.message} /></Notice>}
    </>
  );
}

function Notice({ children, onClose, isAlert = false }: { children: ReactNode; onClose(): void; isAlert?: boolean }): ReactNode {
  return (
    <p className={styles.notice} role={isAlert ? 'alert' : undefined}>{children} <button type="button" className={styles.link} onClick={onClose}>Seen</button></p>
  );
}
