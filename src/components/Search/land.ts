/** Where one lands: the place is brought into view and has the focus, so that the next key is for it. */

/** The page may have to be fetched first; then it is waited for no longer than this, in milliseconds. */
const patience = 5_000;

/** Takes the anchor of a place on the page that comes, without `#`; goes there as soon as it is there. */
export function land(anchor: string): void {
  const until = performance.now() + patience;
  const look = (): void => {
    const place = document.getElementById(anchor);
    if (place !== null) focus(place);
    else if (performance.now() < until) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

function focus(place: HTMLElement): void {
  for (let around = place.closest('details'); around !== null; around = around.parentElement?.closest('details') ?? null) around.open = true;
  if (!place.hasAttribute('tabindex')) place.tabIndex = -1;
  place.focus({ preventScroll: true });
  place.scrollIntoView();
}
