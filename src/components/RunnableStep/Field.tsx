/** A parameter, filled in where it stands in the code. Without JavaScript, and until the page has its script, it is shown as text. */
import { type ReactNode, useEffect } from 'react';
import clsx from 'clsx';
import useIsBrowser from '@docusaurus/useIsBrowser';
import type { Parameter } from '../../../common/catalog/parameter.ts';
import type { PageParameter } from './step-data.ts';
import field from './field.module.css';
import styles from './styles.module.css';

export type Entry = HTMLInputElement | HTMLSelectElement;

interface Props {
  id: string;
  /** how it stands in the code */
  text: string;
  parameter: PageParameter;
  value: string;
  isWrong: boolean;
  /** id of a hint that is shown */
  hint: string | undefined;
  onChange(value: string): void;
  onEnter(entry: Entry): void;
}

export default function Field({ id, text, parameter: { name, title, type, choices, live }, value, isWrong, hint, onChange, onEnter }: Props): ReactNode {
  const isBrowser = useIsBrowser();
  // The same listener again is no second one.
  useEffect(() => { document.addEventListener('copy', copyAsWritten); }, []);
  const isChoice = type === 'choice';
  const className = clsx(styles.parameter, field.field, (live || isChoice) && field.pick, isWrong && styles.wanting);
  const shown = value || 'fill in';
  if (!isBrowser) return <span className={className} data-value={shown}>{text}</span>;
  const shared = {
    id, value, 'aria-label': title === name ? name : `${title} ${name}`, 'aria-invalid': !!hint, 'aria-describedby': hint,
    style: { width: `${shown.length}ch`, maxWidth: `calc(100% - ${text.length}ch - 0.7em)` },
    onChange(event: { target: Entry }) { onChange(event.target.value); },
    onFocus(event: { target: Entry }) { onEnter(event.target); },
  };
  return (
    <label className={className} title={title}>
      {text}
      {isChoice ? (
        <select {...shared}>
          {!choices.includes(value) && <option value={value}>{shown}</option>}
          {choices.map((choice) => <option key={choice}>{choice}</option>)}
        </select>
      ) : (
        <input {...shared} role={live && 'combobox'} aria-expanded={live && false} placeholder="fill in" autoComplete="off" autoCapitalize="off" spellCheck={false}
          inputMode={type === 'integer' ? 'numeric' : 'text'} />
      )}
    </label>
  );
}

/** Browsers copy what is in a field along with the text around it; what is selected is to be copied as it is written. */
function copyAsWritten(event: ClipboardEvent): void {
  const selected = getSelection();
  const isAround = selected?.rangeCount && selected.getRangeAt(0).cloneContents().querySelector('label > *');
  if (!isAround || event.target instanceof HTMLInputElement) return;
  event.clipboardData?.setData('text/plain', selected.toString());
  event.preventDefault();
}

/** Takes a step's element id and a parameter; gives the id of its field. */
export function fieldId(step: string, { name }: Parameter): string {
  return `${step}-${name.toLowerCase()}`;
}
