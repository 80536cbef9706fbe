/**
 * What runs on a namespace, a stream, a file (`/find?namespace=prompt-redis`), as a page with an address of its own; without one,
 * all that steps touch. It needs no server: what it shows is part of the site.
 */
import type { ReactNode } from 'react';
import Layout from '@theme/Layout';
import Find from '@site/src/components/Search/Find';
import styles from '@site/src/components/Search/find.module.css';

export default function FindPage(): ReactNode {
  return (
    <Layout title="What runs on this?" description="Every step that touches a namespace, a stream, a file.">
      <main className={styles.page}><Find /></main>
    </Layout>
  );
}
