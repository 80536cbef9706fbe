/** A parameter that becomes part of a script's text can become part of its commands. */
import { forEachChild } from 'unbash';
import type { Parameter } from '../../../../common/catalog/parameter.ts';
import { kubectlVerb, unwrap, wrappers } from '../../../../common/catalog/effect-check/shell-effect.ts';
import type { Severity } from '../finding.ts';
import type { Rule } from '../rule.ts';
import { isTame } from '../tame.ts';
import type { SyntaxNode, Word } from '../shell-text.ts';

export const scriptText: Rule = {
  name: 'script-text',
  severity: 'warning',
  check({ shell, declared }, _site, report) {
    const names = new Map(declared.map((parameter) => [parameter.name, parameter]));
    for (const text of shell.filter(({ whole }) => whole)) {
      for (const { node } of text.commands) {
        const words = [node.name, ...node.args].filter((word) => word?.type === 'Word');
        for (const { word, advice, harsh } of scriptsIn(words)) {
          const use = usesIn(word).find(({ name }) => names.has(name));
          const parameter = use && names.get(use.name);
          if (use && parameter) report(text.at(use.pos), `The value of ${use.name} becomes part of ${advice(use.name)}${isTame(parameter) ? ' Its type allows nothing harmful now; whoever widens it must look here.' : ''}`, { severity: weight(parameter, harsh), length: use.name.length + 1 });
        }
      }
    }
  },
};

/** What a value can do when it is read as a script, whatever its type allows today. */
function weight(parameter: Parameter, harsh: boolean): Severity {
  if (isTame(parameter)) return harsh ? 'warning' : 'note';
  return harsh ? 'error' : 'warning';
}

interface ScriptWord { word: Word; advice: (name: string) => string; harsh: boolean }

/** Words of a command that a program reads as a script, with what to write instead. */
function scriptsIn(words: readonly Word[]): ScriptWord[] {
  const [first, ...rest] = words;
  const name = first?.value.split('/').at(-1) ?? '';
  if (Object.hasOwn(wrappers, name)) {
    const inner = unwrap(name, rest.map(({ value }) => value));
    return scriptsIn(rest.slice(rest.length - inner.length));
  }
  if (name === 'kubectl') return kubectlScripts(rest);
  const found = Object.hasOwn(readers, name) ? readers[name]?.(rest) : undefined;
  return found ?? [];
}

function kubectlScripts(rest: readonly Word[]): ScriptWord[] {
  const end = rest.findIndex(({ value }) => value === '--');
  const own = rest.slice(0, end === -1 ? undefined : end);
  const inner = end !== -1 && ['exec', 'run', 'debug'].includes(kubectlVerb(own.map(({ value }) => value)) ?? '') ? scriptsIn(rest.slice(end + 1)) : [];
  const paths = own.filter(({ value }, at) => /jsonpath|go-template|custom-columns/.test(value) || (at > 0 && /^(?:-o|--template|--sort-by)$/.test(own[at - 1]?.value ?? '')));
  const patches = own.filter((_, at) => /^(?:-p|--patch|--overrides)$/.test(own[at - 1]?.value ?? ''));
  return [
    ...paths.map((word) => ({ word, harsh: false, advice: () => 'a template that kubectl reads. Choose with `-l` or `--field-selector`, or take `-o json` and `jq --arg`.' })),
    ...patches.map((word) => ({ word, harsh: false, advice: (name: string) => `a patch in JSON. Make it with \`jq -n --arg value "$${name}" '…$value…'\`, which quotes.` })),
    ...inner,
  ];
}

type Reader = (rest: readonly Word[]) => ScriptWord[];

const readers: Readonly<Record<string, Reader>> = {
  ...Object.fromEntries(['bash', 'sh', 'dash', 'zsh'].map((name) => [name, (rest: readonly Word[]) => after(rest, /^-\w*c$/, true,
    (value) => `a shell’s script, where “;” or “$(” in it would run. Hand it over as an argument: \`${name} -c '… "$1"' _ "$${value}"\`.`)])),
  eval: (rest) => rest.map((word) => ({ word, harsh: true, advice: () => 'what `eval` runs, where “;” or “$(” in it would run too. Write the command itself, without `eval`.' })),
  ssh: (rest) => rest.slice(1).map((word) => ({ word, harsh: true, advice: (value) => `a command line that a shell reads on the other side. Quote it for that: \`"\${${value}@Q}"\`, or send it with \`SendEnv\`.` })),
  sed,
  awk, gawk: awk, mawk: awk,
  jq: (rest) => rest.filter(({ value }) => !value.startsWith('-')).slice(0, 1).map((word) => ({ word, harsh: false, advice: (value) => `jq’s program. Hand it over: \`jq --arg value "$${value}" '…$value…'\`.` })),
  python, python3: python,
  perl: (rest) => after(rest, /^-\w*e$/, true, (value) => `Perl’s program. Read it from the environment: \`$ENV{${value}}\`.`),
  node: (rest) => after(rest, /^-(?:e|p|-eval)$/, true, (value) => `a program. Read it from the environment: \`process.env.${value}\`.`),
  psql: (rest) => after(rest, /^(?:-c|--command)$/, true, sqlAdvice),
  mysql: (rest) => after(rest, /^(?:-e|--execute)$/, true, sqlAdvice),
  sqlite3: (rest) => rest.filter(({ value }) => !value.startsWith('-')).slice(1).map((word) => ({ word, harsh: true, advice: sqlAdvice })),
};

function sed(rest: readonly Word[]): ScriptWord[] {
  const given = rest.filter((_, at) => /^(?:-\w*e|--expression)$/.test(rest[at - 1]?.value ?? ''));
  const scripts = given.length > 0 ? given : rest.filter(({ value }) => !value.startsWith('-')).slice(0, 1);
  return scripts.map((word) => ({ word, harsh: false, advice: () => 'sed’s script, where “/”, “&” or “\\” in it mean something. Use `yq` for YAML, `jq --arg` for JSON, or a type that allows none of these.' }));
}

function awk(rest: readonly Word[]): ScriptWord[] {
  const programs = rest.filter(({ value }, at) => !value.startsWith('-') && !/^-[vF]$/.test(rest[at - 1]?.value ?? '')).slice(0, 1);
  return programs.map((word) => ({ word, harsh: true, advice: (value) => `awk’s program, which can run commands. Hand it over: \`awk -v value="$${value}" '…value…'\`.` }));
}

function python(rest: readonly Word[]): ScriptWord[] {
  return after(rest, /^-\w*c$/, true, (value) => `Python’s program. Read it from the environment: \`os.environ["${value}"]\`.`);
}

function sqlAdvice(value: string): string {
  return `a statement of SQL. Write a \`sql\` step, in which \`\${${value}}\` is one value.`;
}

function after(rest: readonly Word[], option: RegExp, harsh: boolean, advice: (name: string) => string): ScriptWord[] {
  const at = rest.findIndex(({ value }) => option.test(value));
  const word = at === -1 ? undefined : rest[at + 1];
  return word ? [{ word, advice, harsh }] : [];
}

function usesIn(word: Word): { name: string; pos: number }[] {
  const found: { name: string; pos: number }[] = [];
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'SimpleExpansion') found.push({ name: node.text.slice(1), pos: node.pos });
    // `${NAME@Q}` is quoted for a shell.
    else if (node.type === 'ParameterExpansion' && !(node.operation?.type === 'Transform')) found.push({ name: node.parameter, pos: node.pos });
    else if (node.type !== 'CommandExpansion') forEachChild(node, visit);
  };
  visit(word);
  return found;
}
