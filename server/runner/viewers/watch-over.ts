/** A viewer of a run that is over: everything from its offset on, at any pace, and nobody types. */
import { HandrailError } from '../../../common/errors.ts';
import type { Run } from '../../../common/run.ts';
import { preludeOf, screenOf } from './screen.ts';
import { createViewer, type ViewerSink } from './viewer.ts';
import type { Watching } from './watchers.ts';

/** Takes a run that is over, how to read its output, where to begin and where to send. Throws `past-the-end`. */
export function watchOver(run: Run, read: (from: number, to: number) => Uint8Array, from: number | 'screen', sink: ViewerSink): Watching {
  if (from !== 'screen' && from > run.end) throw new HandrailError('past-the-end', { end: run.end, from });
  const start = from === 'screen' ? shown(read, run.end) : { offset: from, prelude: '' };
  const viewer = createViewer({ run, record: run, end: run.end, read, restart: () => ({ offset: run.end, prelude: '' }) }, start.offset, sink);
  viewer.changed(null);
  const over = () => { throw new HandrailError('run-over'); };
  return {
    start, seated: null, changed: viewer.changed, ack: viewer.ack, get blocked() { return viewer.blocked; },
    input: over, resize: () => undefined, pen: over, detach: () => undefined,
  };
}

function shown(read: (from: number, to: number) => Uint8Array, end: number): Watching['start'] {
  const start = screenOf(read, end).start();
  return { offset: start.offset, prelude: preludeOf(start, read) };
}
