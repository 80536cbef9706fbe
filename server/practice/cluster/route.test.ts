import assert from 'node:assert/strict';
import { test } from 'node:test';
import { registry } from './resources.ts';
import { route } from './route.ts';

function shown(path: string): string {
  const found = route(path, registry);
  switch (found.at) {
    case 'objects': return `${found.resource.plural} in ${found.namespace ?? 'all'}`;
    case 'object': return [found.resource.plural, found.namespace, found.name, found.subresource].join(' ');
    case 'group': return `group ${found.group}`;
    case 'resources': return `resources ${found.group}/${found.version}`;
    default: return found.at;
  }
}

test('where paths lead', () => {
  const cases: [string, string][] = [
    ['/', 'paths'], ['/version', 'version'], ['/api', 'api'], ['/api/', 'api'], ['/apis', 'groups'], ['/openapi/v2', 'openapi-v2'], ['/healthz', 'health'],
    ['/api/v1', 'resources /v1'], ['/apis/apps', 'group apps'], ['/apis/apps/v1', 'resources apps/v1'], ['/api/v1/pods', 'pods in all'],
    ['/api/v1/namespaces/n/pods', 'pods in n'], ['/api/v1/namespaces/n/pods/p', 'pods n p '], ['/api/v1/namespaces/n/pods/p/log', 'pods n p log'],
    ['/api/v1/namespaces', 'namespaces in all'], ['/api/v1/namespaces/n', 'namespaces  n '], ['/api/v1/namespaces/n/status', 'namespaces  n status'],
    ['/api/v1/nodes/x', 'nodes  x '], ['/apis/apps/v1/namespaces/n/statefulsets/s/scale', 'statefulsets n s scale'],
    ['/api/v1/namespaces/n/pods/a%20b', 'pods n a b '],
  ];
  for (const [path, expected] of cases) assert.equal(shown(path), expected, path);
});

test('paths that lead nowhere', () => {
  const paths = [
    '/x', '/api/v2', '/apis/none', '/apis/apps/v2', '/apis/apps/v1/none', '/api/v1/none', '/api/v1/pods/p', '/api/v1/namespaces/n/nodes', '/api/v1/namespaces/n/pods/p/log/more',
    '/api/v1/namespaces/n/pods/%', '/apis//v1/pods', '/constructor', '/apis/__proto__/v1',
  ];
  for (const path of paths) assert.equal(shown(path), 'nowhere', path);
});
