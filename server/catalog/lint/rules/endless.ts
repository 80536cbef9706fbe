/** A command that never ends holds up the page until its time is over. */
import { forEachChild } from 'unbash';
import { parseRedis } from '../../../../common/catalog/redis.ts';
import { innerCommands, type InnerCommand } from '../inner-commands.ts';
import { addToFence, inStep, keyOf, runnableOf } from '../page.ts';
import type { Rule, Told } from '../rule.ts';
import { kubectlVerb } from '../../../../common/catalog/effect-check/shell-effect.ts';
import type { Spot } from '../finding.ts';
import type { StepDraft } from '../../../../common/catalog/mdx/steps.ts';
import { holds, type ShellText, type SyntaxNode } from '../shell-text.ts';

export const endless: Rule = {
  name: 'endless',
  severity: 'error',
  check(page, _site, report) {
    const say = (place: Spot, draft: StepDraft, what: string): void => {
      const fix = draft.step.kind === 'runnable' && draft.step.language === 'bash' ? addToFence(draft, 'background') : undefined;
      const told: Told = fix ? { fix } : {};
      report(place, `${what} never ends. Mark the step \`background\`: then it runs beside others until somebody presses Stop. Or give it a \`timeout=\`.`, told);
    };
    const allowed = (draft: StepDraft): boolean => draft.step.kind !== 'runnable' || draft.step.background || draft.step.interactive || keyOf(draft, 'timeout') !== undefined;
    for (const text of page.shell) {
      if (allowed(text.draft)) continue;
      const [first] = [...inCommands(text), ...inLoops(text)].sort((left, right) => left.pos - right.pos);
      if (first) say(text.at(first.pos), text.draft, first.what);
    }
    for (const { draft, step } of runnableOf(page).filter(({ draft, step }) => step.language === 'redis' && !allowed(draft))) {
      const line = parseRedis(step.source).lines.find(({ args }) => /^(?:monitor|p?subscribe|ssubscribe)$/i.test(args[0] ?? ''));
      if (line) say(inStep(draft, [line.line, 1]), draft, `\`${line.args[0] ?? ''}\``);
    }
  },
};

interface Found { pos: number; what: string }

function inCommands({ commands }: ShellText): Found[] {
  return commands.flatMap((placed) => {
    if (placed.behind) return [];
    const what = innerCommands(placed).filter(({ ended }) => !ended).map(whatIsEndless).find((each) => each !== null);
    return what ? [{ pos: placed.pos, what }] : [];
  });
}

function inLoops({ script }: ShellText): Found[] {
  const found: Found[] = [];
  const leaves = (node: SyntaxNode): boolean => holds(node, (each) => each.type === 'Command' && /^(?:break|exit|return)$/.test(each.name?.text ?? ''));
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'While') {
      const clause = node.clause.commands.length === 1 ? node.clause.commands[0]?.command : undefined;
      const word = clause?.type === 'Command' && clause.args.length === 0 ? clause.name?.text ?? '' : '';
      const forever = node.kind === 'while' ? word === 'true' || word === ':' : word === 'false';
      if (forever && !leaves(node.body)) found.push({ pos: node.pos, what: `\`${node.kind} ${word}\` without \`break\`` });
    }
    forEachChild(node, visit);
  };
  visit(script);
  return found;
}

type Judge = (has: (pattern: RegExp) => boolean, args: InnerCommand['args']) => string | null;

const follows = /^(?:-\w*[fF]\w*|--follow(?:=true)?)$/;
const judges: Readonly<Record<string, Judge>> = {
  kubectl: (has, args) => kubectl(has, kubectlVerb(args)),
  docker: (has, args) => (args[0] === 'logs' && has(follows) ? '`docker logs -f`' : null),
  argocd: (has, args) => (args.includes('logs') && has(follows) ? '`argocd app logs -f`' : null),
  journalctl: (has) => (has(follows) ? '`journalctl -f`' : null),
  tail: (has) => (has(follows) && !has(/^--pid/) ? '`tail -f`' : null),
  watch: () => '`watch`',
  stern: (has) => (has(/^--no-follow/) ? null : '`stern`'),
  top: (has) => (has(/^-\w*n/) ? null : '`top` without `-n`'),
  htop: () => '`htop`',
  ping: (has) => (has(/^-\w*[cw]/) ? null : '`ping` without `-c`'),
  yes: () => '`yes`',
  tcpdump: (has) => (has(/^-\w*c/) ? null : '`tcpdump` without `-c`'),
  sleep: (has) => (has(/^inf(?:inity)?$/) ? '`sleep infinity`' : null),
  inotifywait: (has) => (has(/^(?:-m|--monitor)$/) ? '`inotifywait -m`' : null),
  'redis-cli': (has) => (has(/^(?:monitor|p?subscribe|--stat|--latency(?:-history)?)$/i) ? '`redis-cli` with `monitor`, `subscribe` or `--stat`' : null),
  'kafka-console-consumer.sh': (has) => (has(/^--(?:timeout-ms|max-messages)/) ? null : '`kafka-console-consumer.sh` without `--timeout-ms` or `--max-messages`'),
};

function whatIsEndless({ name, args }: InnerCommand): string | null {
  const judge = Object.hasOwn(judges, name) ? judges[name] : undefined;
  // What stands behind `--` belongs to another command.
  const end = name === 'kubectl' ? args.indexOf('--') : -1;
  const own = end === -1 ? args : args.slice(0, end);
  return judge?.((pattern) => own.some((word) => word !== null && pattern.test(word)), own) ?? null;
}

function kubectl(has: (pattern: RegExp) => boolean, verb: string | null): string | null {
  if (verb === 'logs' && has(follows)) return '`kubectl logs -f`';
  if (verb === 'get' && has(/^(?:-w|--watch(?:-only)?(?:=true)?)$/)) return '`kubectl get -w`';
  return verb === 'port-forward' || verb === 'proxy' ? `\`kubectl ${verb}\`` : null;
}
