/** A workspace: which environment's, where in it, what is there, and what the next step begins with. */
import { type ReactNode, useCallback, useEffect, useState } from 'react';
import clsx from 'clsx';
import Link from '@docusaurus/Link';
import { useHistory, useLocation } from '@docusaurus/router';
import { visibleLine } from '../../../common/catalog/visible.ts';
import type { WorkspaceState } from '../../../common/workspace-files.ts';
import { beginAnew, readWorkspace } from '../../client/files.ts';
import type { Problem } from '../../client/http.ts';
import type { Session } from '../../client/session.ts';
import Sure from '../Practice/Sure';
import { toneOf } from '../RunbookHeader/tone.ts';
import Sentence from '../Sentence';
import { addressOf, type Place, placeOf, trailOf } from './address.ts';
import Editor from './Editor';
import Folder from './Folder';
import styles from './styles.module.css';

type LoggedIn = Extract<Session, { state: 'in' }>;

/** A title in a sentence is cut here, in characters: of a command in a terminal it is the whole command. */
const longestTitle = 60;
/** How often the page asks what runs in the workspace, in milliseconds. */
const lookEvery = 5_000;

export default function Files({ who }: { who: LoggedIn }): ReactNode {
  const { search } = useLocation();
  const place = placeOf(search);
  const environment = (who.environments.find(({ name }) => name === place.environment) ?? who.environments[0])?.name;
  if (environment === undefined) return <p className={styles.notice}>There is no environment here, so there is no workspace.</p>;
  return <Workspace key={environment} who={who} here={{ ...place, environment }} asked={place.environment} />;
}

type Here = Place & { environment: string };

function Workspace({ who, here, asked }: { who: LoggedIn; here: Here; asked: string | null }): ReactNode {
  const { environment, kind, at } = here;
  const [anew, setAnew] = useState(0);
  const known = useWorkspace(environment);
  return (
    <>
      <Where who={who} place={here} asked={asked} running={known.state?.running ?? []} />
      <Trail place={here} />
      {kind === 'folder'
        ? <Folder key={`${at} ${anew}`} place={here} person={who.person.id} />
        : <Editor key={at} of={{ person: who.person.id, environment, at }} />}
      {kind === 'folder' && at === '' && <Carried environment={environment} known={known} onAnew={() => { setAnew((times) => times + 1); }} />}
    </>
  );
}

function Where({ who, place, asked, running }: { who: LoggedIn; place: Here; asked: string | null; running: readonly string[] }): ReactNode {
  const history = useHistory();
  const change = (environment: string): void => { history.push(addressOf({ environment, kind: 'folder', at: '' })); };
  return (
    <div className={clsx(styles.where, styles[toneOf(place.environment)])}>
      <label>Environment <select value={place.environment} onChange={(event) => { change(event.target.value); }}>
        {who.environments.map(({ name, title }) => <option key={name} value={name}>{title}</option>)}
      </select></label>
      <span role="status">
        {asked !== null && asked !== place.environment && <>There is no environment “{asked}”. </>}
        {running.length > 0 && <>Running here now: {running.map((title) => visibleLine(title, longestTitle)).join(', ')}. {running.length === 1 ? 'It' : 'They'} may change files while you do.</>}
      </span>
    </div>
  );
}

function Trail({ place }: { place: Here }): ReactNode {
  const { environment, kind } = place;
  const crumbs = [{ at: '', name: 'workspace' }, ...trailOf(place.at)];
  const last = crumbs.at(-1);
  return (
    <nav aria-label="Path" className={styles.trail}>
      <ol>
        {crumbs.map((crumb) => (
          <li key={crumb.at}>
            {crumb === last
              ? <span aria-current="page">{crumb.name}{kind === 'folder' ? '/' : ''}</span>
              : <Link to={addressOf({ environment, kind: 'folder', at: crumb.at })}>{crumb.name}/</Link>}
          </li>
        ))}
      </ol>
    </nav>
  );
}

function Carried({ environment, known: { state, problem, look }, onAnew }: { environment: string; known: Known; onAnew: () => void }): ReactNode {
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Problem | null>(null);
  const reset = async (): Promise<void> => {
    setBusy(true);
    const answer = await beginAnew(environment);
    setBusy(false);
    setRefused(answer.ok ? null : answer.problem);
    if (answer.ok) onAnew();
    await look();
  };
  const wrong = refused ?? problem;
  return (
    <section aria-labelledby="carried">
      <h2 id="carried">What the next step begins with</h2>
      {state !== null && (
        <dl className={styles.carried}>
          <div><dt>Directory</dt><dd><code>{state.directory}</code></dd></div>
          <div><dt>Exported variables</dt><dd>{state.variables.length === 0 ? 'none' : state.variables.map((name) => <code key={name}>{name}</code>)}</dd></div>
        </dl>
      )}
      <p className={styles.quiet}>Only names are shown: a value may be a secret. A step shows one with <code>echo</code>.</p>
      <div role="status">{wrong !== null && <p className={styles.notice}><Sentence text={wrong.message} /></p>}</div>
      <h3>Begin anew</h3>
      <p className={styles.quiet}>Empties this workspace{environment === 'practice' && <>; your practice world stays (<Link to="/practice#world">reset that, too</Link>)</>}.</p>
      <Sure verb="Begin anew" danger busy={busy} onSure={() => void reset()}
        question="Every file here goes, and the directory, the variables and what steps kept in their home folder. What runs here is stopped first." />
    </section>
  );
}

interface Known {
  state: WorkspaceState | null;
  problem: Problem | null;
  look: () => Promise<void>;
}

/** Gives what runs in a workspace and what carries over, kept current while the page is looked at. */
function useWorkspace(environment: string): Known {
  const [now, setNow] = useState<Omit<Known, 'look'>>({ state: null, problem: null });
  const look = useCallback(() => readWorkspace(environment).then((answer) => {
    setNow((before) => (answer.ok ? { state: answer.value, problem: null } : { ...before, problem: answer.problem }));
  }), [environment]);
  useEffect(() => {
    void look();
    const timer = setInterval(() => { if (document.visibilityState === 'visible') void look(); }, lookEvery);
    return () => { clearInterval(timer); };
  }, [look]);
  return { ...now, look };
}
