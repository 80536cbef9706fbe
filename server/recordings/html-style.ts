/** The style of a recording's page: the terminal's colours as the site has them (src/css/custom.css), light and dark. */

interface Colours {
  page: string;
  text: string;
  quiet: string;
  good: string;
  line: string;
  background: string;
  palette: readonly string[];
}

const light: Colours = {
  page: '#ffffff', text: '#1b2128', quiet: '#5b6673', good: '#17663a', line: '#dfe4e9', background: '#fcfcfd',
  palette: ['#1b2128', '#a3161b', '#17663a', '#7a5000', '#1554a6', '#7a2f8f', '#0b635c', '#5b6673', '#5f6b78', '#bd1f24', '#1a7442', '#8a5a00', '#1d5fb8', '#8a3aa0', '#0d716a', '#46515d'],
};

const dark: Colours = {
  page: '#13171c', text: '#dfe4ea', quiet: '#98a4b1', good: '#82d8a2', line: '#2b333d', background: '#0e1115',
  palette: ['#6b7886', '#ff9a92', '#82d8a2', '#f3c670', '#85b4f5', '#dcaeea', '#78d5ca', '#c3ccd6', '#8f9caa', '#ffb3ad', '#a0e4ba', '#f8d894', '#a5c9f8', '#e7c6f1', '#9be3da', '#f0f3f6'],
};

function variables({ palette, ...rest }: Colours): string {
  const named = Object.entries(rest).map(([name, value]) => `--${name}:${value}`);
  return [...named, ...palette.map((value, at) => `--p${at}:${value}`)].join(';');
}

const numbered = light.palette.map((_, at) => `.c${at}{color:var(--p${at})}.b${at}{background:var(--p${at})}`).join('');

/** The whole style sheet. */
export const style = `
:root{color-scheme:light dark;${variables(light)}}
@media screen and (prefers-color-scheme:dark){:root{${variables(dark)}}}
body{background:var(--page);color:var(--text);font:16px/1.5 system-ui,sans-serif;margin:0}
main{margin:0 auto;max-width:72rem;padding:1.5rem}
h1{font-size:1.5rem;line-height:1.3;margin:0 0 .5rem;overflow-wrap:anywhere}
p{margin:0 0 1rem}
.good{color:var(--good)}
.cut,dt{color:var(--quiet)}
dl{display:grid;font-size:.875rem;gap:.125rem 1rem;grid-template-columns:max-content 1fr;margin:0 0 1rem}
dd{margin:0;overflow-wrap:anywhere;white-space:pre-wrap}
pre{background:var(--background);border:1px solid var(--line);border-radius:8px;font:13px/1.35 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;margin:0;overflow:auto;padding:.625rem 1rem}
${numbered}
.ci{color:var(--background)}.bi{background:var(--text)}
.bold{font-weight:600}.faint{opacity:.7}.italic{font-style:italic}.underline{text-decoration:underline}
@media print{:root{color-scheme:light}pre{white-space:pre-wrap}}
`;
