/** What the workspace is like that the step runs in: where, with which variables, and every file that is not as in its commit. */
import type { ReactNode } from 'react';
import type { FactCheckout, FactFile, Unshown, WorkspaceFacts } from '../../../common/approval-facts.ts';
import { markLookAlikes } from '../../../common/catalog/look-alike.ts';
import Changes from '../Changes';
import { Fact } from './Exactly';
import Revealed from './Revealed';
import { sizeOf } from './said.ts';
import styles from './styles.module.css';

const unshown: Readonly<Record<Unshown, string>> = {
  large: 'Too large to show.', binary: 'Not text, so not shown.', much: 'There is more than is shown here.', home: 'Of the home folder, where secrets are: its content is not shown.',
};

export default function Workspace({ facts }: { facts: WorkspaceFacts }): ReactNode {
  const { directory, variables, checkouts, files, groups } = facts;
  return (
    <section aria-labelledby="approval-workspace">
      <h2 id="approval-workspace">The workspace</h2>
      <dl className={styles.facts}>
        <Fact name="Directory"><code><Revealed text={directory} isSpelled /></code></Fact>
        {variables.map(({ name, value }) => (
          <Fact key={name} name={<code>{name}</code>}>{value === null ? <em>not shown: it looks like a secret</em> : <code className={styles.value}><Revealed text={value} isSpelled /></code>}</Fact>
        ))}
        {checkouts.map((one) => <Fact key={one.path} name="Checkout"><Checkout checkout={one} /></Fact>)}
      </dl>
      <h3>Files</h3>
      {files.length === 0 ? <p className={styles.quiet}>Every file is as in its commit.</p> : <p className={styles.quiet}>These are not as in a commit, or in none:</p>}
      {files.map((file) => <File key={file.path} file={file} />)}
      {groups.length > 0 && (
        <ul className={styles.groups}>{groups.map(({ path, count, size }) => (
          <li key={path}><code><Revealed text={path} isSpelled /></code>: {count === 1 ? '1 file' : `${count} files`}, {sizeOf(size)}; not shown, but part of what is approved</li>
        ))}</ul>
      )}
    </section>
  );
}

function Checkout({ checkout: { path, commit, subject, remotes, known, why } }: { checkout: FactCheckout }): ReactNode {
  return (
    <>
      <code><Revealed text={path === '' ? '/workspace' : path} isSpelled /></code>{' '}
      {commit === null ? <>is at no commit that could be read. <Revealed text={why} isSpelled /> All of its files are listed.</>
        : <>is at <code className={styles.value}>{commit}</code> “<Revealed text={subject} isSpelled />”, {known === '' ? 'at which no branch of a remote ends, as far as this workspace knows' : <>where <code><Revealed text={known} isSpelled /></code> ends, as far as this workspace knows</>}.</>}
      {remotes.length > 0 && <> From <Revealed text={remotes.join(', ')} isSpelled />.</>}
    </>
  );
}

function File({ file }: { file: FactFile }): ReactNode {
  const { path, change, kind, was, size, before, after, unshown: why } = file;
  const kinds = was !== null && was !== kind && change !== 'removed' ? `${was} before, ${kind} now` : kind;
  const isShown = before !== null || after !== null;
  return (
    <details className={styles.file} open={isShown}>
      <summary><code><Revealed text={path} isSpelled /></code> <span className={styles.quiet}>{change} · {kinds}{change !== 'removed' && ` · ${sizeOf(size)}`}</span></summary>
      {why !== null && <p className={styles.quiet}>{change === 'changed' ? 'Changed. ' : ''}{unshown[why]}</p>}
      {isShown && before === after && <p className={styles.quiet}>{was === kind ? 'What changed is hidden, for it looks like a secret.' : 'Its content is the same.'}</p>}
      {isShown && before !== after && <div className={styles.diff}><Changes before={markLookAlikes(before ?? '')} after={markLookAlikes(after ?? '')} same="Only line ends differ." /></div>}
    </details>
  );
}
