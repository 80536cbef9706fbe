/**
 * Gives the steps of a runbook what they share, asks the server once who is here and what was run before, and follows the
 * address: it fills in what a link says and never runs anything.
 */
import { type ReactNode, useEffect, useState } from 'react';
import { useHistory, useLocation } from '@docusaurus/router';
import { anchorOf, parseDeepLink, renamed } from '../../client/deep-link.ts';
import { focusPlace, keepInView } from '../../client/keep-in-view.ts';
import { createPage, fillIn, lookFor, openPage, type Page, PageContext, targetName } from '../../client/page.ts';
import { restore } from '../../client/run-store.ts';
import { loadSession, session } from '../../client/session.ts';
import { useStore } from '../../client/store.ts';
import Gate from '../Running/Gate';
import WalkGate from '../Walkthrough/Gate';
import { allowedIn, type FrontMatter, productionOf } from './front-matter.ts';

interface Props {
  runbook: string;
  front: FrontMatter;
  children: ReactNode;
}

export default function RunbookPage({ runbook, front, children }: Props): ReactNode {
  const [page] = useState(() => createPage(runbook, allowedIn(front), Object.keys(front.targets ?? {}), productionOf(front)));
  useAddress(page, front);
  useServer(page);
  useEffect(() => {
    openPage.set(page);
    return () => { openPage.set(null); };
  }, [page]);
  return <PageContext value={page}>{children}<WalkGate /><Gate /></PageContext>;
}

function useAddress(page: Page, { aliases = {} }: FrontMatter): void {
  const { search, hash } = useLocation();
  const history = useHistory();
  // Steps make themselves known in their own effects, which run before these. Going to another heading must not fill in
  // again what the person has changed since, so the query and the fragment are followed apart.
  useEffect(() => { fillIn(page, parseDeepLink(search, '')); }, [page, search]);
  const now = renamed(hash, aliases);
  useEffect(() => { if (now !== null) history.replace({ search, hash: now }); }, [history, search, now]);
  useEffect(() => {
    const { step } = parseDeepLink('', hash);
    lookFor(page, step);
    const end = hash === '' ? undefined : keepInView(nameOf(hash));
    if (step !== null) focusPlace(anchorOf(step));
    return end;
  }, [page, hash]);
}

/** A fragment may be written by anybody, and need not be well formed. */
function nameOf(hash: string): string {
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    return '';
  }
}

function useServer(page: Page): void {
  const environment = useStore(page.state, (state) => state.environment);
  const state = useStore(session, (value) => value.state);
  useEffect(() => {
    if (page.steps.size === 0) return undefined;
    const ask = () => { if (document.visibilityState === 'visible') void loadSession(); };
    ask();
    document.addEventListener('visibilitychange', ask);
    return () => { document.removeEventListener('visibilitychange', ask); };
  }, [page]);
  useEffect(() => {
    if (state === 'in') void restore(page.runbook, environment);
  }, [page, environment, state]);
  useDecisions(page, environment, state === 'in');
}

/** Once somebody is logged in; what asks is fetched then, since who only reads needs none of it. */
function useDecisions(page: Page, environment: string, isIn: boolean): void {
  const target = useStore(page.state, ({ values }) => values[targetName]);
  useEffect(() => {
    if (!isIn || page.steps.size === 0) return undefined;
    let end: (() => void) | null = null;
    let stands = true;
    void import('../../client/decisions.ts').then(({ followDecisions }) => {
      if (stands) end = followDecisions(page.runbook, environment, target);
    }, () => undefined);
    return () => {
      stands = false;
      end?.();
    };
  }, [page, environment, target, isIn]);
}
