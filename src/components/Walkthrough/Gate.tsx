/** Fetches what takes part in a walkthrough, when the address names one: `?w=<id>`. */
import { lazy, type ReactNode, Suspense } from 'react';
import { useLocation } from '@docusaurus/router';
import useIsBrowser from '@docusaurus/useIsBrowser';
import { patiently } from '../../client/patiently.ts';

const Here = lazy(patiently(() => import('./Here')));

export default function Gate(): ReactNode {
  const { search } = useLocation();
  const id = useIsBrowser() ? new URLSearchParams(search).get('w') : null;
  return id !== null && <Suspense><Here key={id} id={id} /></Suspense>;
}
