/** Code within a sentence or a table. */
import type { ComponentProps, ReactNode } from 'react';
import Original from '@theme-original/CodeInline';
import type CodeInlineType from '@theme/CodeInline';
import Unbroken from '@site/src/components/Unbroken';

export default function CodeInline({ children, ...props }: ComponentProps<typeof CodeInlineType>): ReactNode {
  return <Original {...props}>{typeof children === 'string' ? <Unbroken text={children} /> : children}</Original>;
}
