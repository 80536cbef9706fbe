/** A sentence at the foot of the window, seen and heard, until the next key. */
import styles from './styles.module.css';

let line: HTMLElement | null = null;

/** Takes a sentence, empty for none, and an element that gets the focus with it; the element is then described by it. */
export function say(sentence: string, about?: HTMLElement): void {
  if (line === null) {
    line = document.createElement('p');
    line.id = 'handrail-keys-said';
    line.setAttribute('role', 'status');
    line.className = styles.said ?? '';
    document.body.append(line);
    document.addEventListener('focusin', ({ target }) => { if (!(target as Element).hasAttribute('aria-describedby')) line?.replaceChildren(); });
  }
  line.textContent = sentence;
  if (about === undefined) return;
  about.setAttribute('aria-describedby', line.id);
  about.addEventListener('blur', () => { about.removeAttribute('aria-describedby'); }, { once: true });
  about.focus({ preventScroll: true });
  about.scrollIntoView({ block: 'nearest' });
}
