/** Tells the page under development of every new report, as server-sent events: https://html.spec.whatwg.org/#server-sent-events */
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type DevReport, reportsPath } from '../../common/dev-report.ts';

export interface Reports {
  port: number;
  /** Sends a report to every page, and to those that open later. */
  send(report: DevReport): void;
  close(): Promise<void>;
}

/** Takes the host and port that pages are opened on, the only ones answered for: another name that resolves to us is an attack. Gives the teller. */
export async function openReports(host: string): Promise<Reports> {
  const pages = new Set<ServerResponse>();
  let newest = '';
  const server: Server = createServer((request, response) => {
    if (request.headers.host !== host || request.url !== reportsPath || request.method !== 'GET') {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store, no-transform', 'x-accel-buffering': 'no' });
    response.write(newest === '' ? ':\n\n' : newest);
    pages.add(response);
    response.once('close', () => pages.delete(response));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    send: (report) => {
      newest = `data: ${JSON.stringify(report)}\n\n`;
      for (const page of pages) page.write(newest);
    },
    close: async () => {
      for (const page of pages) page.end();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
