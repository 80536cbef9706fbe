/** The page of what runs on something: chosen by kind and name, the steps by runbook. */
import { type ReactNode, useEffect } from 'react';
import Link from '@docusaurus/Link';
import { useHistory, useLocation } from '@docusaurus/router';
import useIsBrowser from '@docusaurus/useIsBrowser';
import type { Finder } from '../../../common/search/finder.ts';
import { type TouchKind, touchKinds, touchPlurals, touchTitles } from '../../../common/search/touch.ts';
import type { Group, Thing } from '../../../common/search/touch-index.ts';
import { finder as loaded, isAway, loadFinder } from '../../client/search-load.ts';
import { useStore } from '../../client/store.ts';
import EffectChip from '../EffectChip';
import { askedIn, findPath } from './find-address.ts';
import styles from './find.module.css';

export default function Find(): ReactNode {
  const { search } = useLocation();
  const asked = askedIn(useIsBrowser() ? search : '');
  const kind = asked?.kind ?? 'namespace';
  const name = asked?.name ?? '';
  const finder = useStore(loaded, (value) => value);
  useEffect(() => { loadFinder(); }, []);
  return (
    <>
      <h1>{name === '' ? 'What runs on this?' : <>What runs on <code>{name}</code>?</>}</h1>
      <Asking key={`${kind} ${name}`} kind={kind} name={name} finder={finder} />
      <div role="status">
        {finder === null && <Waiting />}
        {finder !== null && name !== '' && <Steps groups={finder.touches.runningOn(kind, name)} kind={kind} />}
      </div>
      {finder !== null && name === '' && <Everything things={finder.touches.things} />}
      <noscript><p className={styles.quiet}>Looking this up needs JavaScript. Reading the runbooks does not.</p></noscript>
    </>
  );
}

function Waiting(): ReactNode {
  const away = useStore(isAway, (value) => value);
  return <p className={styles.quiet}>{away ? 'The site cannot be reached to fetch what is needed here. It is asked again and again.' : 'Looking…'}</p>;
}

function Asking({ kind, name, finder }: { kind: TouchKind; name: string; finder: Finder | null }): ReactNode {
  const history = useHistory();
  const send = (form: HTMLFormElement): void => {
    const data = new FormData(form);
    history.push(findPath(data.get('kind') as TouchKind, String(data.get('name') ?? '').trim()));
  };
  return (
    <form className={styles.asking} role="search" onSubmit={(event) => { event.preventDefault(); send(event.currentTarget); }}>
      <label>Kind
        <select name="kind" defaultValue={kind}>{touchKinds.map((one) => <option key={one} value={one}>{touchTitles[one]}</option>)}</select>
      </label>
      <label>Name
        <input name="name" defaultValue={name} list="find-names" autoComplete="off" spellCheck={false} />
      </label>
      <datalist id="find-names">{[...new Set(finder?.touches.things.map((thing) => thing.name))].map((one) => <option key={one} value={one} />)}</datalist>
      <button type="submit">Show</button>
    </form>
  );
}

function Steps({ groups, kind }: { groups: readonly Group[]; kind: TouchKind }): ReactNode {
  const count = groups.reduce((sum, { steps }) => sum + steps.length, 0);
  if (count === 0) return <p className={styles.quiet}>No step touches a {touchTitles[kind]} of that name. Look at <Link to="/find">all that steps touch</Link>.</p>;
  return (
    <>
      <p className={styles.quiet}>{count} {count === 1 ? 'step' : 'steps'} in {groups.length} {groups.length === 1 ? 'runbook' : 'runbooks'}. What a step makes up only as it runs is not known here.</p>
      {groups.map(({ title, href, steps }) => (
        <section key={href} className={styles.group}>
          <h2><Link to={href}>{title}</Link></h2>
          <ul className={styles.steps}>
            {steps.map((step) => (
              <li key={step.href}>
                <Link to={step.href} className={styles.step}>{step.title}</Link>
                {step.effect !== null && <EffectChip effect={step.effect} />}
                <span className={styles.within}>{step.within.slice(1).join(' › ')}</span>
                <code className={styles.source}>{step.source.split('\n').find((line) => line.trim() !== '' && !line.startsWith('#'))}</code>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function Everything({ things }: { things: readonly Thing[] }): ReactNode {
  return touchKinds.map((kind) => ({ kind, own: things.filter((thing) => thing.kind === kind) })).filter(({ own }) => own.length > 0).map(({ kind, own }) => (
    <section key={kind} className={styles.group}>
      <h2>{touchPlurals[kind]}</h2>
      <ul className={styles.things}>
        {own.map(({ name, steps }) => <li key={name}><Link to={findPath(kind, name)}>{name}</Link> <span className={styles.count}>{steps.length}</span></li>)}
      </ul>
    </section>
  ));
}
