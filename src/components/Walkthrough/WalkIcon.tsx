/** Two lines ticked off one after the other. */
import type { ReactNode } from 'react';

export default function WalkIcon(): ReactNode {
  return (
    <svg width="14" height="14" viewBox="0 0 14 14" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d="M1.5 3.2l1.2 1.2 2-2.2M1.5 10.2l1.2 1.2 2-2.2M7.5 3.5h5M7.5 10.5h5" />
    </svg>
  );
}
