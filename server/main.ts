/**
 * The server: reads its configuration, takes its port, puts itself together, and serves until it is told to end. Runs go
 * on in the runner when it ends, however it ends. `--login-link` prints a link that logs the operator in.
 */
import { once } from 'node:events';
import type { RequestListener, Server } from 'node:http';
import { resolve } from 'node:path';
import { HandrailError } from '../common/errors.ts';
import { compose, type Handrail } from './compose.ts';
import { type Config, loadConfig } from './config/load.ts';
import { makeFolders } from './config/paths.ts';
import { markProcess, unmarkProcess } from './config/process-mark.ts';
import { createListener, listenLocally } from './http/tls.ts';
import { createLog, endOnSurprise, type Log } from './log.ts';

/** Whoever sends a request slower than this is not a browser. Milliseconds. */
const patience = { headersTimeout: 10_000, requestTimeout: 30_000 };
/** Requests under way get this long to end. */
const drainMs = 5_000;

try {
  const config = loadConfig(process.env, resolve(import.meta.dirname, '..'));
  await serve(config, createLog(config.log, 'server'));
} catch (error) {
  if (!(error instanceof HandrailError)) throw error;
  process.stderr.write(`handrail: ${error.message}\n`);
  process.exit(1);
}

async function serve(config: Config, log: Log): Promise<void> {
  makeFolders(config.paths);
  const { http, close } = createListener(config.web.tls, patience, log);
  // The port is taken first, so that a second server ends before it touches anything; requests wait until we are ready.
  const { promise: ready, resolve: isReady } = Promise.withResolvers<RequestListener>();
  http.on('request', (request, response) => { void ready.then((app) => { app(request, response); }); });
  await listen(http, config);
  const endLocal = config.web.tls === null ? () => undefined : await listenLocally(http, config.paths.serverSocket);
  http.once('close', () => {
    close();
    endLocal();
  });
  markProcess(config.paths.serverMark);
  process.once('exit', () => { unmarkProcess(config.paths.serverMark); });
  const handrail = await compose(config, http, log);
  isReady(handrail.app);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => { void drain(http, handrail, log); });
  log.info({ origin: config.origin, data: config.paths.data }, 'serving');
  endOnSurprise(log);
  if (process.argv.includes('--login-link')) {
    process.stdout.write(`\n  Handrail is up. Log in once, within 15 minutes:\n\n  Open  ${await handrail.loginLink()}\n\n  Another link: npx handrail login-link. End with Ctrl-C; runs go on.\n\n`);
  }
}

async function listen(http: Server, { host, port }: Config): Promise<void> {
  http.listen(port, host);
  try {
    await once(http, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new HandrailError('port-taken', { port, host });
    throw new HandrailError('bad-config', { why: `Nothing can listen on ${host}:${port} (${code ?? String(error)}). Set HANDRAIL_HOST and HANDRAIL_PORT to an address of this machine.` });
  }
}

async function drain(http: Server, handrail: Handrail, log: Log): Promise<void> {
  log.info('ending; runs go on');
  setTimeout(() => { http.closeAllConnections(); }, drainMs).unref();
  handrail.endStreams();
  const closed = new Promise((done) => http.close(done));
  http.closeIdleConnections();
  await closed;
  await handrail.close();
  process.exit(0);
}
