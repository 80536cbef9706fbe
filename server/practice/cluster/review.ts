/**
 * Questions about oneself: `kubectl auth can-i` and `auth whoami`. They are asked by POST and kept nowhere. Everybody may
 * do everything in a practice cluster.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { mediaType, parseObject, protobufType, readBody, readBytes, requireJson } from './body.ts';
import { type JsonObject, isRecord } from './object.ts';
import { type Fields, messageOf, openEnvelope, textOf } from './protobuf.ts';
import { type Resource, apiVersionOf } from './resource.ts';
import { answer } from './respond.ts';

/** Answers a POST of a review. Throws 400, 415. */
export async function answerReview(request: IncomingMessage, response: ServerResponse, resource: Resource): Promise<void> {
  const spec = await specOf(request, resource);
  answer(response, 201, {
    kind: resource.kind, apiVersion: apiVersionOf(resource), metadata: { creationTimestamp: null }, ...(spec ? { spec } : {}),
    status: statusFor(resource.kind, request),
  });
}

async function specOf(request: IncomingMessage, resource: Resource): Promise<JsonObject | null> {
  if (mediaType(request) === protobufType) {
    const { message } = openEnvelope(await readBytes(request));
    return resource.kind === 'SelfSubjectAccessReview' ? accessSpec(messageOf(message, 2))
      : resource.kind === 'SelfSubjectRulesReview' ? { namespace: textOf(messageOf(message, 2), 1) } : null;
  }
  requireJson(request);
  const { spec } = parseObject(await readBody(request));
  return isRecord(spec) ? spec : null;
}

/** Field numbers of k8s.io/api/authorization/v1/generated.proto. */
function accessSpec(spec: Fields): JsonObject {
  const named = (fields: Fields, names: string[]) => Object.fromEntries(
    names.map((name, at) => [name, textOf(fields, at + 1)]).filter(([, text]) => text !== ''),
  );
  if (spec.has(2)) return { nonResourceAttributes: named(messageOf(spec, 2), ['path', 'verb']) };
  return { resourceAttributes: named(messageOf(spec, 1), ['namespace', 'verb', 'group', 'version', 'resource', 'subresource', 'name']) };
}

function statusFor(kind: string, request: IncomingMessage): JsonObject {
  switch (kind) {
    case 'SelfSubjectAccessReview': return { allowed: true };
    case 'SelfSubjectRulesReview': return {
      resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }], nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }], incomplete: false,
    };
    default: {
      const person = String(request.headers['impersonate-user'] ?? 'practice');
      return { userInfo: { username: person, groups: ['system:authenticated'] } };
    }
  }
}
