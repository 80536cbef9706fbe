/** A sentence of ours as it is shown: what stands between backticks is drawn as code. Never markup. */
import type { ReactNode } from 'react';

export default function Sentence({ text }: { text: string }): ReactNode {
  return text.split('`').map((part, at) => (at % 2 === 1 ? <code key={at}>{part}</code> : part));
}
