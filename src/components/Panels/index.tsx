/**
 * A live panel of a runbook. As it stands on the page and on paper it says what it shows, and the command that shows the same in a
 * terminal; what makes it live is fetched once it is in view.
 */
import { lazy, type ReactNode, Suspense, useCallback, useState } from 'react';
import type { PanelKind } from '../../../common/panel.ts';
import { patiently } from '../../client/patiently.ts';

const Live = lazy(patiently(() => import('./Live')));

/** As the build wrote them (src/remark/live-panels). */
export interface PanelProps {
  kind: PanelKind;
  /** JSON of its attributes, parameters as `$NAME` */
  of: string;
  caption: string;
  command: string;
  /** JSON of the parameters in them, with their defaults; left out where there are none */
  defaults?: string;
  /** for how many rows there is room */
  rows: string;
  /** what it says before anything is live */
  children: ReactNode;
}

export default function Panel(props: PanelProps): ReactNode {
  const { isInView, wasInView, mark } = useInView();
  return (
    <>
      <span ref={mark} />
      {wasInView ? <Suspense fallback={props.children}><Live {...props} isInView={isInView} /></Suspense> : props.children}
    </>
  );
}

/** Tells whether the box around an element is in view, or about to be, and whether it ever was. */
function useInView(): { isInView: boolean; wasInView: boolean; mark: (mark: HTMLElement | null) => (() => void) | undefined } {
  const [seen, setSeen] = useState({ isInView: false, wasInView: false });
  const mark = useCallback((element: HTMLElement | null) => {
    const box = element?.parentElement;
    if (box === null || box === undefined) return undefined;
    const watcher = new IntersectionObserver((entries) => {
      const isInView = entries.at(-1)?.isIntersecting === true;
      setSeen(({ wasInView }) => ({ isInView, wasInView: wasInView || isInView }));
    }, { rootMargin: '200px' });
    watcher.observe(box);
    return () => { watcher.disconnect(); };
  }, []);
  return { ...seen, mark };
}
