/** Applications as Argo CD declares them (argoproj/argo-cd 2.13, manifests/crds/*.yaml). They have no status subresource. */
import { declare } from '../declare.ts';
import type { CustomKind, Structure } from './kind.ts';

const group = 'argoproj.io/v1alpha1';
const text: Structure = { type: 'string' };

const source: Structure = {
  type: 'object', required: ['repoURL'], description: 'Where the manifests come from.',
  properties: {
    repoURL: { ...text, description: 'Address of the repository.' }, path: { ...text, description: 'Folder in the repository.' },
    targetRevision: { ...text, description: 'Branch, tag or commit that is followed.' }, chart: text,
    helm: { type: 'object' }, kustomize: { type: 'object' }, directory: { type: 'object' },
  },
};

const application: CustomKind = {
  resource: declare(group, 'applications', 'Application', { short: ['app', 'apps'] }),
  fields: ['operation', 'spec', 'status'],
  structure: {
    type: 'object', required: ['spec'],
    properties: {
      spec: {
        type: 'object', required: ['destination', 'project'],
        properties: {
          source, sources: { type: 'array', items: source },
          destination: { type: 'object', properties: { server: text, namespace: text, name: text }, description: 'Where the manifests go.' },
          project: { ...text, description: 'The AppProject the application belongs to.' },
          syncPolicy: { type: 'object', description: 'Whether and how it is synced without being asked.' },
          ignoreDifferences: { type: 'array' }, revisionHistoryLimit: { type: 'integer' },
        },
      },
      operation: { type: 'object' }, status: { type: 'object' },
    },
  },
  columns: [
    { name: 'Sync Status', type: 'string', path: '.status.sync.status' },
    { name: 'Health Status', type: 'string', path: '.status.health.status' },
    { name: 'Revision', type: 'string', path: '.status.sync.revision', priority: 10 },
    { name: 'Project', type: 'string', path: '.spec.project', priority: 10 },
  ],
};

const project: CustomKind = {
  resource: declare(group, 'appprojects', 'AppProject', { short: ['appproj', 'appprojs'] }),
  fields: ['spec', 'status'],
  structure: {
    type: 'object', required: ['spec'],
    properties: {
      spec: {
        type: 'object',
        properties: {
          description: text, sourceRepos: { type: 'array', items: text },
          destinations: { type: 'array', items: { type: 'object', properties: { server: text, namespace: text, name: text } } },
        },
      },
      status: { type: 'object' },
    },
  },
  columns: [],
};

export const argoKinds: readonly CustomKind[] = [application, project];
export const applications = application.resource;
export const appProjects = project.resource;
