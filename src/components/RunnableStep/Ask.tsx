/** What the server wants to hear before it runs a step: a word typed to confirm, or why to go on: here, without what comes before, or outside the maintenance window. */
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { anchorOf } from '../../client/deep-link.ts';
import type { Page } from '../../client/page.ts';
import type { Question } from './question.ts';
import form from './form.module.css';
import styles from './styles.module.css';

interface Props {
  question: Question;
  page: Page;
  onAnswer(answer: { confirm?: string; reason?: string }): void;
  onCancel(): void;
}

export default function Ask({ question, page, onAnswer, onCancel }: Props): ReactNode {
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const expected = question.kind === 'confirm' ? question.expected : null;
  const asksReason = question.kind === 'needs' ? question.mayGoOn : question.kind !== 'confirm';
  const asks = expected !== null || asksReason;
  const enough = (expected === null || typed === expected) && (!asksReason || reason.trim() !== '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (enough) onAnswer({ ...(expected === null ? {} : { confirm: typed }), ...(asksReason ? { reason: reason.trim() } : {}) });
  };
  return (
    <form className={expected === null ? form.ask : form.askDestroy} onSubmit={submit}>
      <p className={form.askText} role="alert">
        {question.sentence} {question.kind === 'needs' && <Links needs={question.needs} page={page} />}
      </p>
      {expected !== null && <Line label={<>Type <code>{expected}</code></>} value={typed} onChange={setTyped} isFirst />}
      {asksReason && <Line label={reasons[question.kind]} value={reason} onChange={setReason} isFirst={expected === null} isProse />}
      <div className={form.askRow}>
        {asks && <button type="submit" className={expected === null ? styles.run : styles.danger} disabled={!enough}>Run</button>}
        <button type="button" className={styles.plain} onClick={onCancel}>{asks ? 'Cancel' : 'Close'}</button>
      </div>
    </form>
  );
}

const reasons: Readonly<Record<Question['kind'], string>> = {
  confirm: '', reason: 'Reason', window: 'Reason to go on now', needs: 'Reason to go on without',
};

interface LineProps {
  label: ReactNode;
  value: string;
  onChange(value: string): void;
  isFirst: boolean;
  isProse?: boolean;
}

function Line({ label, value, onChange, isFirst, isProse = false }: LineProps): ReactNode {
  const id = useId();
  return (
    <div className={form.askRow}>
      <label htmlFor={id}>{label}</label>
      <input id={id} className={form.input} value={value} autoComplete="off" autoCapitalize="off" spellCheck={isProse} maxLength={500}
        ref={isFirst ? focusOnce : undefined} onChange={(event) => { onChange(event.target.value); }} />
    </div>
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
