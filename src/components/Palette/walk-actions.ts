/** What can be done about the walkthrough that the page takes part in: the buttons of its bar, as they are offered there just now. */
import { type Choice, ofAction } from '../Search/choice.ts';

const bar = '[data-handrail="walkthrough"]';

/** Gives an action for each button of the bar, and one that leads there; none where there is no walkthrough on the page. */
export function walkActions(): Choice[] {
  if (document.querySelector(bar) === null) return [];
  const deeds = [...document.querySelectorAll<HTMLElement>(`${bar} [data-deed]`)];
  return [
    ...deeds.map(({ dataset: { deed = '' }, textContent, title }) => ofAction(`walk:${deed}`, textContent, `walkthrough${title === '' ? '' : `: ${title}`}`, {
      // Looked for anew: somebody else may have done it meanwhile, and then it is not offered any more.
      act: () => { document.querySelector<HTMLElement>(`${bar} [data-deed="${deed}"]`)?.click(); },
    })),
    ofAction('walk:bar', 'To the walkthrough', 'its bar at the foot of the page', { act: () => { void import('../Keys').then(({ press }) => { press('w'); }); } }),
  ];
}
