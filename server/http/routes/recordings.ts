/** Recordings over HTTP: as files to keep, and in parts for the page's player. */
import { once } from 'node:events';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { markBytes } from '../../../common/recording/mark.ts';
import { pageMarks } from '../../../common/recording/moment.ts';
import { castOf } from '../../recordings/cast.ts';
import { fileName } from '../../recordings/file-name.ts';
import { htmlOf } from '../../recordings/html.ts';
import { momentOf } from '../../recordings/moment.ts';
import { type Source, sourceOf } from '../../recordings/source.ts';
import { plainTextOf } from '../../recordings/text.ts';
import { parse } from '../../runs/request.ts';
import type { AppDeps } from '../app.ts';
import { principalOf } from '../middleware/identity.ts';
import { runId } from './runs.ts';

interface Kind {
  type: string;
  ending: string;
  make(source: Source): AsyncGenerator<string>;
}

const kinds = {
  cast: { type: 'application/x-asciicast', ending: 'cast', make: castOf },
  text: { type: 'text/plain; charset=utf-8', ending: 'txt', make: plainTextOf },
  html: { type: 'text/html; charset=utf-8', ending: 'html', make: htmlOf },
} as const satisfies Record<string, Kind>;

const asQuery = z.strictObject({ as: z.enum(['cast', 'text', 'html']) });
const whole = z.string().regex(/^\d{1,15}$/, 'must be a whole number').transform(Number);
const atQuery = z.strictObject({ at: whole.default(0) });
const fromQuery = z.strictObject({ from: whole.default(0) });

/** Text is sent in parts of about this many characters. */
const sendAtOnce = 64 * 1024;

/** Sends a recording as a file: asciicast, text or HTML. Never as a page. */
export async function readRecording(deps: AppDeps, request: Request, response: Response): Promise<void> {
  const { as } = parse(asQuery, { ...request.query });
  const { person } = principalOf(response);
  const source = await sourceFor(deps, request, response);
  const kind: Kind = kinds[as];
  const parts = gathered(kind.make(source));
  // What cannot be read at all is answered by an error, not by an empty file.
  const first = await parts.next();
  response.setHeader('Content-Type', kind.type);
  response.setHeader('Content-Disposition', `attachment; filename="${fileName(source.run, kind.ending)}"`);
  for (let part = first; part.done !== true; part = await parts.next()) {
    // Sharing may end in the middle of a download: it breaks off, and does not look complete.
    if (source.run.person !== person.id && !await deps.register.isShared(source.run.id)) response.destroy();
    if (response.destroyed) {
      await parts.return(undefined);
      return;
    }
    if (!response.write(part.value)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
  }
  response.end();
}

/** Answers where to begin drawing for a time (`at`, microseconds), and how long the recording is. */
export async function readMoment(deps: AppDeps, request: Request, response: Response): Promise<void> {
  const { at } = parse(atQuery, { ...request.query });
  response.json({ moment: await momentOf(await sourceFor(deps, request, response), at) });
}

/** Sends marks from a number on: 16 bytes each, as common/recording/mark.ts has them. */
export async function readTiming(deps: AppDeps, request: Request, response: Response): Promise<void> {
  const { from } = parse(fromQuery, { ...request.query });
  const source = await sourceFor(deps, request, response);
  const { bytes } = await source.timing(from * markBytes, (from + pageMarks) * markBytes);
  response.setHeader('Content-Type', 'application/octet-stream');
  response.setHeader('Content-Disposition', `attachment; filename="${fileName(source.run, 'timing')}"`);
  response.end(bytes);
}

async function sourceFor({ register, runner }: AppDeps, request: Request, response: Response): Promise<Source> {
  return sourceOf(runner, await register.watchable(principalOf(response), runId(request)));
}

/** Takes many small parts; gives fewer large ones. */
async function* gathered(parts: AsyncGenerator<string>): AsyncGenerator<string> {
  let held = '';
  for await (const part of parts) {
    held += part;
    if (held.length < sendAtOnce) continue;
    yield held;
    held = '';
  }
  if (held !== '') yield held;
}
