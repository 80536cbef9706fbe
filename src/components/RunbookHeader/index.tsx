/** The head of a runbook: whose it is, where to talk, and above all where its steps would run. */
import type { ReactNode } from 'react';
import { away } from '../../client/http.ts';
import { type PageState, targetName, usePage } from '../../client/page.ts';
import { logOut, type Session, session } from '../../client/session.ts';
import { useStore } from '../../client/store.ts';
import { useKnown } from '../Freshness/known.ts';
import type { FrontMatter } from '../RunbookPage/front-matter.ts';
import WholeWalk from '../Walkthrough/WholeSlot';
import Facts from './Facts';
import MaintenanceWindow from './MaintenanceWindow';
import Place from './Place';
import Standing from './Standing';
import styles from './styles.module.css';

export default function RunbookHeader({ front }: { front: FrontMatter }): ReactNode {
  const page = usePage();
  const state = useStore(page.state, (value) => value);
  const who = useStore(session, (value) => value);
  const window = front.targets?.[state.values[targetName] ?? '']?.window;
  // Where nothing runs, nobody has to know where.
  const runs = useKnown()?.facts?.coverage.steps !== 0;
  return (
    <>
      <header className={styles.header}>
        {front.description !== undefined && <p className={styles.lead}>{front.description}</p>}
        <Facts front={front} />
        <Standing />
        <div className={styles.beside}>
          {window !== undefined && <MaintenanceWindow window={window} />}
          {runs && <WholeWalk />}
          {isInUse(who, state.environment) && <span className={styles.inUse}>In use now</span>}
          <Person who={who} />
        </div>
      </header>
      {/* A child of the whole text, so that it stays in sight as far as the text goes. */}
      {runs && <Place front={front} page={page} state={state} who={who} />}
      <Notes notes={[...notesOf(state, who, front), ...(runs ? [] : state.notes)]} problems={who.state === 'in' ? who.catalog.problems : []} />
      <noscript>
        <style>{'[data-handrail]{display:none}'}</style>
        <p className={styles.note}>Running steps needs JavaScript. Reading does not.</p>
      </noscript>
    </>
  );
}

function isInUse(who: Session, environment: string): boolean {
  return who.state === 'in' && who.environments.some(({ name, inUse }) => name === environment && inUse);
}

function Person({ who }: { who: Session }): ReactNode {
  if (who.state !== 'in') return null;
  return (
    <span className={styles.person}>
      {who.person.name} <button type="button" onClick={() => void logOut()}>Log out</button>
    </span>
  );
}

function notesOf(state: PageState, who: Session, { gone = {} }: FrontMatter): string[] {
  const instead = state.missing !== null && Object.hasOwn(gone, state.missing) ? gone[state.missing] : 'It may have been renamed or removed.';
  const missing = state.missing === null ? [] : [`This runbook has no step “${state.missing}”. ${instead ?? ''}`];
  const server = who.state === 'away' ? [away.message] : [];
  const rules = who.state === 'in' && who.problems.length > 0 ? [`A file of settings has mistakes, so what it said before holds on. ${who.problems.join(' ')}`] : [];
  return [...missing, ...server, ...rules];
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
