/** The bar stands over the end of the page: other things that stand there, and what the keyboard brings into view, keep clear of it. */
import { useCallback } from 'react';

const name = '--hr-walk-height';

/** Gives what the bar's element is to be told to: its height in pixels is then known to the style sheets, and 0 once it is gone. */
export function useRoom(): (element: HTMLElement | null) => (() => void) | undefined {
  return useCallback((element: HTMLElement | null) => {
    if (element === null) return undefined;
    const root = document.documentElement;
    const observer = new ResizeObserver(() => {
      root.style.setProperty(name, `${element.offsetHeight}px`);
      root.style.scrollPaddingBottom = `${element.offsetHeight + 16}px`;
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      root.style.removeProperty(name);
      root.style.scrollPaddingBottom = '';
    };
  }, []);
}
