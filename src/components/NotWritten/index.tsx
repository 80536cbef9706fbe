/** A place where the runbook says that nothing is written yet, and who would know. */
import type { ReactNode } from 'react';
import Admonition from '@theme/Admonition';

interface Props {
  owner?: string;
  children: ReactNode;
}

export default function NotWritten({ owner, children }: Props): ReactNode {
  return <Admonition type="info" title={owner === undefined ? 'Not written yet' : `Not written yet: owner ${owner}`}>{children}</Admonition>;
}
