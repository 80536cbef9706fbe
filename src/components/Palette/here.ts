/** Which step and which procedure a person is at, from what the page shows. */

/** How far below the top of the window one reads, in CSS pixels: the bar of navigation and a heading are above. */
const readingLine = 220;

/** A place on the page: its anchor, and what it is called there. */
export interface Place {
  anchor: string;
  title: string;
}

/** Takes what had the focus; gives the step it is in, else the one the address names, else the last that begins above the line where one reads. Null where there is none. */
export function stepHere(focused: Element | null): Place | null {
  const steps = [...document.querySelectorAll<HTMLElement>('[id^="step-"]')].filter(({ id }) => document.getElementById(`${id}-title`) !== null);
  const named = document.getElementById(location.hash.slice(1));
  const found = steps.find((step) => step.contains(focused)) ?? steps.find((step) => step === named) ?? above(steps);
  return found === undefined ? null : { anchor: found.id, title: document.getElementById(`${found.id}-title`)?.textContent ?? found.id };
}

/** Takes a step of the page or null; gives the procedure it is in, or the one that is read. Null above the first heading. */
export function procedureHere(step: Place | null): Place | null {
  const headings = [...document.querySelectorAll<HTMLElement>('.markdown h2[id], .markdown h3[id], .markdown h4[id]')];
  const box = step === null ? null : document.getElementById(step.anchor);
  const found = box === null ? above(headings) : headings.findLast((heading) => (heading.compareDocumentPosition(box) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0);
  return found === undefined ? null : { anchor: found.id, title: wordsIn(found) };
}

function above(elements: readonly HTMLElement[]): HTMLElement | undefined {
  return elements.findLast((element) => element.getBoundingClientRect().top < readingLine);
}

/** A heading's own words, without the link to itself. */
function wordsIn(heading: HTMLElement): string {
  return [...heading.childNodes].filter((node) => !(node instanceof HTMLAnchorElement && node.classList.contains('hash-link'))).map((node) => node.textContent).join('').trim();
}
