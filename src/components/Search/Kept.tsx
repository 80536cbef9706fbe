/** What is pinned and what was visited last, for the front page. */
import { type ReactNode, useEffect, useId } from 'react';
import Link from '@docusaurus/Link';
import names from '@generated/handrail-search/default/names.json';
import { named } from '../../../common/search/names.ts';
import { pins, readPins, recent } from '../../client/search-kept.ts';
import { useStore } from '../../client/store.ts';
import styles from './kept.module.css';

const mostRecent = 6;

export default function Kept(): ReactNode {
  const pinned = useStore(pins, (value) => value);
  useEffect(() => readPins(), []);
  return (
    <div className={styles.kept}>
      <List title="Pinned" paths={pinned} most={pinned.length} />
      <List title="Recent" paths={recent()} most={mostRecent} />
    </div>
  );
}

function List({ title, paths, most }: { title: string; paths: readonly string[]; most: number }): ReactNode {
  const id = useId();
  // What is no longer on the site is left out.
  const places = paths.flatMap((path) => named(names, path) ?? []).slice(0, most);
  if (places.length === 0) return null;
  return (
    <section className={styles.list} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <ul>{places.map(({ href, title: called, within }) => <li key={href}><Link to={href}>{called}</Link>{within !== '' && <> <span>{within}</span></>}</li>)}</ul>
    </section>
  );
}
