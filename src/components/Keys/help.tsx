/** The list of keys, and the switch that turns the letters off. */
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { lettersOn, switchName } from '../../client/keys.ts';
import styles from './styles.module.css';

const keys: readonly (readonly [keys: readonly string[], what: string])[] = [
  [['n'], 'Next step'],
  [['p'], 'Previous step'],
  [['r'], 'Run the step at hand. One that destroys, or that changes what is in use, asks for Enter'],
  [['s'], 'Stop what is running'],
  [['w'], 'To the walkthrough at the foot of the page'],
  [['/'], 'Search'],
  [['Ctrl', 'K'], 'Palette of commands, ⌘K on a Mac'],
  [['?'], 'This list'],
];

/** Shows the list above the page; Escape closes it, and the focus goes back to where it was. */
export function showHelp(): void {
  if (document.querySelector('[data-handrail="help"]') !== null) return;
  const host = document.body.appendChild(document.createElement('div'));
  host.dataset['handrail'] = 'help';
  const before = document.activeElement;
  const root = createRoot(host);
  root.render(<Help onClose={() => {
    root.unmount();
    host.remove();
    if (before instanceof HTMLElement) before.focus();
  }} />);
}

function Help({ onClose }: { onClose(): void }): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => { dialog.current?.showModal(); }, []);
  const close = () => { dialog.current?.close(); };
  return (
    <dialog ref={dialog} className={styles.dialog} aria-labelledby="handrail-keys" onClose={onClose}>
      <h2 id="handrail-keys" className={styles.title}>Keys</h2>
      <dl className={styles.list}>
        {keys.map(([names, what]) => (
          <div key={what}><dt>{names.map((name) => <kbd key={name}>{name}</kbd>)}</dt><dd>{what}</dd></div>
        ))}
      </dl>
      <p className={styles.note}>The step at hand is the one with the focus, else that of the link, else the first whose title is in sight. In a field or a terminal, keys are only typed.</p>
      <Switch />
      <button type="button" className={styles.close} onClick={close}>Close</button>
    </dialog>
  );
}

function Switch(): ReactNode {
  const [on, setOn] = useState(lettersOn);
  return (
    <label className={styles.switch}>
      <input type="checkbox" checked={on} onChange={({ target: { checked } }) => {
        setOn(checked);
        keep(checked);
      }} />
      Keys without Ctrl do something. “Keys” at the foot of each page leads back here.
    </label>
  );
}

function keep(on: boolean): void {
  try {
    if (on) localStorage.removeItem(switchName);
    else localStorage.setItem(switchName, 'off');
  } catch {
    // A browser that keeps nothing keeps the keys on.
  }
}
