/** The list under the field, by sections. */
import { type ReactNode, useEffect } from 'react';
import type { Choice, Section } from './choice.ts';
import Option from './Option';
import styles from './styles.module.css';

interface Props {
  id: string;
  sections: readonly Section[];
  /** place of the choice that Enter takes; -1 when there is none */
  active: number;
  pinned: readonly string[];
  onChoose(choice: Choice, newTab: boolean): void;
  onPin(choice: Choice): void;
  onPoint(at: number): void;
}

export default function List({ id, sections, active, pinned, onChoose, onPin, onPoint }: Props): ReactNode {
  useEffect(() => { document.getElementById(`${id}${active}`)?.scrollIntoView({ block: 'nearest' }); }, [id, active, sections]);
  const firsts = sections.map((_, at) => sections.slice(0, at).reduce((sum, { choices }) => sum + choices.length, 0));
  return (
    <div id={`${id}list`} role="listbox" aria-label="What was found" className={styles.list}>
      {sections.map(({ title, choices }, section) => (
        <div key={title} role="group" aria-labelledby={`${id}section${section}`}>
          <div id={`${id}section${section}`} role="presentation" className={styles.section}>{title}</div>
          {choices.map((choice, offset) => {
            const at = (firsts[section] ?? 0) + offset;
            return (
              <Option key={choice.key} id={`${id}${at}`} choice={choice} isActive={at === active} isPinned={choice.href !== null && pinned.includes(choice.href)}
                onChoose={(newTab) => { onChoose(choice, newTab); }} onPin={() => { onPin(choice); }} onPoint={() => { onPoint(at); }} />
            );
          })}
        </div>
      ))}
    </div>
  );
}
