/** What runs in one's world and what is wrong there, cluster by cluster. */
import type { ReactNode } from 'react';
import clsx from 'clsx';
import { type Complaint, type ContextGlance, type Glance, hasKafka } from '../../../common/practice.ts';
import { complaintsOf, headline } from './headline.ts';
import styles from './styles.module.css';

export default function World({ glance }: { glance: Glance }): ReactNode {
  return (
    <ul className={styles.clusters} aria-label="Clusters of your world">
      {glance.contexts.map((context) => <li key={context.name}><Cluster context={context} /></li>)}
    </ul>
  );
}

function Cluster({ context }: { context: ContextGlance }): ReactNode {
  const complaints = complaintsOf(context);
  return (
    <section className={clsx(styles.cluster, !context.awake && styles.asleep)} aria-label={context.name}>
      <h3 className={styles.clusterName}><code>{context.name}</code></h3>
      {hasKafka(context.name) && <a className={styles.site} href={`/api/practice/kafdrop/${context.name}/`}>Kafdrop</a>}
      <p className={complaints.length > 0 ? styles.bad : styles.quiet}>{headline(context)}</p>
      {complaints.length > 0 && <ul className={styles.complaints}>{complaints.map((one) => <li key={`${one.namespace}/${one.object}/${one.reason}`}><What complaint={one} /></li>)}</ul>}
    </section>
  );
}

function What({ complaint: { namespace, object, reason, message } }: { complaint: Complaint }): ReactNode {
  return <><code>{object}</code> in <code>{namespace}</code>: <strong>{reason}</strong>{message !== '' && <span className={styles.message}> {message}</span>}</>;
}
