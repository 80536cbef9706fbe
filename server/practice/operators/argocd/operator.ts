/** Argo CD in a cluster of the world, with the two that Phalanx deploys beside it: the Vault secrets operator and Reloader. */
import type { OperatorPlace, Operator } from '../operators.ts';
import { repositoriesOf } from '../../repository/of-world.ts';
import { mount, seedSecrets } from '../../vault/seed.ts';
import { VaultStore } from '../../vault/store.ts';
import { ApplicationController } from './controller.ts';
import { Reloader } from './reloader.ts';
import { type VaultReader, VaultSecretController } from './vault-secret.ts';

export const argo: Operator = (context, place) => [
  new ApplicationController(context, repositoriesOf(place.parts)),
  new VaultSecretController(context, vaultReader(place)),
  new Reloader(context),
];

/** Reads what the world's Vault holds now, as the operator with its own token may. */
function vaultReader({ parts }: OperatorPlace): VaultReader {
  const store = new VaultStore({ folder: parts.folder, seed: seedSecrets, now: () => parts.clock.now() });
  return (path) => {
    const prefix = `${mount}/`;
    return path.startsWith(prefix) ? store.state.secrets.read(path.slice(prefix.length))?.data ?? null : null;
  };
}
