/** Where a parameter stands in an announcement: its value on this page, its name while it has none. */
import type { ReactNode } from 'react';
import { usePage, worthOf } from '../../client/page.ts';
import { useStore } from '../../client/store.ts';

export default function Worth({ name, children }: { name: string; children: ReactNode }): ReactNode {
  const page = usePage();
  return useStore(page.state, (state) => worthOf(page, state, name)) || children;
}
