/** The head of a runbook stands under its title. */
import type { ComponentProps, ReactNode } from 'react';
import { useDoc } from '@docusaurus/plugin-content-docs/client';
import Original from '@theme-original/DocItem/Content';
import type ContentType from '@theme/DocItem/Content';
import RunbookHeader from '@site/src/components/RunbookHeader';
import { type FrontMatter, isRunbook } from '@site/src/components/RunbookPage/front-matter';

export default function Content({ children }: ComponentProps<typeof ContentType>): ReactNode {
  const front = useDoc().frontMatter as FrontMatter;
  if (!isRunbook(front)) return <Original>{children}</Original>;
  return <Original><RunbookHeader front={front} />{children}</Original>;
}
