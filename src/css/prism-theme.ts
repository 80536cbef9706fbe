/** Ordinary code blocks in the colours of the steps: both take them from the variables of `custom.css`. */
import type { PrismTheme } from 'prism-react-renderer';

const colour = (name: string) => ({ color: `var(--shiki-token-${name})` });

export const prismTheme: PrismTheme = {
  plain: { color: 'var(--shiki-foreground)', backgroundColor: 'var(--hr-code-surface)' },
  styles: [
    { types: ['comment', 'prolog', 'cdata'], style: colour('comment') },
    { types: ['string', 'char', 'attr-value', 'inserted'], style: colour('string') },
    { types: ['number', 'boolean', 'constant', 'symbol', 'deleted'], style: colour('constant') },
    { types: ['keyword', 'tag', 'selector', 'atrule', 'important', 'builtin'], style: colour('keyword') },
    { types: ['function', 'class-name', 'attr-name'], style: colour('function') },
    { types: ['property', 'parameter', 'variable'], style: colour('parameter') },
    { types: ['punctuation', 'operator'], style: colour('punctuation') },
    { types: ['url'], style: colour('link') },
  ],
};
