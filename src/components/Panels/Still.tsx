/** What a panel is of, with a sentence in place of what is not there to be seen; worded as the build words it. */
import type { ReactNode } from 'react';

export default function Still({ caption, command, children }: { caption: string; command: string; children: ReactNode }): ReactNode {
  return (
    <>
      <p><strong>{caption}</strong></p>
      <p>{children} In a terminal: <code>{command}</code></p>
    </>
  );
}
