/** What a runbook's MDX may use beyond Markdown, and what its headings say besides their text. */
import { type ComponentProps, type CSSProperties, lazy, type ReactNode, Suspense } from 'react';
import useIsBrowser from '@docusaurus/useIsBrowser';
import Original from '@theme-original/MDXComponents';
import { OfAll } from '@site/src/components/Freshness';
import Announce from '@site/src/components/Announce';
import Worth from '@site/src/components/Announce/Worth';
import box from '@site/src/components/Panels/box.module.css';
import BrokenRunbook from '@site/src/components/Problems/BrokenRunbook';
import Manual from '@site/src/components/Manual';
import NotWritten from '@site/src/components/NotWritten';
import WalkSlot from '@site/src/components/Walkthrough/Slot';

/** Takes a heading; gives one under which stands how the steps of its procedure do. */
function withSummary<Tag extends 'h2' | 'h3' | 'h4'>(Heading: (props: ComponentProps<Tag>) => ReactNode) {
  return function Procedure(props: ComponentProps<Tag>): ReactNode {
    return <><Heading {...props} />{props.id !== undefined && <><WalkSlot procedure={props.id} /><OfAll procedure={props.id} /></>}</>;
  };
}

// Few pages have one; until it has come, what stands in it is what it says.
const Panel = lazy(() => import('@site/src/components/Panels'));
const LivePanel = (props: ComponentProps<typeof Panel>): ReactNode => <div className={box.panel} data-panel={props.kind} style={{ '--rows': props.rows } as CSSProperties}>{useIsBrowser() ? <Suspense fallback={props.children}><Panel {...props} /></Suspense> : props.children}</div>;

export default { ...Original, h2: withSummary(Original.h2), h3: withSummary(Original.h3), h4: withSummary(Original.h4), Announce, BrokenRunbook, LivePanel, Manual, NotWritten, Worth };
