/** Values of parameters in text that the page puts in as HTML, such as its table of contents. Pure. */
import { escapeHtml } from '../../common/escape-html.ts';

/** Takes HTML and what each parameter is worth (empty where nothing); gives it with `$NAME` filled in. A value may be anything that a link asked for: it comes as text. */
export function withValues(html: string, worth: (name: string) => string): string {
  return html.replace(/\$([A-Z][A-Z0-9_]*)/g, (as, name: string) => escapeHtml(worth(name)) || as);
}
