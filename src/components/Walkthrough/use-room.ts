/** The bar stands over the end of the page: other things that stand there, and what the keyboard brings into view, keep clear of it. */
import { useCallback } from 'react';

const name = '--hr-walk-height';

/** Gives what the bar's element is to be told to: its height in pixels is then known to the style sheets, and 0 once it is gone. */
export function useRoom(): (element: HTMLElement | null) => (() => void) | undefined {
  return useCallback((element: HTMLElement | null) => {
    if (element === null) return undefined;
    const root = document.documentElement;
    const fit = () => {
      root.style.setProperty(name, `${element.offsetHeight}px`);
      // What is written in the bar itself is in view: a browser that took it for covered would scroll the page away with every letter.
      root.style.scrollPaddingBottom = element.contains(document.activeElement) ? '' : `${element.offsetHeight + 16}px`;
    };
    const observer = new ResizeObserver(fit);
    observer.observe(element);
    const settle = () => { requestAnimationFrame(fit); };
    element.addEventListener('focusin', fit);
    element.addEventListener('focusout', settle);
    return () => {
      observer.disconnect();
      element.removeEventListener('focusin', fit);
      element.removeEventListener('focusout', settle);
      root.style.removeProperty(name);
      root.style.scrollPaddingBottom = '';
    };
  }, []);
}
