/**
 * The site github.com of a world: its repositories, at the addresses the runbooks name, for the real git. Each request is
 * answered by Debian's `git http-backend` in a sandbox that holds the one repository it is about.
 */
import type { ChildProcess } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename } from 'node:path';
import type { WorldParts } from '../parts.ts';
import { largestPush, startGit } from '../repository/git-sandbox.ts';
import { repositoriesOf } from '../repository/of-world.ts';
import type { Repositories } from '../repository/repositories.ts';
import { backendEnvironment, type BackendHead, type GitRequest, readBackendHead, readGitRequest } from './git-request.ts';
import type { Site } from './site.ts';

/** Git's own part of this machine, in Debian's place. */
const backend = '/usr/lib/git-core/git-http-backend';
/** Requests of one world that git works on at a time. */
const atOnce = 8;
/** Bytes of a request that are read at most; git refuses a push long before. */
const largestBody = 8 * largestPush;
/** Bytes in which the backend must have said its status and headers. */
const longestHead = 16 * 1024;

/** Takes the parts of a world; gives its site github.com. */
export function gitSite(parts: WorldParts): Site {
  return gitSiteOf(repositoriesOf(parts));
}

/** Takes repositories; gives the site that serves them. */
export function gitSiteOf(repositories: Repositories): Site {
  let working = 0;
  return {
    hosts: ['github.com'],
    async handle(request, response) {
      const asked = readGitRequest(request.method ?? '', request.url ?? '');
      if (asked === null || !repositories.names.includes(asked.name)) {
        refuse(response, 404, `Repository not found. This practice world has ${repositories.names.join(', ')}.`);
      } else if (asked.kind === 'page') {
        refuse(response, 200, `A repository of the practice world. Clone it: git clone https://github.com/${asked.name}.git`);
      } else if (working >= atOnce) {
        refuse(response, 503, 'The practice world is busy with other git commands. Try again in a moment.');
      } else {
        working += 1;
        try {
          await serve(repositories, asked, request, response);
        } finally {
          working -= 1;
        }
      }
    },
  };
}

/** git shows a text answer to the person as what the far side said. */
function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' }).end(`${message}\n`);
}

type PackRequest = Exclude<GitRequest, { kind: 'page' }>;

async function serve(repositories: Repositories, asked: PackRequest, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { name } = asked;
  const repository = await repositories.ensure(name);
  const pushes = asked.service === 'git-receive-pack';
  if (pushes && asked.kind === 'refs' && await repositories.full(name)) {
    refuse(response, 507, 'This repository of the practice world is full. Reset the world to begin anew.');
    return;
  }
  const before = pushes && asked.kind === 'pack' ? await repositories.heads(name) : null;
  const inside = basename(repository);
  const child = startGit(
    { repository, inside, writable: pushes, command: [backend], env: backendEnvironment(asked, request.headers, inside) },
    repositories.walls,
  );
  feed(request, child, response);
  const head = await answer(child, response);
  if (before !== null) repositories.pushed({ repository: name, before, after: await repositories.heads(name) });
  if (head === null && !response.headersSent) refuse(response, 500, 'git could not answer. Try again.');
  else response.end();
}

/**
 * Passes the request's body on. What git does not want any more, such as the rest of too large a push, is read and thrown away:
 * whoever sends it hears why only after having sent it all.
 */
function feed(request: IncomingMessage, child: ChildProcess, response: ServerResponse): void {
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > largestBody) request.destroy();
  });
  child.stdin?.once('close', () => {
    request.unpipe();
    request.resume();
  });
  if (child.stdin !== null) request.pipe(child.stdin);
  // Whoever asked went away: nobody reads what git would say.
  response.once('close', () => {
    if (!response.writableFinished) child.kill('SIGKILL');
  });
}

/** Passes on what the backend says; gives its head when it has ended, or null when it said none. The answer is left open. */
function answer(child: ChildProcess, response: ServerResponse): Promise<BackendHead | null> {
  return new Promise((resolve, reject) => {
    let head: BackendHead | null = null;
    let begun = Buffer.alloc(0);
    child.stderr?.resume();
    child.stdout?.on('data', (chunk: Buffer) => {
      if (head !== null) {
        if (!response.write(chunk)) child.stdout?.pause();
        return;
      }
      begun = Buffer.concat([begun, chunk]);
      head = readBackendHead(begun);
      if (head !== null && !response.headersSent) {
        response.writeHead(head.status, head.headers);
        response.write(begun.subarray(head.length));
      } else if (begun.length > longestHead) {
        child.kill('SIGKILL');
      }
    });
    response.on('drain', () => child.stdout?.resume());
    child.once('error', reject);
    child.once('close', () => resolve(head));
  });
}
