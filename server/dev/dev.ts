/**
 * `handrail dev`: Docusaurus's development server before a Handrail of its own. The browser opens the site; what it asks of
 * `/api` is passed on to the server behind, which takes changes from that one origin only. Everything listens on loopback.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { DevReport } from '../../common/dev-report.ts';
import { Checker, type Checked } from './checker.ts';
import { Child } from './child.ts';
import { type DevHandrail, startHandrail } from './handrail.ts';
import { openReports, type Reports } from './reports.ts';
import { linesOf } from './tell.ts';
import { Undertaker } from './undertaker.ts';
import { watchFolder } from './watch.ts';

export interface DevOptions {
  root: string;
  port: number;
  runbooks: string;
  /** null keeps everything in a folder that goes at the end */
  data: string | null;
  /** scheme of the addresses that open the author's editor; null for none */
  editor: string | null;
  /** one line for the terminal */
  tell(line: string): void;
  /** every report, as it is made */
  onReport(report: DevReport): void;
  /** the site is there */
  onReady(ready: { origin: string; loginLink: string }): void;
}

/** A moment without a save, after which lint looks at everything again. Milliseconds. */
const quietMs = 1_500;
const sitePatienceMs = 3_000;

/** Takes where everything is, and a signal that ends it; gives when all is ended. Throws when something does not come up, or ends by itself. */
export async function dev(options: DevOptions, ended: AbortSignal): Promise<void> {
  await requireFree(options.port);
  const work = mkdtempSync(join(tmpdir(), 'handrail-dev-'));
  const generated = join('build', `dev-${options.port}`);
  const undertaker = new Undertaker();
  const closing: (() => Promise<void> | void)[] = [() => { undertaker.release(); }, () => { rmSync(work, { recursive: true, force: true, maxRetries: 5 }); }];
  for (const folder of [work, join(options.root, generated)]) undertaker.take({ folder });
  try {
    const origin = `http://127.0.0.1:${options.port}`;
    const catalog = join(work, 'catalog.json');
    const reports = await openReports(new URL(origin).host);
    closing.push(() => reports.close());
    closing.push(await check(options, catalog, reports));
    closing.push(() => { rmSync(join(options.root, generated), { recursive: true, force: true }); });
    const port = await freePort();
    const site = startSite(options, { origin, catalog, generated, server: port, reports: reports.port });
    if (site.pid !== undefined) undertaker.take({ pid: site.pid });
    ended.addEventListener('abort', () => { site.expectEnd(); });
    closing.push(() => site.end(sitePatienceMs));
    const handrail = await Promise.race([startHandrail({
      root: options.root, port, origin, catalog, data: options.data ?? join(work, 'data'), isOwn: options.data === null, onLine: options.tell,
      onProcess: (pid) => { undertaker.take({ pid }); },
    }), whenAborted(ended)]);
    if (handrail === null) return;
    closing.push(() => handrail.end());
    for (const folder of handrail.folders) undertaker.take({ folder });
    await serve(options, origin, { site, handrail }, ended);
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

async function serve(options: DevOptions, origin: string, { site, handrail }: { site: Child; handrail: DevHandrail }, ended: AbortSignal): Promise<void> {
  ended.addEventListener('abort', () => { handrail.server.expectEnd(); });
  const over = Promise.race([whenAborted(ended), site.failed, handrail.server.failed]);
  const up = await Promise.race([whenUp(origin), over]);
  if (up === null) return;
  options.onReady({ origin, loginLink: handrail.loginLink });
  await over;
}

/** Compiles and lints once, then at every save. Gives what ends it. */
async function check({ runbooks, root, editor, tell, onReport }: DevOptions, catalog: string, reports: Reports): Promise<() => void> {
  const checker = new Checker(runbooks, root, catalog);
  let number = 0;
  let last = '';
  const report = (checked: Checked): void => {
    const made: DevReport = { number: number += 1, ...checked, editor: editor === null ? null : { scheme: editor, folder: runbooks } };
    reports.send(made);
    onReport(made);
    const lines = linesOf(made);
    if (lines.join('\n') !== last) for (const line of lines) tell(line);
    last = lines.join('\n');
  };
  // One look at a time; saves in between are seen by the next.
  let looking = Promise.resolve();
  let quiet: NodeJS.Timeout | undefined;
  const look = (all: boolean): Promise<void> => {
    clearTimeout(quiet);
    looking = looking.then(async () => {
      report(await checker.compile());
      report(await checker.lint(all));
    }).catch((error: unknown) => { tell(`The runbooks cannot be looked at: ${(error as Error).message}`); });
    return looking;
  };
  await look(true);
  const stop = watchFolder(runbooks, () => {
    void look(false).then(() => {
      clearTimeout(quiet);
      quiet = setTimeout(() => { void look(true); }, quietMs);
    });
  });
  return () => {
    clearTimeout(quiet);
    stop();
  };
}

interface SiteOptions { origin: string; catalog: string; generated: string; server: number; reports: number }

function startSite({ root, port, runbooks, tell }: DevOptions, { origin, catalog, generated, server, reports }: SiteOptions): Child {
  const env = {
    ...process.env, HANDRAIL_ORIGIN: origin, HANDRAIL_CATALOG: catalog, SITE_RUNBOOKS: runbooks, DOCUSAURUS_GENERATED_FILES_DIR_NAME: generated,
    DOCUSAURUS_NO_PERSISTENT_CACHE: '1', SITE_DEV: JSON.stringify({ port, server, reports }), NO_COLOR: '1', NODE_OPTIONS: '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON',
  };
  const words = [process.execPath, join(root, 'node_modules/@docusaurus/core/bin/docusaurus.mjs'), 'start', '--no-open', '--host', '127.0.0.1', '--port', String(port)];
  return new Child('The site’s development server', words, { cwd: root, env }, (line) => { if (/\[ERROR\]|\bError:/.test(line)) tell(line); });
}

async function whenUp(origin: string): Promise<true> {
  for (;;) {
    const answer = await fetch(origin).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.ok) return true;
    await pause(200);
  }
}

async function whenAborted(ended: AbortSignal): Promise<null> {
  if (!ended.aborted) await once(ended, 'abort');
  return null;
}

/** Throws when somebody listens there. */
async function requireFree(port: number): Promise<void> {
  const probe = createServer();
  const taken = new Promise<boolean>((done) => probe.once('error', () => { done(true); }).listen(port, '127.0.0.1', () => { done(false); }));
  if (await taken) throw new Error(`Port ${port} is taken. Choose another with --port.`);
  await new Promise((done) => probe.close(done));
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  await new Promise((done) => probe.close(done));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
