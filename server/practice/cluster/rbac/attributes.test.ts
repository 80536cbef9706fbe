import assert from 'node:assert/strict';
import { test } from 'node:test';
import { registry } from '../resources.ts';
import { route } from '../route.ts';
import { attributesOf } from './attributes.ts';

/** `verb resource[/subresource][.group] namespace/name`, or `verb path`. */
function shown(method: string, url: string): string {
  const { pathname, searchParams } = new URL(url, 'http://cluster');
  const asked = attributesOf(method, pathname, route(pathname, registry), searchParams);
  if ('path' in asked) return `${asked.verb} ${asked.path}`;
  const { verb, group, resource, subresource, namespace, name } = asked;
  return `${verb} ${resource}${subresource === '' ? '' : `/${subresource}`}${group === '' ? '' : `.${group}`} ${namespace}/${name}`;
}

test('what requests ask for', () => {
  const n = '/api/v1/namespaces/n';
  const cases: [string, string, string][] = [
    ['GET', '/api/v1/pods', 'list pods /'],
    ['GET', '/api/v1/pods?watch=true', 'watch pods /'],
    ['GET', '/api/v1/pods?watch=1', 'watch pods /'],
    ['GET', '/api/v1/pods?watch=false', 'list pods /'],
    ['GET', '/api/v1/pods?watch=yes', 'list pods /'],
    ['GET', `${n}/pods`, 'list pods n/'],
    ['GET', `${n}/pods?fieldSelector=metadata.name%3Dp`, 'list pods n/p'],
    ['GET', `${n}/pods?fieldSelector=metadata.name%3Dp&watch=true`, 'watch pods n/p'],
    ['GET', `${n}/pods?fieldSelector=status.phase%3DRunning%2Cmetadata.name%3D%3Dp`, 'list pods n/p'],
    ['GET', `${n}/pods?fieldSelector=metadata.name%21%3Dp`, 'list pods n/'],
    ['GET', `${n}/pods?fieldSelector=xmetadata.name%3Dp`, 'list pods n/'],
    ['DELETE', `${n}/pods?fieldSelector=metadata.name%3Dp`, 'deletecollection pods n/'],
    ['HEAD', `${n}/pods/p`, 'get pods n/p'],
    ['POST', `${n}/pods`, 'create pods n/'],
    ['PUT', `${n}/pods/p`, 'update pods n/p'],
    ['PATCH', '/apis/apps/v1/namespaces/n/deployments/d/scale', 'patch deployments/scale.apps n/d'],
    ['DELETE', `${n}/pods/p`, 'delete pods n/p'],
    ['GET', `${n}/pods/p/log?follow=true`, 'get pods/log n/p'],
    ['GET', `${n}/pods/p/exec?command=ls`, 'get pods/exec n/p'],
    ['POST', `${n}/pods/p/exec?command=ls`, 'create pods/exec n/p'],
    ['GET', '/api/v1/namespaces', 'list namespaces /'],
    ['GET', n, 'get namespaces n/n'],
    ['DELETE', n, 'delete namespaces n/n'],
    ['GET', '/api/v1/nodes/x', 'get nodes /x'],
    ['POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', 'create selfsubjectaccessreviews.authorization.k8s.io /'],
    ['OPTIONS', `${n}/pods`, ' pods n/'],
    ['GET', '/version', 'get /version'],
    ['GET', '/apis/apps/v1', 'get /apis/apps/v1'],
    ['POST', '/apis', 'post /apis'],
    ['GET', '/openapi/v2', 'get /openapi/v2'],
    ['GET', '/nonsense/x', 'get /nonsense/x'],
    // kinds that are not there are asked for as well
    ['GET', '/apis/none.io/v1/namespaces/n/things/t', 'get things.none.io n/t'],
    ['GET', '/apis/none.io/v1/things', 'list things.none.io /'],
    ['DELETE', '/api/v1/nonsense', 'deletecollection nonsense /'],
    ['GET', '/apis/none.io/v1', 'get /apis/none.io/v1'],
    ['GET', '/api/v1/namespaces/n/pods/%', 'get pods n/%'],
  ];
  for (const [method, url, expected] of cases) assert.equal(shown(method, url), expected, `${method} ${url}`);
});
