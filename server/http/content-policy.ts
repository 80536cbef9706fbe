/**
 * The Content-Security-Policy of a page of the site: scripts that the build made, and the inline ones that it put into this
 * page, by hash. What the API answers is no script, although it is of the same origin. Whatever else gets into the page does not run. Pure.
 */
import { createHash } from 'node:crypto';

/** Takes a page's HTML; gives its policy. */
export function contentPolicy(html: string, origin: string): string {
  const scripts = [`${origin}/assets/`, ...inlineScripts(html).map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`)];
  return [
    "default-src 'none'",
    `script-src ${[...new Set(scripts)].join(' ')}`,
    // shiki and Infima put colours and widths into style attributes, which have no hash.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    // Older Safari does not count the WebSocket of the own origin as 'self'.
    `connect-src 'self' ${origin.replace(/^http/, 'ws')}`,
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "worker-src 'none'",
    "script-src-attr 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Takes HTML that our own build wrote; gives the text of each script without `src`. */
export function inlineScripts(html: string): string[] {
  const found = html.matchAll(/<script\b((?:[^>"']|"[^"]*"|'[^']*')*)>([\s\S]*?)<\/script\s*>/gi);
  return [...found].filter(([, attributes]) => !/(?:^|\s)src\s*=/i.test(attributes ?? '')).map(([, , text]) => text ?? '');
}
