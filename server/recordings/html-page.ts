/**
 * A page that is handed on as a file: it needs nothing else and does nothing. No script, no address to load from, style inline, and
 * a policy of its own that would refuse the rest.
 */
import { escapeHtml } from '../../common/escape-html.ts';
import { style } from './html-style.ts';

/** Takes a title and a style sheet of ours beside the common one; gives the page up to what stands under its heading, inside `<main>`. */
export function pageHead(title: string, own = ''): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)}</title>
<style>${style}${own}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
`;
}

/** What ends a page. */
export const pageFoot = `</main>
</body>
</html>
`;

/** Takes names and what stands beside them, each as HTML already; gives a list of facts. */
export function factList(facts: readonly (readonly [name: string, html: string])[]): string {
  return `<dl>
${facts.map(([name, html]) => `<dt>${escapeHtml(name)}</dt><dd>${html}</dd>`).join('\n')}
</dl>
`;
}
