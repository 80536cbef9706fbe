/** A button that copies a text and says so. */
import { type ReactNode, useEffect, useState } from 'react';
import clsx from 'clsx';
import styles from './styles.module.css';

interface Props {
  text(): string;
  /** what the button does, for its tip and for screen readers */
  label: string;
  /** what it shows; an icon when left out */
  children?: ReactNode;
  /** a look of its own, in the place of an icon's */
  className?: string | undefined;
}

export default function CopyButton({ text, label, children, className }: Props): ReactNode {
  const [outcome, setOutcome] = useState<'' | 'Copied' | 'Could not copy'>('');
  useEffect(() => {
    if (outcome === '') return undefined;
    const timer = setTimeout(() => { setOutcome(''); }, 1_800);
    return () => { clearTimeout(timer); };
  }, [outcome]);
  const press = async () => { setOutcome(await copy(text()) ? 'Copied' : 'Could not copy'); };
  return (
    <button type="button" data-handrail="copy" className={clsx(styles.copy, className ?? styles.icon)} aria-label={label} title={outcome || label} onClick={() => void press()}>
      {children ?? <CopyIcon />}
      <span className={styles.outcome} aria-live="polite">{outcome}</span>
    </button>
  );
}

/** Takes a text; puts it on the clipboard. Gives whether that worked. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByHand(text);
  }
}

/** `navigator.clipboard` is there only in secure contexts, and an intranet address may not be one. */
function copyByHand(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  area.style.cssText = 'position:fixed;opacity:0';
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  return copied;
}

function CopyIcon(): ReactNode {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinejoin="round" aria-hidden="true">
      <rect x="5.5" y="5.5" width="8" height="8.5" rx="1.5" />
      <path d="M10.5 5.5V3.5A1.5 1.5 0 0 0 9 2H4a1.5 1.5 0 0 0-1.5 1.5V9A1.5 1.5 0 0 0 4 10.5h1.5" />
    </svg>
  );
}
