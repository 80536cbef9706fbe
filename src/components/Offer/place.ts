/** Where a list stands: below its field, or above where there is more room, inside the window, whatever box the field is in. */

/** Between field and list, and to the window's edge, in CSS pixels. */
const gap = 6;
/** Less room than this below, and it stands above where there is more. */
const enough = 180;

/** Takes a list (a popover) and its field; shows the list beside it, and keeps it there. Gives what ends that. */
export function placeBeside(list: HTMLElement, field: HTMLElement): () => void {
  const place = () => {
    const at = (field.closest('label') ?? field).getBoundingClientRect();
    const below = innerHeight - at.bottom - 2 * gap;
    const isAbove = below < enough && at.top > innerHeight - at.bottom;
    list.style.maxHeight = `${Math.max(80, isAbove ? at.top - 2 * gap : below)}px`;
    list.style.left = `${Math.max(gap, Math.min(at.left, document.documentElement.clientWidth - list.offsetWidth - gap))}px`;
    list.style.top = isAbove ? 'auto' : `${at.bottom + gap}px`;
    list.style.bottom = isAbove ? `${innerHeight - at.top + gap}px` : 'auto';
  };
  list.showPopover();
  place();
  const listening = new AbortController();
  const { signal } = listening;
  addEventListener('scroll', place, { capture: true, passive: true, signal });
  addEventListener('resize', place, { signal });
  const sizes = new ResizeObserver(place);
  sizes.observe(list);
  return () => {
    listening.abort();
    sizes.disconnect();
  };
}
