/** A time as how long ago it was or how long it is until then, the exact one when it is pointed at. */
import { type ReactNode, useState } from 'react';
import { ago } from '../../client/ago.ts';

/** Takes a time in Unix milliseconds. */
export default function When({ at }: { at: number }): ReactNode {
  const [now] = useState(() => Date.now());
  return <time dateTime={new Date(at).toISOString()} title={exact(at)}>{at > now ? exact(at).slice(0, 10) : ago(at, now)}</time>;
}

function exact(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
