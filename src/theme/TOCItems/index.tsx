/** The table of contents, with how each step stands, once that is known, and the values of parameters that a title names. The steps in it are the build's (`src/remark/toc-steps`). */
import type { ComponentProps, ReactNode } from 'react';
import Original from '@theme-original/TOCItems';
import type TOCItemsType from '@theme/TOCItems';
import { withValues } from '@site/src/client/named-values.ts';
import { openPage, type PageState, worthOf } from '@site/src/client/page.ts';
import { createStore, useStore } from '@site/src/client/store.ts';
import { tocMarks } from '@site/src/client/toc-marks.ts';

export default function TOCItems({ toc, ...props }: ComponentProps<typeof TOCItemsType>): ReactNode {
  const marks = useStore(tocMarks, (value) => value);
  const names = useNamed(toc.map(({ value }) => value).join('\n'));
  const hasSteps = toc.some(({ id }) => id.startsWith('step-'));
  if (!hasSteps) return <Original toc={toc} {...props} />;
  return <Original {...props} maxHeadingLevel={4} toc={toc.map((item) => ({ ...item, value: withValues(item.value, (name) => names[name] ?? '') + (marks[item.id] ?? '') }))} />;
}

const nowhere = createStore<Pick<PageState, 'values'> | null>(null);

/** Takes what is written in the table; gives the values of the parameters named there, by name. Most tables name none, and listen to nothing. */
function useNamed(text: string): Readonly<Record<string, string>> {
  const page = useStore(openPage, (value) => value);
  const names = [...new Set([...text.matchAll(/\$([A-Z][A-Z0-9_]*)/g)].map(([, name = '']) => name))];
  const found = useStore(page === null || names.length === 0 ? nowhere : page.state, () => JSON.stringify(page === null ? {} : Object.fromEntries(names.map((name) => [name, worthOf(page, page.state.get(), name)]))));
  return JSON.parse(found) as Record<string, string>;
}
