/**
 * The site behind the `sql` program of practice sandboxes: `POST /` with SQL, answered with `{status, output, error}`.
 * `?readonly=true` refuses changes: it saves a person from a slip, and is no wall, since the world is theirs.
 */
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { readBody } from '../front/body.ts';
import type { Site } from '../front/site.ts';
import type { WorldParts } from '../parts.ts';
import { runSql, type SqlAnswer } from './run-sql.ts';

export const sqlHost = 'sql.practice.internal';

/** A runbook's step has at most 64 KiB; this leaves room for its parameters. */
const largest = 512 * 1024;
/** Clients that may run at once in a world. */
const most = 4;

/** Takes the parts of a world; gives what runs SQL on its databases. */
export function sqlSite({ folder, ground }: Pick<WorldParts, 'folder' | 'ground'>): Site {
  const place = { folder: join(folder, 'shared/database'), filterFile: ground.filterFile };
  let running = 0;
  return {
    hosts: [sqlHost],
    async handle(request, response) {
      if (request.method !== 'POST') {
        send(response, 405, failure('SQL is sent with POST.'));
        return;
      }
      const body = await readBody(request, largest);
      if (body === null) {
        send(response, 413, failure(`the statements have more than ${largest / 1024} KiB. Divide them.`));
        return;
      }
      if (running >= most) {
        send(response, 503, failure(`${most} clients are at work in this world already. Try again when one has ended.`));
        return;
      }
      const gone = new AbortController();
      response.once('close', () => { gone.abort(); });
      running += 1;
      try {
        const readOnly = new URLSearchParams(request.url?.split('?')[1] ?? '').get('readonly') === 'true';
        send(response, 200, await runSql({ text: body.toString('utf8'), readOnly }, place, gone.signal));
      } finally {
        running -= 1;
      }
    },
  };
}

function failure(why: string): SqlAnswer {
  return { status: 1, output: '', error: `sql: ${why}\n` };
}

function send(response: ServerResponse, status: number, answer: SqlAnswer): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
}
