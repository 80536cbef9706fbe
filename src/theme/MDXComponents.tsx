/** What a runbook's MDX may use beyond Markdown, and what its headings say besides their text. */
import type { ComponentProps, ReactNode } from 'react';
import Original from '@theme-original/MDXComponents';
import { OfAll } from '@site/src/components/Freshness';
import BrokenRunbook from '@site/src/components/Problems/BrokenRunbook';
import Manual from '@site/src/components/Manual';
import NotWritten from '@site/src/components/NotWritten';

/** Takes a heading; gives one under which stands how the steps of its procedure do. */
function withSummary<Tag extends 'h2' | 'h3' | 'h4'>(Heading: (props: ComponentProps<Tag>) => ReactNode) {
  return function Procedure(props: ComponentProps<Tag>): ReactNode {
    return <><Heading {...props} />{props.id !== undefined && <OfAll procedure={props.id} />}</>;
  };
}

export default { ...Original, h2: withSummary(Original.h2), h3: withSummary(Original.h3), h4: withSummary(Original.h4), BrokenRunbook, Manual, NotWritten };
