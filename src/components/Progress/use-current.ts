/** Which procedure the reader is at. */
import { useEffect, useState } from 'react';

/** How far down the window a heading has to be for what stands under it to be what is read. */
const line = 0.4;

/** Takes the ids of headings in order; gives that of the last one above the line, empty before the first. */
export function useCurrent(ids: readonly string[]): string {
  const [current, setCurrent] = useState('');
  useEffect(() => {
    let asked = 0;
    const look = () => {
      asked = 0;
      const above = ids.filter((id) => (document.getElementById(id)?.getBoundingClientRect().top ?? Infinity) < innerHeight * line);
      setCurrent(above.at(-1) ?? '');
    };
    const soon = () => { asked ||= requestAnimationFrame(look); };
    look();
    addEventListener('scroll', soon, { passive: true });
    addEventListener('resize', soon);
    return () => {
      cancelAnimationFrame(asked);
      removeEventListener('scroll', soon);
      removeEventListener('resize', soon);
    };
  }, [ids]);
  return current;
}

/** Takes a heading's id; brings its entry into what is seen of the table of contents, which scrolls by itself. The page stays where it is. */
export function showInContents(id: string): void {
  const entry = id === '' ? null : document.querySelector<HTMLElement>(`.theme-doc-toc-desktop a[href="#${CSS.escape(id)}"]`);
  const list = entry?.closest<HTMLElement>('.theme-doc-toc-desktop');
  if (!entry || !list) return;
  const above = entry.getBoundingClientRect().top - list.getBoundingClientRect().top;
  if (above < 0 || above > list.clientHeight * 0.7) list.scrollBy({ top: above - list.clientHeight * 0.3 });
}
