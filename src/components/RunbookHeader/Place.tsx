/** Where steps of the page run, chosen once: stays in sight while one reads, and says loudly when it is not practice. */
import { lazy, type ReactNode, Suspense } from 'react';
import clsx from 'clsx';
import { environmentName, type Page, type PageState, setEnvironment, setValue, targetName } from '../../client/page.ts';
import { patiently } from '../../client/patiently.ts';
import type { Session } from '../../client/session.ts';
import { allowedIn, type FrontMatter } from '../RunbookPage/front-matter.ts';
import { type EnvironmentTone, toneOf } from './tone.ts';
import styles from './place.module.css';

const Progress = lazy(patiently(() => import('../Progress')));
// Most links ask for what there is.
const LinkNote = lazy(patiently(() => import('./LinkNote')));

interface Props {
  front: FrontMatter;
  page: Page;
  state: PageState;
  who: Session;
}

/** Said in words, as colours are not seen by all. */
const words: Readonly<Record<EnvironmentTone, string>> = { practice: '', real: 'Not practice', production: 'Production' };

export default function Place({ front, page, state, who }: Props): ReactNode {
  const target = state.values[targetName] ?? '';
  const tone = toneOf(state.environment, page.production.includes(target));
  const isLost = environmentName in state.left;
  const said = [...Object.values(state.left), ...state.notes].join(' ');
  return (
    <div className={styles.line} data-place={tone}><div className={clsx(styles.place, styles[tone])}>
      {tone !== 'practice' && <strong className={styles.word}><Warning />{words[tone]}</strong>}
      <Environment page={page} environment={isLost ? '' : state.environment} names={environmentsOf(front, who, state.environment)} />
      {(target !== '' || targetName in state.left) && (
        <label className={styles.choice}><span>Target</span>
          <select value={target} aria-invalid={target === '' || undefined} onChange={(event) => { setValue(page, targetName, event.target.value); }}>
            {target === '' && choose}
            {Object.entries(front.targets ?? {}).map(([name, { title = name }]) => <option key={name} value={name}>{title}</option>)}
          </select>
        </label>
      )}
      {who.state === 'in' && <Suspense><Progress /></Suspense>}
    </div>{said !== '' && <Suspense><LinkNote key={said} text={said} /></Suspense>}</div>
  );
}

const choose = <option value="" disabled>choose…</option>;

interface Choice {
  name: string;
  title: string;
}

function Environment({ page, environment, names }: { page: Page; environment: string; names: readonly Choice[] }): ReactNode {
  const title = names.find(({ name }) => name === environment)?.title ?? environment;
  if (names.length < 2 && environment !== '') return <span className={styles.choice}><span>Environment</span> <strong>{title}</strong></span>;
  return (
    <label className={styles.choice}><span>Environment</span>
      <select value={environment} aria-invalid={environment === '' || undefined} onChange={(event) => { setEnvironment(page, event.target.value); }}>
        {environment === '' && choose}
        {names.map((one) => <option key={one.name} value={one.name}>{one.title}</option>)}
      </select>
    </label>
  );
}

/** What the runbook allows and the server offers; before the server has answered, what the runbook allows. */
function environmentsOf(front: FrontMatter, who: Session, chosen: string): Choice[] {
  const allowed = allowedIn(front);
  const offered = who.state === 'in' ? who.environments.filter(({ name }) => allowed.includes(name)) : allowed.map((name) => ({ name, title: name }));
  return offered.some(({ name }) => name === chosen) ? offered : [...offered, { name: chosen, title: chosen }];
}

function Warning(): ReactNode {
  return <svg width="14" height="13" viewBox="0 0 14 13" aria-hidden="true"><path fill="currentColor" fillRule="evenodd" d="M7 .5 13.7 12.5H.3ZM6.3 4.5v4.2h1.4V4.5Zm0 5.2v1.4h1.4V9.7Z" /></svg>;
}
