/**
 * What a field offers while somebody is in it: what it was last time, what there is in the environment now. A combobox as in
 * https://www.w3.org/WAI/ARIA/apg/patterns/combobox/: the focus stays in the field, which is the page’s own; its keys are
 * heard from here. What comes from an environment is shown as text only.
 */
import { type ReactNode, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react';
import type { Page } from '../../client/page.ts';
import type { PageParameter } from '../RunnableStep/step-data.ts';
import { type OfferedValue, offersOf } from './offers.ts';
import { placeBeside } from './place.ts';
import Remembered from './Remembered';
import { sayOf } from './say.ts';
import { useRemembered } from './use-remembered.ts';
import { useThere } from './use-there.ts';
import styles from './styles.module.css';

interface Props {
  page: Page;
  parameter: PageParameter;
  /** the field, which has the focus */
  entry: HTMLInputElement | HTMLSelectElement;
  value: string;
  /** what does not fit, said below the line too, which the list covers; empty when nothing */
  said: string;
  onChange(value: string): void;
  onLeave(): void;
}

export default function Offer({ entry, ...props }: Props): ReactNode {
  return entry instanceof HTMLSelectElement ? <Remembered page={props.page} parameter={props.parameter} select={entry} /> : <Box {...props} input={entry} />;
}

function Box({ page, parameter, input, value, said, onChange, onLeave }: Omit<Props, 'entry'> & { input: HTMLInputElement }): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(true);
  const [isTyped, setTyped] = useState(false);
  const [active, setActive] = useState(-1);
  const last = useRemembered(page, parameter);
  const there = useThere(page, parameter);
  const offers = offersOf(last, there.answer, isTyped ? value : '');
  const say = sayOf(there, page.state.get().environment, offers.length);
  const id = `${input.id}-offer`;
  const isShown = isOpen && (offers.length > 0 || say + said !== '' || parameter.title !== parameter.name);
  const at = Math.min(active, offers.length - 1);

  const show = (typed: boolean) => {
    setOpen(true);
    setTyped(typed);
    setActive(-1);
  };
  const pick = ({ value: picked }: OfferedValue) => {
    onChange(picked);
    setOpen(false);
    setActive(-1);
  };
  const press = useEffectEvent((event: KeyboardEvent) => {
    const chosen = offers[at];
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const step = event.key === 'ArrowDown' ? 1 : -1;
      if (!isShown) show(false);
      // One place more than there are offers: the field itself.
      else setActive(((at + 1 + step + offers.length + 1) % (offers.length + 1)) - 1);
    } else if (event.key === 'Escape' && isShown) setOpen(false);
    else if (event.key === 'Enter' && isShown && chosen !== undefined) pick(chosen);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  const leave = useEffectEvent(onLeave);
  const typed = useEffectEvent(() => { show(true); });
  const again = useEffectEvent(() => { if (!isShown) show(false); });
  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    input.addEventListener('keydown', press, { signal });
    input.addEventListener('input', typed, { signal });
    input.addEventListener('click', again, { signal });
    input.addEventListener('blur', leave, { signal });
    return () => { listening.abort(); };
  }, [input]);
  useCombobox(input, id, isShown && offers.length > 0, at);
  useLayoutEffect(() => (isShown && box.current !== null ? placeBeside(box.current, input) : undefined), [isShown, input]);
  if (!isShown) return null;
  return (
    // The focus stays in the field.
    <div ref={box} className={styles.offer} popover="manual" onPointerDown={(event) => { event.preventDefault(); }}>
      {parameter.title !== parameter.name && <p className={styles.title}>{parameter.title}</p>}
      {said !== '' && <p className={styles.hint} aria-hidden="true">{said}</p>}
      {offers.length > 0 && <List id={id} title={parameter.title} offers={offers} at={at} onPick={pick} />}
      <p className={styles.say} role="status">{say}</p>
    </div>
  );
}

function List({ id, title, offers, at, onPick }: { id: string; title: string; offers: readonly OfferedValue[]; at: number; onPick(offer: OfferedValue): void }): ReactNode {
  return (
    <ul id={id} className={styles.list} role="listbox" aria-label={title}>
      {offers.map((offer, index) => (
        <li key={offer.value} id={`${id}-${index}`} className={styles.option} role="option" aria-selected={index === at} onClick={() => { onPick(offer); }}>
          <span className={styles.value}>{offer.value}</span>
          {offer.note !== '' && <span className={styles.note}>{offer.note}</span>}
        </li>
      ))}
    </ul>
  );
}

/** Says to assistive technology what the field is while there is a list; what the page itself says of the field is not touched. */
function useCombobox(input: HTMLInputElement, id: string, hasList: boolean, at: number): void {
  useEffect(() => {
    const was = input.getAttribute('role');
    if (!hasList) return undefined;
    input.setAttribute('role', 'combobox');
    input.setAttribute('aria-autocomplete', 'list');
    input.setAttribute('aria-controls', id);
    input.setAttribute('aria-expanded', 'true');
    return () => {
      for (const name of ['aria-autocomplete', 'aria-controls', 'aria-activedescendant']) input.removeAttribute(name);
      if (was === null) {
        input.removeAttribute('role');
        input.removeAttribute('aria-expanded');
      } else input.setAttribute('aria-expanded', 'false');
    };
  }, [input, id, hasList]);
  useEffect(() => {
    if (!hasList || at < 0) {
      input.removeAttribute('aria-activedescendant');
      return;
    }
    input.setAttribute('aria-activedescendant', `${id}-${at}`);
    document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: 'nearest' });
  }, [input, id, hasList, at]);
}
