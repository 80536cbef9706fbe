/** A block that is one script: its lines share what no other shell would know, so it is one step. */

const defines = /^\s*(?:function\s+[\w-]+(?:\s*\(\))?|[A-Za-z_][\w-]*\s*\(\))\s*(?:\{|$)/m;
/** Settings of one shell, and what only the caller of a script gives. */
const own = /^\s*(?:set\s+-\w*[eu]\w*|IFS=|trap\s|shift\b|getopts\s|exit\s+\d)|\$(?:[1-9@*]|\{[1-9@*][^}]*\})/m;
const says = /^\s*echo\s+(?:-\w+\s+)?["'](?:[^"'$]|\$\(date[^)]*\))*["']\s*$/gm;
/** Lines from which on a block that keeps telling what it does is a script. */
const enough = 6;

/** Takes a block of shell; tells whether it is one script and no list of commands. */
export function isScript(text: string): boolean {
  const bare = text.replace(/'[^']*'/g, "''");
  if (defines.test(bare) || own.test(bare)) return true;
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !/^\s*#/.test(line));
  return lines.length >= enough && (text.match(says) ?? []).length >= 2;
}

/** Takes a block’s first line; tells whether a shell is to run the block. */
export function isForShell(first: string): boolean {
  return /^#!.*\b(?:ba|z|k|da)?sh\b/.test(first);
}
