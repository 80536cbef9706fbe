/** A panel that is followed: while it is in view, its page is looked at, and somebody is logged in. */
import { type ReactNode, useMemo } from 'react';
import { filledIn } from '../../../common/panel.ts';
import { away } from '../../client/http.ts';
import { targetName, usePage } from '../../client/page.ts';
import { session } from '../../client/session.ts';
import { useStore } from '../../client/store.ts';
import type { PanelProps } from './index.tsx';
import LogInLink from '../LogInLink';
import Still from './Still.tsx';
import { type Followed, useFollowed } from './use-followed.ts';
import View from './View.tsx';
import styles from './styles.module.css';

export default function Live({ kind, of, caption, command, rows, defaults = '{}', isInView }: PanelProps & { isInView: boolean }): ReactNode {
  const page = usePage();
  const { environment, values } = useStore(page.state, (state) => state);
  const who = useStore(session, ({ state }) => state);
  const given = useMemo((): Record<string, string> => {
    const target = values[targetName];
    const own = JSON.parse(defaults) as Record<string, string>;
    return { ...(target === undefined ? {} : { [targetName]: target }), ...Object.fromEntries(Object.entries(own).map(([name, value]) => [name, values[name] ?? value])) };
  }, [defaults, values]);
  const missing = Object.keys(given).find((name) => given[name] === '');
  const asked = useMemo(() => ({ runbook: page.runbook, kind, attributes: JSON.parse(of) as Record<string, string>, environment, parameters: given }), [page, kind, of, environment, given]);
  const followed = useFollowed(asked, who === 'in' && missing === undefined, isInView);
  const [said, shell] = [filledIn(caption, given), filledIn(command, given)];
  const why = reasonFor(who, missing, followed);
  if (followed.state?.view && who === 'in' && followed.problem === null && missing === undefined) {
    const { view, problem, at, time } = followed.state;
    const since = followed.isBroken ? followed.brokenAt : at === null ? null : at + followed.skew;
    return <View caption={said} command={shell} environment={environment} view={view} problem={problem ?? (followed.isBroken ? broken : null)} at={since} time={time} skew={followed.skew} room={Number(rows)} />;
  }
  const again = followed.problem !== null && who === 'in' && <> <button type="button" className={styles.again} onClick={followed.again} data-handrail="">Look again</button></>;
  return <Still caption={said} command={shell} more={again}>{why}</Still>;
}

const broken = 'The connection to Handrail is broken; it is being made again.';

/** Takes who is here, the parameter without a value, and how following goes; gives why there is nothing to be seen yet. */
function reasonFor(who: string, missing: string | undefined, { problem, state }: Followed): ReactNode {
  if (who === 'out') return <><LogInLink>Log in</LogInLink> to see this live here.</>;
  if (who === 'away') return away.message;
  if (missing !== undefined) return `Fill in ${missing} at a step of this page, then this is live.`;
  return problem ?? state?.problem ?? 'Looking…';
}
