/** The palette's actions, for the page that is open. */
import { useMemo } from 'react';
import { useHistory, useLocation } from '@docusaurus/router';
import { useColorMode, useThemeConfig } from '@docusaurus/theme-common';
import { makeDeepLink } from '../../client/deep-link.ts';
import { pins } from '../../client/search-kept.ts';
import { openPage, type Page, setEnvironment } from '../../client/page.ts';
import { session } from '../../client/session.ts';
import { useStore } from '../../client/store.ts';
import { type Choice, ofAction } from '../Search/choice.ts';
import { type NavItem, pagesOf } from './actions.ts';
import { type Place, procedureHere, stepHere } from './here.ts';
import { pinActions } from './pin-actions.ts';
import { walkActions } from './walk-actions.ts';

/** Takes what had the focus when the palette was opened; gives what can be done, what the page offers first. */
export function useActions(focused: Element | null): Choice[] {
  const { navbar, footer } = useThemeConfig();
  const { colorMode, setColorMode } = useColorMode();
  const page = useStore(openPage, (value) => value);
  const here = useHere(page, focused);
  const pinning = usePins(focused);
  return useMemo(() => {
    const links = [...navbar.items, ...(footer?.links ?? [])] as NavItem[];
    const other = colorMode === 'dark' ? 'light' : 'dark';
    return [
      ...here,
      ...pinning,
      ...pagesOf(links),
      ofAction('go:/find', 'Go to What runs on this?', 'namespaces, streams, files and the steps that touch them', { href: '/find' }),
      ofAction('colour', `Switch to ${other} colours`, 'colour mode, theme', { act: () => { setColorMode(other); } }),
      ofAction('help', 'Show the keys', 'help, keyboard shortcuts', { act: () => { void import('../Keys').then(({ press }) => { press('?'); }); } }),
    ];
  }, [navbar, footer, colorMode, setColorMode, here, pinning]);
}

function useHere(page: Page | null, focused: Element | null): Choice[] {
  const history = useHistory();
  const who = useStore(session, (value) => value);
  return useMemo(() => {
    if (page === null) return [];
    const step = stepHere(focused);
    const procedure = procedureHere(step);
    const offered = who.state === 'in' ? who.environments.filter(({ name }) => page.allowed.includes(name)) : page.allowed.map((name) => ({ name, title: name }));
    const now = page.state.get().environment;
    return [
      ...walkActions(),
      ...(step === null ? [] : [ofAction('copy', 'Copy the link to this step', step.title, { act: () => { copyLink(page, step); } })]),
      ...(who.state !== 'in' || procedure === null || page.steps.size === 0 ? [] : [
        ofAction('walk', 'Walk through this procedure', procedure.title, { act: () => { void walk(page, procedure, (search, hash) => { history.push({ search, hash }); }); } }),
      ]),
      ...offered.filter(({ name }) => name !== now).map(({ name, title }) => ofAction(`environment:${name}`, `Switch this page to ${title}`, 'environment', { act: () => { setEnvironment(page, name); } })),
    ];
  }, [page, focused, who, history]);
}

function usePins(focused: Element | null): Choice[] {
  const { pathname } = useLocation();
  const pinned = useStore(pins, (value) => value);
  return useMemo(() => {
    const step = stepHere(focused);
    return pinActions(pathname.replace(/(.)\/$/, '$1'), document.querySelector('h1')?.textContent ?? '', step, procedureHere(step), pinned);
  }, [pathname, pinned, focused]);
}

function copyLink(page: Page, { anchor }: Place): void {
  const { environment } = page.state.get();
  void navigator.clipboard.writeText(makeDeepLink(location.origin, page.runbook, anchor.slice('step-'.length), environment, {}));
}

async function walk(page: Page, { anchor }: Place, go: (search: string, hash: string) => void): Promise<void> {
  const { begin } = await import('../../client/walk-openings.ts');
  const answer = await begin(page, anchor);
  // Where it cannot begin, the page's own button beside the heading says why.
  go(answer.ok ? `?w=${answer.value.walkthrough.id}` : location.search, `#${anchor}`);
}
