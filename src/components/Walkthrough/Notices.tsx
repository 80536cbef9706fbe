/** What somebody in a walkthrough should know before they go on: that another took the lead, why it holds, that the text changed. */
import { type ReactNode, useState } from 'react';
import { practice } from '../../../common/policy.ts';
import { runElsewhere } from '../../../common/walkthrough-world.ts';
import type { WalkView } from '../../../common/walkthrough.ts';
import type { Problem } from '../../client/http.ts';
import { connection } from '../../client/run-store.ts';
import { useStore } from '../../client/store.ts';
import { act, dismiss } from '../../client/walkthrough.ts';
import Sentence from '../Sentence';
import { clock } from './clock.ts';
import styles from './styles.module.css';
import { useLooks } from './use-looks.ts';
import { useMe } from './use-me.ts';
import { finishedSaid, heldSaid, nameIn, stepName, takenFrom, worldSince } from './words.ts';

interface Props {
  view: WalkView;
  problem: Pick<Problem, 'message'> | null;
}

export default function Notices({ view, problem }: Props): ReactNode {
  const me = useMe();
  const [seen, setSeen] = useState(0);
  const { state, changed } = view;
  const taken = takenFrom(view, me);
  const world = worldSince(view, me);
  const isBroken = useStore(connection, (value) => value === 'waiting');
  return (
    <>
      <Looks view={view} />
      <Ended view={view} me={me} />
      {taken !== null && taken.seq > seen && state.ended === null && (
        <Notice onClose={() => { setSeen(taken.seq); }}>{nameIn(view, taken.by, me)} took the lead from you at {clock(taken.at)}.{view.environment === practice && ' From here on it runs in their world; what you did is not done there.'}</Notice>
      )}
      {world !== null && world.seq > seen && state.ended === null && <Notice onClose={() => { setSeen(world.seq); }}>{world.text}<Again view={view} /></Notice>}
      <Held view={view} me={me} />
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

/** What was run in another's world may be done again in one's own: then run-all begins there, and what a step needs is what was done there. */
function Again({ view }: { view: WalkView }): ReactNode {
  const count = runElsewhere(view, view.state).length;
  const looks = useLooks(view);
  return count > 0 && looks === '' && <> <button type="button" className={styles.link} data-deed="again" title="What was run in another world does not count any more: run all begins with it" onClick={() => void act({ act: 'again' })}>Do {count === 1 ? 'that step' : `those ${count} steps`} again in your world</button></>;
}

/** Why it does not go on, or that there is nothing left to go on with. */
function Held({ view, me }: { view: WalkView; me: string }): ReactNode {
  const held = heldSaid(view);
  if (view.state.ended !== null) return null;
  const finished = finishedSaid(view, me);
  if (finished !== '') return <p className={styles.finished}>{finished}</p>;
  return held !== '' && <p className={styles.notice}>It stopped going on by itself. <Sentence text={held} /></p>;
}

/** Who may only look on is told why, and whom to ask. */
function Looks({ view }: { view: WalkView }): ReactNode {
  const looks = useLooks(view);
  return looks !== '' && view.state.ended === null && <p className={styles.quiet}>{looks}</p>;
}

function Ended({ view, me }: { view: WalkView; me: string }): ReactNode {
  const { ended } = view.state;
  if (ended === null) return null;
  return <p className={styles.notice}>{nameIn(view, ended.by, me)} ended this walkthrough at {clock(ended.at)}{ended.text === '' ? '.' : `: ${ended.text}`}</p>;
}

function Notice({ children, onClose, isAlert = false }: { children: ReactNode; onClose(): void; isAlert?: boolean }): ReactNode {
  return (
    <p className={styles.notice} role={isAlert ? 'alert' : undefined}>{children} <button type="button" className={styles.link} onClick={onClose}>Seen</button></p>
  );
}
