/** A namespace gets its default account; one that is deleted takes everything in it along. */
import { namespaces, serviceAccounts } from '../resources.ts';
import type { Change } from '../storage.ts';
import type { Namespace } from '../workload.ts';
import type { Controller, ControllerContext } from './controller.ts';

export class NamespaceController implements Controller {
  readonly name = 'namespace';
  readonly #context: ControllerContext;

  constructor(context: ControllerContext) {
    this.#context = context;
  }

  keys({ resource, object, type }: Change): string[] {
    if (resource === namespaces) return type === 'DELETED' ? [] : [object.metadata.name];
    const { namespace } = object.metadata;
    if (type !== 'DELETED' || namespace === undefined) return [];
    const leaving = this.#context.storage.get(namespaces, '', namespace)?.metadata.deletionTimestamp !== undefined;
    return leaving || resource === serviceAccounts ? [namespace] : [];
  }

  reconcile(name: string): undefined {
    const { storage, objects } = this.#context;
    const namespace = storage.get<Namespace>(namespaces, '', name);
    if (!namespace) return;
    if (namespace.metadata.deletionTimestamp === undefined) {
      if (!storage.get(serviceAccounts, name, 'default')) objects.create(serviceAccounts, name, { metadata: { name: 'default' } });
      return;
    }
    const inside = [...storage.everything()].filter(({ object }) => object.metadata.namespace === name);
    for (const { resource, object } of inside) {
      if (object.metadata.deletionTimestamp === undefined) objects.delete(resource, name, object.metadata.name, { propagationPolicy: 'Background' });
    }
    const left = [...storage.everything()].some(({ object }) => object.metadata.namespace === name);
    if (!left && (namespace.metadata.finalizers ?? []).length === 0) objects.letGo(namespaces, { ...namespace, metadata: { ...namespace.metadata } });
  }
}
