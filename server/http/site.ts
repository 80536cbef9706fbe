/**
 * Serves the built site: pages under clean addresses, each with its own content policy, always asked anew; files under
 * `assets/` carry their hash in their name and may be kept for ever. Text travels packed.
 */
import { readFileSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import express, { type RequestHandler, type Response, Router } from 'express';
import { contentPolicy } from './content-policy.ts';
import { kept, Packed, servePacked, takesPacked } from './packed.ts';

interface Page {
  html: string;
  policy: string;
  stamp: string;
}

const notBuilt = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Handrail: not built yet</title>
<meta name="viewport" content="width=device-width"><body style="font-family:sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem">
<h1>The site is not built yet</h1><p>Handrail is running, but its pages are not there. In the checkout, run</p>
<pre>make build</pre><p>and reload this page.</p></body></html>`;

/** Takes the folder of the built site and the origin; gives the router that serves it, the site's own page for what is missing included. */
export function serveSite(folder: string, origin: string): Router {
  const pages = new Map<string, Page>();
  const packed = new Packed();
  const router = Router();

  const send = async (response: Response, path: string, status: number): Promise<boolean> => {
    const page = readPage(pages, path, origin);
    if (page === null) return false;
    const isPacked = takesPacked(response.req);
    const body = isPacked ? await packed.of(path, page.stamp, () => page.html) : page.html;
    if (isPacked) response.setHeader('Content-Encoding', 'gzip');
    response.status(status).setHeader('Content-Security-Policy', page.policy);
    response.vary('Accept-Encoding').setHeader('Cache-Control', 'no-cache');
    response.type('html').send(body);
    return true;
  };

  const pageOf: RequestHandler = async (request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return next();
    const path = pathOf(request.path);
    if (path === null || path.startsWith('/assets/')) return next();
    const trimmed = path.replace(/\/+$/, '');
    const candidates = trimmed.endsWith('.html') ? [trimmed] : [`${trimmed}/index.html`, `${trimmed}.html`];
    for (const candidate of candidates) if (await send(response, join(folder, candidate), 200)) return;
    next();
  };

  router.use(pageOf);
  router.use(servePacked(folder, packed, pathOf));
  router.use(express.static(folder, {
    index: false, redirect: false, dotfiles: 'ignore', fallthrough: true,
    setHeaders: (response, path) => {
      const hashed = path.startsWith(join(folder, 'assets') + sep);
      response.setHeader('Cache-Control', hashed ? kept : 'no-cache');
    },
  }));
  router.use(async (_request, response) => {
    if (await send(response, join(folder, '404.html'), 404)) return;
    response.status(503).setHeader('Content-Security-Policy', contentPolicy(notBuilt, origin));
    response.type('html').send(notBuilt);
  });
  return router;
}

/** The path that was asked for, or null when it is none that a page of ours could have. */
function pathOf(asked: string): string | null {
  try {
    const path = decodeURIComponent(asked);
    return /[\0\\]/.test(path) || path.split('/').some((part) => part.startsWith('.')) ? null : path;
  } catch {
    return null;
  }
}

/** A page is kept with its policy until its file changes: a build in between takes effect at once. */
function readPage(pages: Map<string, Page>, path: string, origin: string): Page | null {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isFile()) return null;
  const stamp = `${found.ino} ${found.size} ${found.mtimeMs}`;
  const known = pages.get(path);
  if (known?.stamp === stamp) return known;
  const html = readFileSync(path, 'utf8');
  const page = { html, stamp, policy: contentPolicy(html, origin) };
  pages.set(path, page);
  return page;
}
