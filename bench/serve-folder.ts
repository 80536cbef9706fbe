/** A folder as a plain web server shows it, for what is measured beside ours. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';

const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

/** Takes a folder; serves it on a free port of loopback until it is disposed of. What is not there, the API included, is not there. */
export async function serveFolder(site: string): Promise<AsyncDisposable & { origin: string }> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const file = [path, `${path}.html`, join(path, 'index.html')].map((one) => join(site, one)).find((one) => extname(one) !== '' && existsSync(one));
    if (file === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream' }).end(readFileSync(file));
  });
  await new Promise<void>((listening) => { server.listen(0, '127.0.0.1', listening); });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The folder could not be served.');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => { server.close(closed); });
    },
  };
}
