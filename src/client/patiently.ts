/** Parts of the page that come later, from a server that may be away for a while. */

/** How long to wait before asking again, in milliseconds. */
const pause = 1_000;

/** Takes what fetches a part; gives what fetches it again and again until it is there, so that nothing breaks meanwhile. */
export function patiently<Part>(load: () => Promise<Part>): () => Promise<Part> {
  return async function fetchPart(): Promise<Part> {
    for (;;) {
      try {
        return await load();
      } catch {
        await new Promise((resolve) => { setTimeout(resolve, pause); });
      }
    }
  };
}
