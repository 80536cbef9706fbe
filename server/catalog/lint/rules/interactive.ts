/** A command that waits for somebody to type stands in a step marked `interactive`. */
import { positionals } from '../../../../common/catalog/effect-check/tool-verbs.ts';
import { kubectlVerb } from '../../../../common/catalog/effect-check/shell-effect.ts';
import { innerCommands, type InnerCommand } from '../inner-commands.ts';
import { addToFence } from '../page.ts';
import type { Rule } from '../rule.ts';

export const interactive: Rule = {
  name: 'interactive',
  severity: 'error',
  check({ shell, problems }, _site, report) {
    for (const text of shell) {
      const { step, draft } = text;
      if (step.interactive || step.background) continue;
      const told = problems.some(({ rule, line }) => rule === 'interactive' && line > step.line && line <= step.line + step.source.split('\n').length);
      const found = told ? [] : text.commands.flatMap((placed) => {
        const what = innerCommands(placed).map(whatIsTyped).find((each) => each !== null);
        return what ? [{ pos: placed.pos, what }] : [];
      });
      const [first] = found;
      const fix = step.language === 'bash' ? addToFence(draft, 'interactive') : undefined;
      if (first) report(text.at(first.pos), `${first.what} waits for somebody to type. Mark the step \`interactive\`, or write it so that it does not ask.`, fix ? { fix } : {});
    }
  },
};

type Judge = (command: InnerCommand, has: (pattern: RegExp) => boolean) => boolean;

const always: Judge = () => true;
const unlessFed: Judge = ({ fed }) => !fed;
/** Interpreters and clients that ask for commands when they are given none. */
const prompts = (valued: readonly string[], given: RegExp): Judge => ({ args, fed }, has) => !fed && !has(given) && positionals(args, valued).length === 0;

const judges: Readonly<Record<string, Judge>> = {
  nano: always, vi: always, vim: always, nvim: always, emacs: always, pico: always, k9s: always, passwd: always, visudo: always,
  less: unlessFed, more: unlessFed, man: unlessFed,
  kubectl: ({ args }) => kubectlVerb(args) === 'edit',
  vault: ({ args, fed }, has) => args[0] === 'login' && !fed && (has(/^-method/) ? !has(/^(?:password|token|jwt|role_id)=/) : positionals(args, ['-address', '-namespace', '-path']).length < 2),
  'redis-cli': ({ args, terminal, fed }, has) => terminal && !fed && !has(/^(?:-x|-X|--pipe|--stat|--latency\S*|--bigkeys|--memkeys|--scan|--rdb|--version|--help|-v|--eval)$/)
    && positionals(args, ['-h', '-p', '-s', '-a', '-n', '-u', '-r', '-i', '-d', '--user', '--pass']).length === 0,
  psql: (command, has) => !command.fed && !has(/^(?:-\w*[cfl]|--command|--file|--list|--version)/),
  mysql: (command, has) => !command.fed && !has(/^(?:-\w*e|--execute|--version)/),
  sqlite3: ({ args, fed }, has) => !fed && !has(/^-(?:version|help)/) && positionals(args, ['-cmd', '-init', '-separator']).length < 2,
  python: prompts(['-W', '-X'], /^-\w*[cmV]|^--version/), python3: prompts(['-W', '-X'], /^-\w*[cmV]|^--version/),
  node: prompts(['-r'], /^-(?:[epv]|-version|-eval)/),
  bash: prompts(['-o', '-O'], /^-\w*[cs]|^--version/), sh: prompts(['-o'], /^-\w*[cs]/),
  ssh: ({ args, fed }, has) => !fed && !has(/^-\w*[NfVT]/) && positionals(args, ['-p', '-i', '-l', '-o', '-F', '-J', '-L', '-R', '-D', '-W', '-b', '-c', '-E', '-m', '-S']).length === 1,
  git: ({ args }, has) => (args[0] === 'rebase' && has(/^(?:-i|--interactive)$/)) || (args[0] === 'add' && has(/^(?:-p|-i|--patch)$/))
    || (args[0] === 'commit' && !has(/^(?:-\w*[mFC]|--message|--file|--no-edit|--fixup|--reuse-message|--dry-run)/)),
  read: ({ fed }, has) => !fed && has(/^-\w*[ps]/),
  crontab: (_, has) => has(/^-e$/),
  docker: ({ args, fed }, has) => args[0] === 'login' && !fed && !has(/^(?:-p|--password)/),
  rm: (_, has) => has(/^-\w*[iI]/), cp: (_, has) => has(/^-\w*i/), mv: (_, has) => has(/^-\w*i/),
};

function whatIsTyped(command: InnerCommand): string | null {
  const judge = Object.hasOwn(judges, command.name) ? judges[command.name] : undefined;
  const has = (pattern: RegExp): boolean => command.args.some((word) => word !== null && pattern.test(word));
  return judge?.(command, has) ? `\`${[command.name, ...command.args.filter((word) => word !== null)].slice(0, 3).join(' ')}\`` : null;
}
