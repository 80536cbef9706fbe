/** A page of the runbooks gets the state its steps share; a page of the handbook stays as it is. */
import type { ComponentProps, ReactNode } from 'react';
import Original from '@theme-original/DocItem';
import type DocItemType from '@theme/DocItem';
import RunbookPage from '@site/src/components/RunbookPage';
import { type FrontMatter, isRunbook } from '@site/src/components/RunbookPage/front-matter';

export default function DocItem(props: ComponentProps<typeof DocItemType>): ReactNode {
  const { frontMatter, metadata } = props.content;
  const front = frontMatter as FrontMatter;
  if (!isRunbook(front)) return <Original {...props} />;
  return <RunbookPage key={metadata.id} runbook={metadata.id} front={front}><Original {...props} /></RunbookPage>;
}
