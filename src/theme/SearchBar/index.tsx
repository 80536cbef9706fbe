/** The way into search: a button in the navigation, and what the keys ask for. All else comes when it is first opened. */
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { useLocation } from '@docusaurus/router';
import { patiently } from '@site/src/client/patiently.ts';
import { visit } from '@site/src/client/search-visits.ts';
import styles from './styles.module.css';

const fetchSearch = patiently(() => import('@site/src/components/Search'));
const Search = lazy(fetchSearch);
/** Whoever points at the button is about to press it. */
const getReady = (): void => void fetchSearch().then(({ loadFinder }) => { loadFinder(); });

export default function SearchBar(): ReactNode {
  const [opened, open] = useState('');
  const [text, type] = useState('');
  const { pathname, hash } = useLocation();
  useEffect(() => { visit(pathname + hash); }, [pathname, hash]);
  useEffect(() => {
    // At once: the next key is for the field already.
    const hear = (event: Event): void => { flushSync(() => { open(event.type); }); };
    addEventListener('handrail:search', hear, true);
    addEventListener('handrail:palette', hear, true);
    return () => {
      removeEventListener('handrail:search', hear, true);
      removeEventListener('handrail:palette', hear, true);
    };
  }, []);
  return (
    <>
      <button type="button" className={styles.open} onPointerEnter={getReady} onFocus={getReady} onClick={() => { open('handrail:search'); }}>Search</button>
      {opened && (
        <Suspense fallback={<input className={styles.coming} autoFocus onChange={(event) => { type(event.target.value); }} />}>
          <Search opened={opened} text={text} onType={type} onClose={() => { open(''); type(''); }} />
        </Suspense>
      )}
    </>
  );
}
