/** Pins the page that is open, or the step or procedure one is at: what is pinned stands first in search, and on the front page. */
import { canPin, togglePin } from '../../client/search-kept.ts';
import { type Choice, ofAction } from '../Search/choice.ts';
import type { Place } from './here.ts';

/** Takes the page's address, its title, the step and the procedure one is at, and what is pinned; gives an action for each that can be. */
export function pinActions(path: string, title: string, step: Place | null, procedure: Place | null, pinned: readonly string[]): Choice[] {
  const places = [
    ...(step === null ? [] : [{ what: 'step', address: `${path}#${step.anchor}`, called: step.title }]),
    ...(procedure === null ? [] : [{ what: 'procedure', address: `${path}#${procedure.anchor}`, called: procedure.title }]),
    { what: 'page', address: path, called: title },
  ];
  return places.filter(({ address }) => canPin(address)).map(({ what, address, called }) => {
    const verb = pinned.includes(address) ? 'Take the pin out of' : 'Pin';
    return ofAction(`pin:${what}`, `${verb} this ${what}`, called, { act: () => { pin(address, called); } });
  });
}

function pin(address: string, called: string): void {
  const said = togglePin(address) ? `Pinned: ${called}` : `No longer pinned: ${called}`;
  void import('../Keys/say.ts').then(({ say }) => { say(said); }, () => undefined);
}
