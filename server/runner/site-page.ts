/**
 * A page of a practice world's site, for a browser: asked of the world's front door as a program in a sandbox would ask it.
 * What comes back was written by pods and persons; it is bounded, and whoever shows it must let it run nothing.
 */
import { request } from 'node:http';

export interface SitePage {
  status: number;
  html: string;
}

/** Longer pages are cut off by an error: what is sent to the server is one packet. */
export const longestPage = 512 * 1024;
const patience = 10_000;

/** Takes the socket of a front door and an address (`http://host/path`); gives the page. Throws when it takes too long or is too big. */
export function fetchPage(front: string, address: string): Promise<SitePage> {
  return new Promise((resolve, reject) => {
    const { host } = new URL(address);
    const asked = request({ socketPath: front, path: address, headers: { Host: host, Accept: 'text/html' }, agent: false, timeout: patience }, (answer) => {
      const chunks: Buffer[] = [];
      let size = 0;
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > longestPage) asked.destroy(new Error('The page is too big to be shown here. Look at it with curl, in practice.'));
        else chunks.push(chunk);
      });
      answer.on('error', reject);
      answer.on('end', () => resolve({ status: answer.statusCode ?? 502, html: Buffer.concat(chunks).toString('utf8') }));
    });
    asked.on('timeout', () => asked.destroy(new Error('The page does not come. Try again.')));
    asked.on('error', reject);
    asked.end();
  });
}
