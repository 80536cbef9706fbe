/** The two pages that links need beside those of the site: what programs that look links up read, and what says that a link leads nowhere. Pure. */
import { escapeHtml } from '../../common/escape-html.ts';
import type { Card } from './card.ts';
import type { NearPlace } from './near.ts';

const style = ':root{color-scheme:light dark}body{font:1rem/1.6 system-ui,sans-serif;max-width:36rem;margin:15vh auto 0;padding:0 1.25rem}h1{font-size:1.4rem}';

/** Takes a card, the link's own address and that of the page it leads to; gives HTML that says it by Open Graph (https://ogp.me/) and leads on. */
export function cardPage({ title, description }: Card, address: string, page: string): string {
  const properties = { 'og:site_name': 'Handrail', 'og:type': 'article', 'og:title': title, 'og:description': description, 'og:url': address, 'twitter:card': 'summary' };
  const meta = Object.entries(properties).map(([name, value]) => `<meta property="${name}" content="${escapeHtml(value)}">`).join('\n');
  return html(title, `${meta}\n<meta name="description" content="${escapeHtml(description)}">`, `<h1>${escapeHtml(title)}</h1>\n<p>${escapeHtml(description)}</p>\n<p><a href="${escapeHtml(page)}">Open</a></p>`);
}

/** Takes why a link leads nowhere, the nearest page there is and what it may have meant; gives HTML that says so. */
export function gonePage(why: string, page: string, near: readonly NearPlace[] = []): string {
  const nearest = page === '/' ? '<a href="/">All runbooks</a>' : `<a href="${escapeHtml(page)}">The runbook</a>, <a href="/">all runbooks</a>`;
  return html('This link leads nowhere any more', '', `<h1>This link leads nowhere any more</h1>\n<p>${escapeHtml(why)}</p>\n${meantList(near)}<p>${nearest}, or <a href="/find">search them</a></p>`);
}

function meantList(near: readonly NearPlace[]): string {
  if (near.length === 0) return '';
  return `<p>It may have meant:</p>\n<ul>${near.map(({ title, page }) => `<li><a href="${escapeHtml(page)}">${escapeHtml(title)}</a></li>`).join('')}</ul>\n`;
}

function html(title: string, head: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)} | Handrail</title>
${head}
<style>${style}</style>
<body>
${body}
</body>
</html>
`;
}
