/** What the dialog lists for what is typed. */
import { useMemo } from 'react';
import { useLocation } from '@docusaurus/router';
import type { Finder } from '../../../common/search/finder.ts';
import { finder as loaded } from '../../client/search-load.ts';
import { pins, recent } from '../../client/search-kept.ts';
import { useStore } from '../../client/store.ts';
import { matching } from '../Palette/actions.ts';
import { type Choice, ofEntry, type Section, sectionsOf } from './choice.ts';

/** Shown before anything is typed. */
const mostRecent = 8;
/** Beside results: more would push them away. */
const mostActions = 4;

/** Takes what is typed, the actions there are and whether they come first; gives the sections to list. */
export function useChoices(text: string, actions: readonly Choice[], isPalette: boolean): Section[] {
  const finder = useStore(loaded, (value) => value);
  const pinned = useStore(pins, (value) => value);
  const { pathname } = useLocation();
  const keptHere = useMemo(() => [
    { title: 'Pinned', choices: known(finder, pinned) },
    { title: 'Recent', choices: known(finder, recent().filter((path) => !pinned.includes(path))).slice(0, mostRecent) },
  ], [finder, pinned]);
  return useMemo(() => {
    const typed = text.trim();
    if (typed.startsWith('>')) return filled([{ title: 'Actions', choices: matching(actions, typed.slice(1)) }]);
    if (typed === '') return filled(isPalette ? [{ title: 'Actions', choices: actions }, ...keptHere] : keptHere);
    const able = { title: 'Actions', choices: typed.includes('\n') ? [] : matching(actions, typed).slice(0, mostActions) };
    const found = finder === null ? [] : sectionsOf(finder.answer(text, pathname));
    return filled(isPalette ? [able, ...found] : [...found, able]);
  }, [text, actions, isPalette, finder, keptHere, pathname]);
}

/** What is no longer on the site is left out. */
function known(finder: Finder | null, paths: readonly string[]): Choice[] {
  return paths.flatMap((path) => {
    const entry = finder?.at(path);
    return entry === undefined ? [] : [ofEntry(entry, [])];
  });
}

function filled(sections: readonly Section[]): Section[] {
  return sections.filter(({ choices }) => choices.length > 0);
}
