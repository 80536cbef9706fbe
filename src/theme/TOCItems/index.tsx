/** The table of contents, with how each step stands, once that is known. The steps in it are the build's (`src/remark/toc-steps`). */
import type { ComponentProps, ReactNode } from 'react';
import Original from '@theme-original/TOCItems';
import type TOCItemsType from '@theme/TOCItems';
import { useStore } from '@site/src/client/store.ts';
import { tocMarks } from '@site/src/client/toc-marks.ts';

export default function TOCItems({ toc, ...props }: ComponentProps<typeof TOCItemsType>): ReactNode {
  const marks = useStore(tocMarks, (value) => value);
  const hasSteps = toc.some(({ id }) => id.startsWith('step-'));
  if (!hasSteps) return <Original toc={toc} {...props} />;
  return <Original {...props} maxHeadingLevel={4} toc={toc.map((item) => ({ ...item, value: item.value + (marks[item.id] ?? '') }))} />;
}
