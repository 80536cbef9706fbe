/**
 * Warnings as headers: `299 - "text"`. An API server keeps them short (k8s.io/apiserver/pkg/endpoints/filters/warning.go):
 * beyond 4096 letters in all, each is cut at 256, and what is then too much is left out.
 */
const most = 4096;
const mostOfOne = 256;

/** Takes warnings; gives the values of their `Warning` headers, as bytes of UTF-8. */
export function warningHeaders(warnings: readonly string[]): string[] {
  const whole = warnings.reduce((sum, text) => sum + text.length, 0) <= most;
  const kept: string[] = [];
  let written = 0;
  for (const warning of warnings) {
    const text = whole ? warning : warning.slice(0, mostOfOne);
    written += text.length;
    if (written > most) break;
    kept.push(headerOf(text));
  }
  return kept;
}

/** A header cannot hold control characters, and Node takes a byte for a letter. */
function headerOf(text: string): string {
  const quoted = JSON.stringify(text.replace(/\p{Cc}/gu, ' '));
  return `299 - ${Buffer.from(quoted, 'utf8').toString('latin1')}`;
}
