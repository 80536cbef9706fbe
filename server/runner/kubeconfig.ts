/**
 * The kubeconfig of a sandbox: it names exactly the contexts that the environment gives, points at the gateway, and holds
 * no secret. JSON, which kubectl reads as the YAML it also is.
 */
export interface KubernetesContext {
  name: string;
  namespace: string;
}

/** Takes the contexts and the gateway's port inside; gives the file. Which context is current stands in a file of its own. */
export function kubeconfig(contexts: readonly KubernetesContext[], port: number): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: contexts.map(({ name }) => ({ name, cluster: { server: `http://127.0.0.1:${port}/contexts/${name}` } })),
    users: [{ name: 'handrail', user: {} }],
    contexts: contexts.map(({ name, namespace }) => ({ name, context: { cluster: name, user: 'handrail', namespace } })),
  });
}

/** Takes a context's name; gives the file that makes it the current one. */
export function currentContext(name: string): string {
  return `apiVersion: v1\nkind: Config\ncurrent-context: ${JSON.stringify(name)}\n`;
}
