/**
 * Where a request leads, read strictly: what two readers might read in two ways is refused, and what is passed on is written
 * anew from what was read. So the API sees what was judged. Pure.
 */
export interface Target {
  context: string;
  /** of the API's path, decoded */
  segments: readonly string[];
  query: URLSearchParams;
}

/** Why a request is no request that could be passed on. */
export interface Astray {
  code: 400 | 404;
  message: string;
}

const readable = /^\/[!-~]*$/;
/** `/` and `%` stand in no Kubernetes name (k8s.io/apimachinery, `IsValidPathSegmentName`); `\` and `;` divide paths elsewhere. */
const segmentText = /^(?!\.{1,2}$)[^/%\\;\p{C}\p{Z}]+$/u;
const ascii = /^[!-~]*$/;

/** Takes the target of a request line; gives where it leads, or what is wrong with it. */
export function targetOf(url: string): Target | Astray {
  if (!url.startsWith('/')) return { code: 400, message: 'A request names a path, not another server.' };
  if (!readable.test(url) || /[#\\]/.test(url)) return { code: 400, message: 'A path holds only letters, digits and marks that stand in a path.' };
  const at = url.indexOf('?');
  const [path, query] = at === -1 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
  if (query.includes(';')) return { code: 400, message: 'The parts of a query are divided by “&”. Write “;” inside a value as %3B.' };
  const segments = segmentsOf(path);
  if (segments === null) return { code: 400, message: 'This path can be read in more than one way. Write it without “//”, “.”, “..”, and without “/”, “%”, “;” or “\\” inside a name.' };
  const [contexts, context, ...rest] = segments;
  if (contexts !== 'contexts' || context === undefined) {
    // kubectl puts what follows --raw in place of the whole path of its server (client-go, `Request.RequestURI`).
    return { code: 404, message: `Paths of this API begin with /contexts/<name>. kubectl adds that by itself, but not to --raw: write --raw "/contexts/$(kubectl config current-context)${path.slice(0, 100)}".` };
  }
  return { context, segments: rest, query: new URLSearchParams(query) };
}

/** Takes a path; gives its segments decoded, or null when it is not plain. One slash at the end is read as none. */
function segmentsOf(path: string): string[] | null {
  const raw = path.slice(1).split('/');
  if (raw.at(-1) === '') raw.pop();
  try {
    const segments = raw.map(decodeURIComponent);
    return segments.every((segment) => segmentText.test(segment) && ascii.test(segment)) ? segments : null;
  } catch {
    return null;
  }
}

/** Takes a target; gives path and query as they are passed on, below its context. */
export function pathOf({ segments, query }: Pick<Target, 'segments' | 'query'>): string {
  const asked = query.toString();
  return `/${segments.map(encodeURIComponent).join('/')}${asked === '' ? '' : `?${asked}`}`;
}
