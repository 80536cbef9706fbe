/** What the server wants to hear before it runs a step: a word typed to confirm, or why to go on without what comes before or outside the maintenance window. */
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { anchorOf } from '../../client/deep-link.ts';
import type { Page } from '../../client/page.ts';
import type { Question } from './question.ts';
import form from './form.module.css';
import styles from './styles.module.css';

interface Props {
  question: Question;
  page: Page;
  onAnswer(answer: { confirm: string } | { reason: string }): void;
  onCancel(): void;
}

export default function Ask({ question, page, onAnswer, onCancel }: Props): ReactNode {
  const [typed, setTyped] = useState('');
  const id = useId();
  const confirming = question.kind === 'confirm';
  const enough = confirming ? typed === question.expected : typed.trim() !== '';
  const asks = question.kind !== 'needs' || question.mayGoOn;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (enough) onAnswer(confirming ? { confirm: typed } : { reason: typed.trim() });
  };
  return (
    <form className={confirming ? form.askDestroy : form.ask} onSubmit={submit}>
      <p className={form.askText} role="alert">
        {question.sentence} {question.kind === 'needs' && <Links needs={question.needs} page={page} />}
      </p>
      {asks && (
        <div className={form.askRow}>
          <label htmlFor={id}>{confirming ? <>Type <code>{question.expected}</code></> : question.kind === 'window' ? 'Reason to go on now' : 'Reason to go on without'}</label>
          <input id={id} className={form.input} value={typed} autoComplete="off" autoCapitalize="off" spellCheck={!confirming}
            ref={focusOnce} onChange={(event) => { setTyped(event.target.value); }} />
        </div>
      )}
      <div className={form.askRow}>
        {asks && <button type="submit" className={confirming ? styles.danger : styles.run} disabled={!enough}>Run</button>}
        <button type="button" className={styles.plain} onClick={onCancel}>{asks ? 'Cancel' : 'Close'}</button>
      </div>
    </form>
  );
}

function Links({ needs, page }: { needs: readonly string[]; page: Page }): ReactNode {
  return needs.map((need, at) => (
    <span key={need}>{at > 0 && ', '}<a href={`#${anchorOf(need)}`}>{page.steps.get(need)?.title ?? need}</a></span>
  ));
}

function focusOnce(input: HTMLInputElement | null): void {
  input?.focus({ preventScroll: true });
}
