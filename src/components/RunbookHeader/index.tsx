/** The head of a runbook: whose it is, where to talk, and above all where its steps would run. */
import type { ReactNode } from 'react';
import clsx from 'clsx';
import { away } from '../../client/http.ts';
import { type Page, type PageState, setEnvironment, setValue, targetName, usePage } from '../../client/page.ts';
import { logOut, type Session, session } from '../../client/session.ts';
import { useStore } from '../../client/store.ts';
import { useKnown } from '../Freshness/known.ts';
import MaintenanceWindow from './MaintenanceWindow';
import Standing from './Standing';
import { allowedIn, type FrontMatter } from '../RunbookPage/front-matter.ts';
import { toneOf } from './tone.ts';
import styles from './styles.module.css';

export default function RunbookHeader({ front }: { front: FrontMatter }): ReactNode {
  const page = usePage();
  const state = useStore(page.state, (value) => value);
  const who = useStore(session, (value) => value);
  const targets = Object.entries(front.targets ?? {});
  // Where nothing runs, nobody has to know where.
  const runs = useKnown()?.facts?.coverage.steps !== 0;
  const window = front.targets?.[state.values[targetName] ?? '']?.window;
  return (
    <header className={styles.header}>
      {front.description !== undefined && <p className={styles.lead}>{front.description}</p>}
      <Facts front={front} />
      <Standing />
      {runs && <div className={clsx(styles.where, styles[toneOf(state.environment)])}>
        <Place page={page} environment={state.environment} names={environmentsOf(front, who, state.environment)} />
        {targets.length > 0 && (
          <label className={styles.place}>Target
            <select value={state.values[targetName] ?? ''} onChange={(event) => { setValue(page, targetName, event.target.value); }}>
              {targets.map(([name, target]) => <option key={name} value={name}>{target.title ?? name}</option>)}
            </select>
          </label>
        )}
        {window !== undefined && <MaintenanceWindow window={window} />}
        {isInUse(who, state.environment) && <span className={styles.inUse}>In use now</span>}
        <Person who={who} />
      </div>}
      <Notes notes={notesOf(state, who)} problems={who.state === 'in' ? who.catalog.problems : []} />
      <noscript>
        <style>{'[data-handrail]{display:none}'}</style>
        <p className={styles.note}>Running steps needs JavaScript. Reading does not.</p>
      </noscript>
    </header>
  );
}

function Facts({ front }: { front: FrontMatter }): ReactNode {
  const facts = [
    ['Service', [front.service ?? '']], ['Owners', front.owners?.length ? front.owners : ['nobody named yet']], ['Slack', front.slack ?? []],
    ['For', front.audience === undefined ? [] : [front.audience]],
  ] as const;
  return (
    <dl className={styles.facts}>
      {facts.filter(([, values]) => values.length > 0).map(([name, values]) => (
        <div key={name}><dt>{name}</dt><dd>{values.join(', ')}</dd></div>
      ))}
    </dl>
  );
}

function isInUse(who: Session, environment: string): boolean {
  return who.state === 'in' && who.environments.some(({ name, inUse }) => name === environment && inUse);
}

interface Choice {
  name: string;
  title: string;
}

function Place({ page, environment, names }: { page: Page; environment: string; names: readonly Choice[] }): ReactNode {
  const title = names.find(({ name }) => name === environment)?.title ?? environment;
  if (names.length < 2) return <span className={styles.place}>Environment <strong>{title}</strong></span>;
  return (
    <label className={styles.place}>Environment
      <select value={environment} onChange={(event) => { setEnvironment(page, event.target.value); }}>
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

function Person({ who }: { who: Session }): ReactNode {
  if (who.state !== 'in') return null;
  return (
    <span className={styles.person}>
      {who.person.name} <button type="button" onClick={() => void logOut()}>Log out</button>
    </span>
  );
}

function notesOf(state: PageState, who: Session): string[] {
  const missing = state.missing === null ? [] : [`This runbook has no step “${state.missing}”. It may have been renamed or removed.`];
  const server = who.state === 'away' ? [away.message] : [];
  const rules = who.state === 'in' && who.problems.length > 0 ? [`The file of environments has mistakes, so the rules that held before go on. ${who.problems.join(' ')}`] : [];
  return [...missing, ...state.notes, ...server, ...rules];
}

function Notes({ notes, problems }: { notes: readonly string[]; problems: readonly string[] }): ReactNode {
  return (
    <div role="status">
      {notes.map((note) => <p key={note} className={styles.note}>{note}</p>)}
      {problems.length > 0 && (
        <div className={styles.note}>
          Not every runbook compiles. Steps of those that do not cannot be run; their pages say what is wrong.
          <ul>{problems.map((problem) => <li key={problem}>{problem}</li>)}</ul>
        </div>
      )}
    </div>
  );
}
