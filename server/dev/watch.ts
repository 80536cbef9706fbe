/** Watches a folder of runbooks. Editors write a file in several strokes, and some put a new one in its place: the folder is watched, and a pause is waited for. */
import { watch } from 'node:fs';

/** Milliseconds without another stroke. */
const settledMs = 40;

/** Takes the folder and what to do when something in it has changed; gives what ends the watching. Throws when the folder cannot be watched. */
export function watchFolder(folder: string, onChange: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(folder, () => {
    clearTimeout(timer);
    timer = setTimeout(onChange, settledMs);
  });
  // A folder that is removed and made again is a new one; the next save in it is seen after a restart.
  watcher.on('error', () => undefined);
  return () => {
    clearTimeout(timer);
    watcher.close();
  };
}
