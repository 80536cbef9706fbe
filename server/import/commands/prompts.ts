/** Prompts that transcripts show before what was typed. */

export type Session = 'shell' | 'redis' | 'sql';

export interface Prompted {
  session: Session;
  /** as written, without the space behind it */
  prompt: string;
  command: string;
  /** it goes on with what the line before began */
  continues: boolean;
}

const named = /^((?:\([\w./-]+\)\s*)?(?:\[[\w.-]+@[\w.-]+[^\]\n]{0,80}\]\s?[$#]|[\w.-]+@[\w.-]+(?::[^\s$#>]{0,120}|[ \t]+[~/][^\s$#>]{0,120})?\s?[$#%]|(?:bash|sh|zsh)-[\d.]+[$#]|[\w.-]+:[~/][^\s$#]{0,120}\s?[$#]|➜\s+\S+|❯|[a-z][\w.-]*\$(?=\s)))(?:[ \t]+(.*))?$/;
const plain = /^(\$|%)(?:[ \t]+(.*))$/;
const root = /^(#)[ \t]+(.*)$/;
const redis = /^((?:\[[0-9a-f:]+\]|[\w.-]+):\d{1,5}(?:\[\d+\])?(?:\(TX\))?>|redis>)(?:\s+(.*))?$/;
const sql = /^((?:[\w.-]+)?[=('"*!^-][#>]|[\w.-]+=[#>]|mysql>|MariaDB \[[^\]]*\]>|sqlite>|(?:[\w.@:-]+ )?(?:cqlsh(?::\w+)?>)|SQL>|[\w.-]+[-('"][#>]|\s{2,6}->|\s+\.\.\.>)(?:\s+(.*))?$/;
const windows = /^\s*(?:PS(?: [A-Z]:[^>]*)?>|[A-Z]:\\[^>]*>)/;

/** Takes a line and whether a `#` at its beginning is root's prompt; gives the prompt and what follows, or null. */
export function promptOf(line: string, rootPrompts: boolean): Prompted | null {
  const trimmed = line.trimStart();
  const at = redis.exec(trimmed);
  if (at) return { session: 'redis', prompt: at[1] ?? '', command: at[2] ?? '', continues: false };
  const statement = /^(?:[\w.-]+[=-][#>]|mysql>|MariaDB \[|sqlite>|cqlsh|[\w.@:-]+ cqlsh|SQL>|\s+->|\s+\.\.\.>)/.test(line) ? sql.exec(line) : null;
  if (statement) return { session: 'sql', prompt: statement[1] ?? '', command: statement[2] ?? '', continues: /^(?:\s*->|\s*\.\.\.>|[\w.]*[-('"][#>])$/.test(statement[1] ?? '') };
  return shellPromptOf(trimmed, rootPrompts);
}

function shellPromptOf(trimmed: string, rootPrompts: boolean): Prompted | null {
  const shell = named.exec(trimmed) ?? plain.exec(trimmed) ?? (rootPrompts ? root.exec(trimmed) : null);
  // What a service still prints behind the prompt that it gave back was typed by nobody.
  if (!shell || /^\d{4}-\d{2}-\d{2}[ T]\d/.test(shell[2] ?? '')) return null;
  return { session: 'shell', prompt: shell[1] ?? '', command: shell[2] ?? '', continues: false };
}

/** Takes a block's lines; tells whether they show a session of Windows, which nothing here runs. */
export function isWindows(lines: readonly string[]): boolean {
  return lines.some((line) => windows.test(line)) || lines.some((line) => /^\s*(?:Get|Set|New|Remove|Start|Stop|Restart|Invoke|Test|Import|Install|Add|Connect|Write|Select|Where|ForEach|Out|Enable|Disable)-[A-Z]\w+/.test(line));
}
