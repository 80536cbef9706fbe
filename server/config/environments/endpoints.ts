/** How environments.yaml names what steps of an environment reach, and where its credentials are. */
import { z } from 'zod';

const path = z.string().min(1).max(4_096).startsWith('/', 'must be an absolute path');
const host = z.string().max(253).regex(/^(?=.*[A-Za-z])[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$|^\d{1,3}(\.\d{1,3}){3}$|^[0-9a-f:]*:[0-9a-f:.]*$/, 'must be a host’s name or address');
const local = z.boolean().default(false).describe('Whether an address of this very machine is meant; else such an address is refused.');

/** Where a credential is: never the credential itself. */
export const secretRef = z.union([
  z.strictObject({ file: path.describe('A file that the runner can read.') }),
  z.strictObject({ env: z.string().regex(/^[A-Z_][A-Z0-9_]*$/, 'must be the name of a variable').describe('A variable of the runner’s environment.') }),
  z.strictObject({ command: z.array(z.string().max(4_096)).min(1).max(50).describe('A program of yours and its arguments; it prints the credential.') }),
], 'must say where it is: `{file: …}`, `{env: …}` or `{command: […]}`');
export type SecretRef = z.infer<typeof secretRef>;

/** Kubernetes takes these for its own parts: nobody may be made one of them. */
const ofSystem = /^system:/;

const impersonate = z.strictObject({
  prefix: z.string().max(100).default('').describe('What the cluster’s users are called before the person’s id, such as `handrail:`.'),
  groups: z.union([z.literal('provider'), z.array(z.string().min(1).max(200).refine((group) => !ofSystem.test(group), 'must not begin with `system:`')).max(50)])
    .default([]).describe('The groups of every person, or `provider`: those that the identity provider says.'),
}).refine(({ prefix }) => !ofSystem.test(prefix), 'the prefix must not begin with `system:`');

export const kubernetesEndpoint = z.strictObject({
  kubeconfig: z.union([z.literal('in-cluster'), z.strictObject({ file: path })], 'must be `in-cluster` or `{file: …}`').describe('Whose credential the gateway shows.'),
  context: z.string().min(1).max(253).optional().describe('The context of that kubeconfig; the current one when left out.'),
  namespace: z.string().min(1).max(63).default('default').describe('The namespace that kubectl goes by when none is named.'),
  namespaces: z.union([z.literal('all').transform(() => null), z.array(z.string().min(1).max(63)).min(1)], 'must be `all` or a list of namespaces')
    .describe('The namespaces that can be reached.'),
  verbs: z.array(z.string().min(1).max(63)).min(1).nullable().default(null).describe('The verbs that pass; those that the step’s effect allows when left out.'),
  impersonate: impersonate.nullable().prefault({}).describe('How the person is named to the cluster; `null` uses the credential as it is.'),
});
export type KubernetesEndpoint = z.infer<typeof kubernetesEndpoint>;

export const redisEndpoint = z.strictObject({
  url: z.string().max(500).regex(/^rediss?:\/\/[^/@?#\s]+(\/\d{1,3})?$/, 'must be redis://HOST:PORT or rediss://HOST:PORT, without user or password'),
  user: z.string().min(1).max(200).nullable().default(null).describe('The ACL user.'),
  password: secretRef.nullable().default(null),
  ca: path.nullable().default(null).describe('The authority that signed its certificate, PEM; that of the machine when left out.'),
  cert: path.nullable().default(null).describe('A client certificate, PEM.'),
  key: path.nullable().default(null).describe('Its key, PEM.'),
  local,
});
export type RedisEndpoint = z.infer<typeof redisEndpoint>;

export const tcpEndpoint = z.strictObject({ host, port: z.int().min(1).max(65_535), local });
export type TcpEndpoint = z.infer<typeof tcpEndpoint>;

/** What is no URL at all is told by another check. */
function isPlainUrl(text: string): boolean {
  const { username, password, search } = URL.parse(text) ?? { username: '', password: '', search: '' };
  return username === '' && password === '' && search === '';
}

export const httpEndpoint = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).refine(isPlainUrl, 'must hold no user, password or query').describe('The service: https://HOST[:PORT][/PATH].'),
  authorization: secretRef.nullable().default(null).describe('The value of the header Authorization that the gateway adds.'),
  ca: path.nullable().default(null).describe('The authority that signed its certificate, PEM; that of the machine when left out.'),
  local,
});
export type HttpEndpoint = z.infer<typeof httpEndpoint>;
