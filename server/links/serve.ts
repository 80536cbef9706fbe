/**
 * Short links over HTTP. Opening one never runs anything, and asks for no login: where it leads is public, as the pages are. A
 * browser is sent on; a program that looks links up for a chat gets what Open Graph needs, since it does not see fragments.
 */
import { type RequestHandler, type Response, Router } from 'express';
import type { Catalog } from '../../common/catalog/runbook.ts';
import { type Link, readLink } from '../../common/link.ts';
import type { CatalogStore } from '../catalog/store.ts';
import { contentPolicy } from '../http/content-policy.ts';
import { cardOf } from './card.ts';
import { cardPage, gonePage } from './page.ts';
import { nearPlaces } from './near.ts';
import { type LinkTarget, resolveLink } from './resolve.ts';

export interface LinkDeps {
  catalog: CatalogStore;
  originRule: { origin: string };
}

/** What Slack, Mattermost, Teams, Discord, Telegram and others call themselves when they look a link up: https://api.slack.com/robots */
const looksUp = /slackbot|slack-imgproxy|mattermost|skypeuripreview|teams|discordbot|telegrambot|whatsapp|facebookexternalhit|twitterbot|linkedinbot|opengraph/i;

/** Takes the catalog and the site's origin; gives the router that serves short links, and old names of runbooks. */
export function serveLinks({ catalog, originRule: { origin } }: LinkDeps): Router {
  const router = Router();
  const show = (response: Response, status: number, html: string) => {
    response.status(status).setHeader('Content-Security-Policy', contentPolicy(html, origin));
    response.type('html').send(html);
  };
  const go: RequestHandler = (request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return next();
    const { pathname, search } = new URL(request.originalUrl, origin);
    const link = readLink(pathname, search);
    response.setHeader('Cache-Control', 'no-cache');
    response.vary('User-Agent');
    const target = whereTo(link, catalog.current());
    if (looksUp.test(request.headers['user-agent'] ?? '')) return show(response, target.kind === 'gone' ? 404 : 200, cardPage(cardOf(target), origin + pathname + search, origin + target.page));
    if (target.kind === 'gone') return show(response, 404, gonePage(target.why, target.page, target.isTold ? [] : nearPlaces(link, catalog.current())));
    response.redirect(302, target.page);
  };
  const renamed: RequestHandler = (request, response, next) => {
    const runbooks = catalog.current()?.runbooks ?? [];
    const asked = String(request.params.runbook);
    const now = runbooks.some(({ id }) => id === asked) ? undefined : runbooks.find(({ names }) => names?.formerly.includes(asked) === true);
    if (now === undefined) return next();
    response.setHeader('Cache-Control', 'no-cache');
    response.redirect(302, `/runbooks/${now.id}${new URL(request.originalUrl, origin).search}`);
  };
  router.use('/go', go);
  router.get('/runbooks/:runbook', renamed);
  return router;
}

function whereTo(link: Link | null, catalog: Catalog | null): LinkTarget {
  const lost = { kind: 'gone', page: '/', isTold: false } as const;
  if (catalog === null) return { ...lost, why: 'The runbooks cannot be read just now, so nobody can say where this leads. Try again in a minute.' };
  return link === null ? { ...lost, why: 'This is no link of ours. It may have been cut short.' } : resolveLink(link, catalog);
}
