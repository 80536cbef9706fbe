/** The bar of a walkthrough on the page where its work is done: how far it is, who is in it, and what can be done about it as a whole. */
import { type ReactNode, useState } from 'react';
import Link from '@docusaurus/Link';
import type { WalkView } from '../../../common/walkthrough.ts';
import { anchorOf } from '../../client/deep-link.ts';
import type { WalkNow } from '../../client/walkthrough.ts';
import Deeds, { type Writing } from './Deeds';
import Keeping from './Keeping';
import Notices from './Notices';
import People from './People';
import styles from './styles.module.css';
import { useNews } from './use-news.ts';
import Write from './Write';
import { aheadSaid, stepName } from './words.ts';

interface Props {
  now: WalkNow;
  view: WalkView;
}

export default function Bar({ now, view }: Props): ReactNode {
  const [writing, setWriting] = useState<Writing | null>(null);
  const news = useNews(view);
  const close = () => { setWriting(null); };
  return (
    <>
      <Share counts={view.state.counts} />
      <div className={styles.about}>
        <p className={styles.line}><Link className={styles.name} to={`/walkthroughs?id=${view.id}`}>{view.title}</Link> <Next view={view} /></p>
        <People view={view} />
      </div>
      {/* Kept meanwhile: the focus comes back to its button. */}
      <div className={styles.room} hidden={writing !== null}><Deeds view={view} onWrite={setWriting} /></div>
      {writing !== null && <Write about={writing} onDone={close} />}
      <div className={styles.kept}><Keeping step={null} /></div>
      <Notices view={view} problem={now.problem} />
      <div className={styles.heard} role="status">{news}</div>
    </>
  );
}

function Next({ view }: { view: WalkView }): ReactNode {
  const { counts, ended } = view.state;
  const ahead = aheadSaid(view);
  const said = `${counts.done + counts.skipped} of ${counts.all}`;
  if (ended !== null) return <span className={styles.quiet}>{said} · ended</span>;
  if (ahead === null) return <span className={styles.quiet}>{said} · nothing is left</span>;
  return <><span className={styles.quiet}>{said} · {ahead.word}:</span> <a className={styles.next} href={`#${anchorOf(ahead.step)}`}>{stepName(view, ahead.step)}</a></>;
}

/** How much is done, and how much of that was skipped, on the upper edge. */
function Share({ counts: { all, done, skipped, amiss } }: { counts: WalkView['state']['counts'] }): ReactNode {
  const share = (count: number) => ({ width: `${all === 0 ? 0 : 100 * count / all}%` });
  return (
    <div className={styles.share} aria-hidden="true">
      <span className={styles.shareDone} style={share(done)} /><span className={styles.shareSkipped} style={share(skipped)} />
      <span className={styles.shareAmiss} style={share(amiss)} />
    </div>
  );
}
