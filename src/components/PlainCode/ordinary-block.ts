/**
 * What draws a code block that the build did not colour. In runbooks that is plain text; the handbook's pages give Docusaurus's
 * own block here, with its highlighter and settings, so that no runbook carries those.
 */
import { createContext, type ReactNode } from 'react';
import type { Props } from '@theme/CodeBlock';

export const OrdinaryBlock = createContext<((props: Props) => ReactNode) | null>(null);
