/** What is in a folder, and what can be done with it. */
import { type FormEvent, type ReactNode, useCallback, useEffect, useState } from 'react';
import Link from '@docusaurus/Link';
import { useHistory } from '@docusaurus/router';
import { below, bytesOfText, idOfPath, isPath, pathOfId, shownName } from '../../../common/workspace-path.ts';
import type { Entry, Listing } from '../../../common/workspace-files.ts';
import { ago } from '../../client/ago.ts';
import { downloadAddress, listFolder, makeFolder, removeEntry, type Whereabouts } from '../../client/files.ts';
import type { Answer, Problem } from '../../client/http.ts';
import { useNow } from '../Freshness/clock.ts';
import Sentence from '../Sentence';
import { addressOf } from './address.ts';
import { readDraft } from './draft.ts';
import { sizeSaid } from './text-file.ts';
import styles from './styles.module.css';

export interface FolderPlace {
  environment: string;
  /** id of the folder's path */
  at: string;
}

interface Seen {
  listing: Listing | null;
  problem: Problem | null;
}

export default function Folder({ place, person }: { place: FolderPlace; person: string }): ReactNode {
  const { environment, at } = place;
  const [seen, setSeen] = useState<Seen>({ listing: null, problem: null });
  const [refused, setRefused] = useState<Problem | null>(null);
  const look = useCallback(() => listFolder({ environment, at }, '').then((answer) => {
    setSeen((before) => (answer.ok ? { listing: answer.value, problem: null } : { ...before, problem: answer.problem }));
  }), [environment, at]);
  useEffect(() => {
    void look();
    const again = (): void => { if (document.visibilityState === 'visible') void look(); };
    document.addEventListener('visibilitychange', again);
    return () => { document.removeEventListener('visibilitychange', again); };
  }, [look]);
  const more = async (listing: Listing): Promise<void> => {
    const answer = await listFolder(place, listing.next ?? '');
    if (answer.ok) setSeen({ listing: { ...answer.value, entries: [...listing.entries, ...answer.value.entries] }, problem: null });
    else setRefused(answer.problem);
  };
  const act = async (send: Promise<Answer<unknown>>): Promise<boolean> => {
    const answer = await send;
    setRefused(answer.ok ? null : answer.problem);
    await look();
    return answer.ok;
  };
  const problem = refused ?? seen.problem;
  const { listing } = seen;
  return (
    <section aria-label="Files">
      <Tools place={place} act={act} look={look} />
      <div role="status">{problem !== null && <p className={styles.notice}><Sentence text={problem.message} /></p>}</div>
      {listing === null && problem === null && <p className={styles.quiet}>Looking…</p>}
      {listing?.entries.length === 0 && <p className={styles.empty}>Nothing is here yet. A step that writes a file puts it here; or make one yourself.</p>}
      {listing !== null && listing.entries.length > 0 && (
        <table className={styles.list}>
          <thead><tr><th scope="col">Name</th><th scope="col">Size</th><th scope="col">Changed</th><th scope="col"><span className={styles.unseen}>Acts</span></th></tr></thead>
          <tbody>{inOrder(listing).map((entry) => <Row key={entry.id} place={place} person={person} entry={entry} act={act} />)}</tbody>
        </table>
      )}
      {listing !== null && listing.next !== null && (
        <p className={styles.quiet}>
          The first {listing.entries.length} of {listing.uncounted ? 'more than ' : ''}{listing.count}.{' '}
          <button type="button" className={styles.plain} onClick={() => void more(listing)}>Show more</button>
        </p>
      )}
    </section>
  );
}

/** Folders come first where all is known; a part of a long list stays in the order the rest will come in. */
function inOrder({ entries, next }: Listing): readonly Entry[] {
  return next === null ? [...entries].sort((one, other) => Number(other.kind === 'folder') - Number(one.kind === 'folder')) : entries;
}

interface Acts {
  place: FolderPlace;
  act: (send: Promise<Answer<unknown>>) => Promise<boolean>;
}

function Tools({ place, act, look }: Acts & { look: () => Promise<void> }): ReactNode {
  const history = useHistory();
  const [name, setName] = useState('');
  const path = below(pathOfId(place.at) ?? '', bytesOfText(name));
  const fits = name !== '' && isPath(bytesOfText(name)) && isPath(path);
  const open = (event: FormEvent): void => {
    event.preventDefault();
    if (fits) history.push(addressOf({ environment: place.environment, kind: 'file', at: idOfPath(path) }));
  };
  const folder = async (): Promise<void> => {
    if (await act(makeFolder(place, name))) setName('');
  };
  return (
    <form className={styles.tools} onSubmit={open}>
      <input aria-label="Name of a new file or folder" placeholder="notes.txt" value={name} maxLength={1000} autoComplete="off" spellCheck={false}
        aria-invalid={name !== '' && !fits} onChange={(event) => { setName(event.target.value); }} />
      <button type="submit" className={styles.plain} disabled={!fits}>New file</button>
      <button type="button" className={styles.plain} disabled={!fits} onClick={() => void folder()}>New folder</button>
      <span className={styles.spacer} />
      <button type="button" className={styles.plain} onClick={() => void look()}>Look again</button>
      <a className={styles.plain} href={downloadAddress(place)} download>Download all</a>
      {name !== '' && !fits && <span role="alert" className={styles.bad}>A name has no “..”, and no “/” at its beginning or end.</span>}
    </form>
  );
}

function Row({ place, person, entry, act }: Acts & { person: string; entry: Entry }): ReactNode {
  const name = shownName(pathOfId(entry.id) ?? '');
  const at = idOfPath(below(pathOfId(place.at) ?? '', pathOfId(entry.id) ?? ''));
  const here = { environment: place.environment, at };
  const { kind } = entry;
  const now = useNow();
  const drafted = kind === 'file' && readDraft(sessionStorage, { ...here, person }) !== null;
  return (
    <tr>
      <td className={styles.name}>
        {kind === 'folder' && <Link to={addressOf({ ...here, kind })}>{name}/</Link>}
        {kind === 'file' && <Link to={addressOf({ ...here, kind })}>{name}</Link>}
        {kind === 'link' && <>{name} <span className={styles.quiet}>a link, not followed here</span></>}
        {kind === 'other' && <>{name} <span className={styles.quiet}>a pipe or a socket</span></>}
        {drafted && <span className={styles.drafted}>unsaved changes</span>}
      </td>
      <td className={styles.size}>{kind === 'file' ? sizeSaid(entry.size) : ''}</td>
      <td className={styles.changed}><time dateTime={new Date(entry.changedAt).toISOString()}>{now === null ? '' : ago(entry.changedAt, now)}</time></td>
      <td className={styles.acts}>
        {(kind === 'file' || kind === 'folder') && <a className={styles.link} href={downloadAddress(here)} download aria-label={`Download ${name}`}>Download</a>}
        <Remove here={here} name={name} isFolder={kind === 'folder'} act={act} />
      </td>
    </tr>
  );
}

function Remove({ here, name, isFolder, act }: { here: Whereabouts; name: string; isFolder: boolean; act: Acts['act'] }): ReactNode {
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const remove = async (): Promise<void> => {
    setBusy(true);
    const done = await act(removeEntry(here));
    if (done) return;
    setBusy(false);
    setAsked(false);
  };
  if (!asked) return <button type="button" className={styles.link} aria-label={`Remove ${name}`} onClick={() => { setAsked(true); }}>Remove</button>;
  return (
    <span className={styles.sure} role="group" aria-label={`Remove ${name}`}>
      <span role="alert">{isFolder ? 'Only an empty folder can be removed.' : 'It cannot be brought back.'}</span>
      <button type="button" autoFocus className={styles.danger} disabled={busy} onClick={() => void remove()}>Remove</button>
      <button type="button" className={styles.plain} onClick={() => { setAsked(false); }}>Cancel</button>
    </span>
  );
}
