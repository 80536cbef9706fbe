/**
 * The Kubernetes of one run: a gateway on a socket of its own, which serves the contexts that the environment gives, each
 * below `/contexts/<name>`. `openClusters` is the runner's and keeps credentials between runs; `openKubernetes` is a run's.
 */
import type { KubernetesEndpoint } from '../../../config/environments/endpoints.ts';
import type { Log } from '../../../log.ts';
import type { KubernetesContext } from '../../kubeconfig.ts';
import type { RunRequest } from '../../protocol.ts';
import type { AuditLog } from '../audit-log.ts';
import { type Gateway, openGateway } from '../kubernetes.ts';
import type { Context } from './admit.ts';
import type { Clusters } from './clusters.ts';
import { identityOf } from './identity.ts';
import { worldUpstream } from './upstream.ts';

/** What runs of practice reach: one socket for all contexts of a world. */
export interface WorldKubernetes {
  socket: string;
  contexts: readonly { name: string; namespace?: string | undefined }[];
}

export interface KubernetesOptions {
  /** where to listen; the folder must exist and be ours alone */
  socket: string;
  request: Pick<RunRequest, 'run' | 'person' | 'groups' | 'environment' | 'step'>;
  /** the endpoints of the environment by context, or a practice world */
  reaches: Readonly<Record<string, KubernetesEndpoint>> | WorldKubernetes;
  clusters: Clusters;
  audit: Pick<AuditLog, 'add' | 'durable'>;
  log: Log;
}

export interface Kubernetes extends Gateway {
  /** for the sandbox's kubeconfig (kubeconfig.ts): exactly these, the first one current */
  contexts: readonly KubernetesContext[];
}

/**
 * Takes a run, what its environment reaches and where to listen; gives its Kubernetes once it listens.
 * Throws an error whose message tells the person what whoever runs Handrail has to mend.
 */
export async function openKubernetes(options: KubernetesOptions): Promise<Kubernetes> {
  const { socket, request, audit, log } = options;
  const { run, person, environment, step } = request;
  const contexts = isWorld(options.reaches) ? worldContexts(options.reaches, person) : clusterContexts(options, options.reaches);
  const gateway = await openGateway({
    socket, contexts: new Map(contexts.map((context) => [context.name, context])), ceiling: { effect: step.effect, interactive: step.interactive },
    async onRequest(asked) {
      audit.add({ run, person, environment, gateway: 'kubernetes', ...asked });
      if (!isWorld(options.reaches) && asked.allowed && asked.effect !== 'read') await audit.durable();
    },
    onFailure: (error, { context, method }) => {
      log.error({ code: (error as NodeJS.ErrnoException).code ?? error.name, run, environment, context, method }, 'the Kubernetes API of an environment did not answer');
    },
  });
  return { ...gateway, contexts: contexts.map(({ name, namespace }) => ({ name, namespace })) };
}

type NamedContext = Context & KubernetesContext;

function isWorld(reaches: KubernetesOptions['reaches']): reaches is WorldKubernetes {
  return typeof reaches['socket'] === 'string';
}

/** A world holds nothing but what the person made: its API asks only who it is. */
function worldContexts({ socket, contexts }: WorldKubernetes, person: string): NamedContext[] {
  return contexts.map(({ name, namespace = 'default' }) => ({
    name, namespace, upstream: worldUpstream(socket, name), identity: [['Impersonate-User', person]], limits: { namespaces: null, verbs: null },
  }));
}

function clusterContexts({ request, clusters }: KubernetesOptions, endpoints: Readonly<Record<string, KubernetesEndpoint>>): NamedContext[] {
  const { environment, person, groups, run, step } = request;
  return Object.entries(endpoints).map(([name, endpoint]) => ({
    name, namespace: endpoint.namespace,
    identity: identityOf(endpoint.impersonate, { person, groups, run, step: `${step.runbook}/${step.id}` }),
    upstream: clusters.open(`${environment}/${name}`, endpoint),
    limits: { namespaces: endpoint.namespaces, verbs: endpoint.verbs },
  }));
}
