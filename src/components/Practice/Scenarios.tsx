/** Faults to find and repair: the one that is on, and all there are. */
import type { ReactNode } from 'react';
import clsx from 'clsx';
import Link from '@docusaurus/Link';
import type { ProgressItem, ScenarioState, ScenarioSummary } from '../../../common/practice.ts';
import { onScenario, type Practice } from '../../client/practice.ts';
import Sentence from '../Sentence';
import Sure from './Sure';
import styles from './styles.module.css';

export default function Scenarios({ practice }: { practice: Practice }): ReactNode {
  const { scenarios: told, progress } = practice;
  if (told === null) return null;
  const current = told.scenarios.find(({ id }) => id === told.current?.id);
  return (
    <>
      {current !== undefined && told.current !== null && <Current scenario={current} state={told.current} practice={practice} />}
      <ul className={styles.scenarios}>
        {[...told.scenarios].sort((one, other) => one.service.localeCompare(other.service)).map((scenario) => (
          <li key={scenario.id}>
            <Scenario scenario={scenario} on={scenario.id === told.current?.id} solved={progress.find(({ item }) => item === `scenario-${scenario.id}`)} practice={practice} another={told.current !== null && told.current.solvedAt === null} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Current({ scenario, state, practice }: { scenario: ScenarioSummary; state: ScenarioState; practice: Practice }): ReactNode {
  const busy = practice.busy !== null;
  const left = scenario.hints - state.hints.length;
  return (
    <section className={clsx(styles.current, state.solvedAt !== null && styles.solved)} aria-label={`Under way: ${scenario.title}`}>
      <h3>{state.solvedAt === null ? scenario.title : `Repaired: ${scenario.title}`}</h3>
      {state.failed === null ? <p><Sentence text={scenario.story} /></p> : <p className={styles.bad} role="alert">The world could not be broken as it should: {state.failed} Give up, which resets it, and start again.</p>}
      <p>The runbook: <Link to={`/runbooks/${scenario.runbook}`}>{scenario.runbook}</Link></p>
      {state.hints.length > 0 && <ol className={styles.hints}>{state.hints.map((hint) => <li key={hint}><Sentence text={hint} /></li>)}</ol>}
      <div role="status">
        {state.lastCheck !== null && <pre className={state.lastCheck.repaired ? styles.good : styles.output}>{state.lastCheck.output.trim() || (state.lastCheck.repaired ? 'All is well again.' : 'Not repaired yet.')}</pre>}
      </div>
      <p className={styles.row}>
        <button type="button" className={styles.main} disabled={busy} onClick={() => void practice.act('check', () => onScenario(scenario.id, 'check'))}>{practice.busy === 'check' ? 'Checking…' : 'Is it repaired?'}</button>
        {left > 0 && state.solvedAt === null && <button type="button" className={styles.plain} disabled={busy} onClick={() => void practice.act('hint', () => onScenario(scenario.id, 'hint'))}>Show a hint ({left} left)</button>}
        <Sure verb={state.solvedAt === null ? 'Give up' : 'End it'} question="Your world is put back to its beginning." busy={busy} onSure={() => void practice.act('end', () => onScenario(scenario.id, 'reset'))} />
      </p>
    </section>
  );
}

interface OneProps { scenario: ScenarioSummary; on: boolean; solved: ProgressItem | undefined; practice: Practice; another: boolean }

function Scenario({ scenario, on, solved, practice, another }: OneProps): ReactNode {
  return (
    <section className={styles.scenario} aria-label={scenario.title}>
      <span className={styles.quiet}>{scenario.service} · about {scenario.minutes} min{solved !== undefined && <> · <strong className={styles.goodText}>solved</strong></>}</span>
      <h3>{scenario.title}</h3>
      <p><Sentence text={scenario.symptom} /></p>
      <p className={styles.row}>
        {on ? <span className={styles.quiet}>Under way</span>
          : another ? <span className={styles.quiet}>End the one that is under way first.</span> : <button type="button" className={styles.plain} disabled={another || practice.busy !== null} title={another ? 'Another one is under way: end it first.' : undefined}
              aria-label={`Start: ${scenario.title}`} onClick={() => void practice.act('start', () => onScenario(scenario.id, 'start'))}>Start</button>}
      </p>
    </section>
  );
}
