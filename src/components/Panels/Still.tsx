/** What a panel is of, with a sentence in place of what is not there to be seen; worded as the build words it. */
import type { ReactNode } from 'react';

/** What comes behind the command, such as a button, is `more`. */
export default function Still({ caption, command, more, children }: { caption: string; command: string; more?: ReactNode; children: ReactNode }): ReactNode {
  return (
    <>
      <p><strong>{caption}</strong></p>
      <p>{children} In a terminal: <code>{command}</code>{more}</p>
    </>
  );
}
