/** Secrets made from Vault, as Phalanx does it (ricoberger/vault-secrets-operator 1.21, config/crd/bases/ricoberger.de_vaultsecrets.yaml). */
import { declare } from '../declare.ts';
import { type CustomKind, type Structure, conditionPath } from './kind.ts';

const text: Structure = { type: 'string' };

const vaultSecret: CustomKind = {
  resource: declare('ricoberger.de/v1alpha1', 'vaultsecrets', 'VaultSecret', { status: true }),
  fields: ['spec', 'status'],
  structure: {
    type: 'object',
    properties: {
      spec: {
        type: 'object', required: ['type'],
        properties: {
          path: { ...text, description: 'Path of the secret in Vault.' },
          type: { ...text, description: 'Type of the Secret that is made, such as Opaque.' },
          keys: { type: 'array', items: text, description: 'Keys that are taken; all when there is none.' },
          templates: { type: 'object', additionalProperties: text }, version: { type: 'integer' }, isBinary: { type: 'boolean' },
          reconcileStrategy: text, secretEngine: text, vaultNamespace: text, vaultRole: text,
        },
      },
      status: { type: 'object' },
    },
  },
  columns: [
    { name: 'Succeeded', type: 'string', path: conditionPath('SecretCreated') },
    { name: 'Reason', type: 'string', path: conditionPath('SecretCreated', 'reason') },
    { name: 'Message', type: 'string', path: conditionPath('SecretCreated', 'message') },
    { name: 'Last Transition', type: 'date', path: conditionPath('SecretCreated', 'lastTransitionTime') },
    { name: 'Resource Version', type: 'string', path: '.metadata.resourceVersion' },
  ],
};

export const vaultKinds: readonly CustomKind[] = [vaultSecret];
export const vaultSecrets = vaultSecret.resource;
