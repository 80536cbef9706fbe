/** A page of the runbooks gets the state its steps share; a page of the handbook stays as it is. */
import type { ComponentProps, ReactNode } from 'react';
import Original from '@theme-original/DocItem';
import type DocItemType from '@theme/DocItem';
import type { PageFacts } from '@site/common/page-facts';
import Freshness from '@site/src/components/Freshness/Provider';
import RunbookPage from '@site/src/components/RunbookPage';
import { type FrontMatter, isRunbook } from '@site/src/components/RunbookPage/front-matter';

type Props = ComponentProps<typeof DocItemType> & { facts?: PageFacts };

export default function DocItem({ facts, ...props }: Props): ReactNode {
  const { frontMatter, metadata } = props.content;
  const front = frontMatter as FrontMatter;
  if (!isRunbook(front)) return <Original {...props} />;
  return (
    <RunbookPage key={metadata.id} runbook={metadata.id} front={front}>
      <Freshness runbook={metadata.id} facts={facts ?? null}><Original {...props} /></Freshness>
    </RunbookPage>
  );
}
