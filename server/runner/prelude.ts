/**
 * What every run's shell reads before its step: the variables, the directory, the kubeconfig, and how the state at the end
 * is kept. Purely; gives the files of the run's folder as latin-1 text.
 */
import { inside, user } from '../sandbox/layout.ts';
import { untilListening } from '../sandbox/ready.ts';
import type { Script } from './drivers/driver.ts';
import { type Endpoints, kubernetesPort } from './endpoints/endpoints.ts';
import { currentContext, kubeconfig } from './kubeconfig.ts';
import type { RunRequest } from './protocol.ts';
import { latin1Of, quoteWord, type ShellState } from './workspace/shell-state.ts';

export interface PreludeInput {
  request: RunRequest;
  script: Script;
  state: ShellState;
  /** folder of kubectl when no ordinary one holds it */
  extraPath: string;
  /** of the environment */
  endpoints: Pick<Endpoints, 'contexts' | 'forwards' | 'hosts' | 'variables' | 'files' | 'programs'>;
}

/** The one of a run's files that is /etc/hosts inside. */
export const hostsFile = 'hosts';
const ownContext = `${inside.workspace}/.kube/context`;
const givenContext = `${inside.scratch}/context`;

/** Takes what a run is about; gives its files by name. `main` is the one to run. */
export function runFiles(input: PreludeInput): Record<string, string> {
  return {
    ...input.script.files,
    ...Object.fromEntries(Object.entries(input.endpoints.files).map(([name, text]) => [name, latin1Of(text)])),
    main: main(input),
    keep,
    kubeconfig: kubeconfig(input.endpoints.contexts, kubernetesPort),
    ...(input.endpoints.hosts === null ? {} : { [hostsFile]: input.endpoints.hosts }),
    state: '',
  };
}

function main(input: PreludeInput): string {
  const { request, script, state } = input;
  const variables = { ...state.variables, ...parametersOf(request), ...given(input) };
  return [
    untilListening(input.endpoints.forwards),
    ...Object.entries(variables).map(([name, value]) => `export ${name}=${quoteWord(value)}`),
    `cd -- ${quoteWord(state.directory)} 2>/dev/null || { cd ${inside.workspace}; echo "The folder "${quoteWord(state.directory)}" is gone: this step runs in ${inside.workspace}." >&2; }`,
    ...context(input),
    // Nobody could bring a stopped command back to the front of a script.
    ...(request.step.interactive ? ['stty susp undef 2>/dev/null'] : []),
    ...(script.keepsState ? [`. ${inside.step}/keep`] : []),
    script.body,
  ].join('\n');
}

function parametersOf(request: RunRequest): Record<string, string> {
  return Object.fromEntries(Object.entries(request.parameters).map(([name, value]) => [name, latin1Of(value)]));
}

/** The same for every run, whatever a step exported. */
function given({ request, extraPath, endpoints }: PreludeInput): Record<string, string> {
  const path = [...(endpoints.programs === null ? [] : [inside.programs]), inside.path, ...(extraPath === '' ? [] : [extraPath])];
  const context = request.context === null ? ownContext : givenContext;
  return {
    PATH: path.join(':'),
    HOME: inside.home, USER: user.name, LOGNAME: user.name, SHELL: '/bin/bash', LANG: 'C.UTF-8',
    TERM: 'xterm-256color', COLORTERM: 'truecolor',
    KUBECONFIG: `${context}:${inside.scratch}/kubeconfig`, KUBECACHEDIR: `${inside.workspace}/.kube/cache`, KUBERC: 'off', KUBE_EDITOR: 'nano',
    EDITOR: 'nano', PAGER: request.step.interactive ? 'less' : 'cat', GIT_PAGER: request.step.interactive ? 'less' : 'cat',
    GIT_TERMINAL_PROMPT: '0', HISTFILE: '/dev/null', LESSHISTFILE: '-', REDISCLI_HISTFILE: '/dev/null', REDISCLI_RCFILE: '/dev/null',
    ...Object.fromEntries(Object.entries(endpoints.variables).map(([name, value]) => [name, latin1Of(value)])),
  };
}

/**
 * `kubectl config use-context` locks every file of KUBECONFIG, which needs a folder it can write, and writes the first one.
 * The list of contexts itself is read-only.
 */
function context({ request, endpoints }: PreludeInput): string[] {
  const first = endpoints.contexts[0];
  if (request.context !== null) return [`printf %s ${quoteWord(latin1Of(currentContext(request.context)))} >|${givenContext}`];
  if (first === undefined) return [];
  const folder = ownContext.slice(0, ownContext.lastIndexOf('/'));
  return [`[[ -s ${ownContext} ]] || { mkdir -p ${folder}; printf %s ${quoteWord(latin1Of(currentContext(first.name)))} >|${ownContext}; }`];
}

/**
 * Keeps directory and exported variables when the shell ends, however it ends. Only shell builtins, so that it works where
 * no further process may start, and by their own names, whatever the step has defined.
 */
const keep = `handrail_keep() {
  builtin set +euxC
  builtin compgen -e >|${inside.state}
  builtin mapfile -t handrail_names <${inside.state}
  {
    builtin pwd
    builtin printf '\\0'
    for handrail_name in "\${handrail_names[@]}"; do
      builtin printf '%s=%s\\0' "$handrail_name" "\${!handrail_name}"
    done
  } >|${inside.state}
}
trap handrail_keep EXIT
`;
