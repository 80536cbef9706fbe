/**
 * What the verbs of command-line tools do to a target. A verb that is not listed gives no opinion, and neither does a
 * tool that is not: the check refuses what is surely declared too mild, and is silent otherwise.
 */
import type { Effect } from '../effect.ts';

interface Tool {
  /** options that take the next word as their value */
  valued: readonly string[];
  verbs: Readonly<Record<string, Effect>>;
  /** what a word anywhere in the command makes of it */
  options?: Readonly<Record<string, Effect>>;
}

const all = (effect: Effect, names: string): Record<string, Effect> =>
  Object.fromEntries(names.trim().split(/\s+/).map((name) => [name.replace('|', ' '), effect]));

/** Two words with `|` between are a verb and the word after it; the longer one wins. */
export const tools: Readonly<Record<string, Tool>> = {
  kubectl: {
    valued: ['-n', '--namespace', '--context', '--cluster', '--user', '-s', '--server', '--kubeconfig', '--as', '--as-group', '--token',
      '--request-timeout', '--cache-dir', '-v', '--certificate-authority', '--client-certificate', '--client-key'],
    verbs: {
      ...all('read', 'get describe logs top explain version api-resources api-versions auth diff events wait cluster-info rollout|status rollout|history config'),
      ...all('change', 'apply create patch label annotate scale set expose run edit autoscale cordon uncordon taint replace cp rollout|restart rollout|undo rollout|pause rollout|resume debug attach'),
      ...all('destroy', 'delete drain'),
    },
    options: { '--force': 'destroy', '--prune': 'destroy' },
  },
  helm: {
    valued: ['-n', '--namespace', '--kube-context', '--kubeconfig'],
    verbs: { ...all('read', 'list ls status get history template lint show'), ...all('change', 'install upgrade rollback'), ...all('destroy', 'uninstall delete') },
  },
  argocd: {
    valued: ['--server', '--auth-token', '--config'],
    verbs: { ...all('read', 'app|get app|list app|diff app|history'), ...all('change', 'app|sync app|set app|create app|rollback app|patch'), ...all('destroy', 'app|delete app|delete-resource app|terminate-op') },
    options: { '--prune': 'destroy' },
  },
  vault: {
    valued: ['-address', '-namespace'],
    verbs: { ...all('read', 'read list status kv|get kv|list login'), ...all('change', 'write kv|put kv|patch kv|undelete kv|rollback'), ...all('destroy', 'delete kv|delete kv|destroy') },
  },
  git: {
    valued: ['-C', '-c'],
    verbs: { push: 'change' },
    options: { '--force': 'destroy', '-f': 'destroy', '--delete': 'destroy', '--force-with-lease': 'destroy', '--mirror': 'destroy' },
  },
};

/**
 * Takes a tool and its arguments (null where the word is known only as it runs); gives the effect and the verb, or null
 * when there is no opinion. A verb that is itself a variable counts as destroying: it may be anything.
 */
export function toolEffect(tool: string, args: readonly (string | null)[]): { effect: Effect; name: string } | null {
  const known = Object.hasOwn(tools, tool) ? tools[tool] : undefined;
  if (!known) return null;
  const places = positionals(args, known.valued);
  const [first, second] = places;
  if (first === null) return { effect: 'destroy', name: `${tool} with a variable for its verb` };
  if (first === undefined) return null;
  const name = `${first} ${second ?? ''}` in known.verbs ? `${first} ${second ?? ''}` : first;
  const effect = Object.hasOwn(known.verbs, name) ? known.verbs[name] : undefined;
  if (!effect) return null;
  const option = effect === 'read' ? undefined : args.find((arg) => arg !== null && known.options?.[arg]);
  return { effect: (option ? known.options?.[option] : undefined) ?? effect, name: `${tool} ${name}${option ? ` ${option}` : ''}` };
}

/** Takes arguments and the options that take a value; gives what is no option, up to `--`. */
export function positionals(args: readonly (string | null)[], valued: readonly string[]): (string | null)[] {
  const places: (string | null)[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? null;
    if (arg === '--') break;
    if (arg?.startsWith('-')) {
      if (valued.includes(arg)) at += 1;
    } else {
      places.push(arg);
    }
  }
  return places;
}
