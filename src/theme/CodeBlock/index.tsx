/** Code blocks: those the build marked as steps can be run, all others stay as Docusaurus draws them. */
import type { ComponentProps, ReactNode } from 'react';
import Original from '@theme-original/CodeBlock';
import type CodeBlockType from '@theme/CodeBlock';
import RunnableStep from '@site/src/components/RunnableStep';

type Props = ComponentProps<typeof CodeBlockType> & { 'data-step'?: string; 'data-tokens'?: string };

export default function CodeBlock({ 'data-step': step, 'data-tokens': tokens, ...props }: Props): ReactNode {
  return step === undefined ? <Original {...props} /> : <RunnableStep data={step} tokens={tokens} />;
}
