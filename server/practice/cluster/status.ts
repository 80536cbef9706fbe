/**
 * Failures as the API tells them: kind Status, with the reasons and codes of a real API server
 * (k8s.io/apimachinery/pkg/api/errors).
 */
import type { Resource } from './resource.ts';

export interface Cause { reason: string; message: string; field: string }

export interface StatusDetails {
  name?: string;
  group?: string;
  kind?: string;
  uid?: string;
  causes?: Cause[];
  retryAfterSeconds?: number;
}

export interface Status {
  kind: 'Status';
  apiVersion: 'v1';
  metadata: object;
  status: 'Success' | 'Failure';
  message?: string;
  reason?: string;
  details?: StatusDetails;
  code?: number;
}

export class ApiError extends Error {
  readonly code: number;
  readonly reason: string;
  readonly details: StatusDetails | undefined;

  constructor(code: number, reason: string, message: string, details?: StatusDetails) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.reason = reason;
    this.details = details;
  }
}

/** Takes a failure; gives the Status that tells it. What is not an ApiError is our own fault and tells nothing of itself. */
export function statusOf(error: unknown): Status {
  const known = error instanceof ApiError
    ? error
    : new ApiError(500, 'InternalError', 'The practice cluster met an error of its own. Its log has more; try again, or reset the world.');
  return {
    kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: known.message, reason: known.reason,
    ...(known.details ? { details: known.details } : {}), code: known.code,
  };
}

/** Takes details; gives the Status of something that went well. */
export function success(details: StatusDetails): Status {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details };
}

/** Takes a resource; gives its name with its group, as in `statefulsets.apps`. */
export function qualified(resource: Resource): string {
  return resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`;
}

function about(resource: Resource, name: string, kind = resource.plural): StatusDetails {
  return { name, ...(resource.group === '' ? {} : { group: resource.group }), kind };
}

export function notFound(resource: Resource, name: string): ApiError {
  return new ApiError(404, 'NotFound', `${qualified(resource)} "${name}" not found`, about(resource, name));
}

export function noSuchPath(): ApiError {
  return new ApiError(404, 'NotFound', 'the server could not find the requested resource', {});
}

export function alreadyExists(resource: Resource, name: string): ApiError {
  return new ApiError(409, 'AlreadyExists', `${qualified(resource)} "${name}" already exists`, about(resource, name));
}

export function conflict(resource: Resource, name: string, why: string): ApiError {
  return new ApiError(409, 'Conflict', `Operation cannot be fulfilled on ${qualified(resource)} "${name}": ${why}`, about(resource, name));
}

export function modified(resource: Resource, name: string): ApiError {
  return conflict(resource, name, 'the object has been modified; please apply your changes to the latest version and try again');
}

/** Several causes are shown in brackets, as field.ErrorList does. */
export function invalid(resource: Resource, name: string, causes: Cause[]): ApiError {
  const kind = resource.group === '' ? resource.kind : `${resource.kind}.${resource.group}`;
  const each = causes.map((cause) => `${cause.field}: ${cause.message}`);
  const message = each.length === 1 ? each[0] : `[${each.join(', ')}]`;
  return new ApiError(422, 'Invalid', `${kind} "${name}" is invalid: ${message}`, { ...about(resource, name, resource.kind), causes });
}

export function badRequest(message: string): ApiError {
  return new ApiError(400, 'BadRequest', message);
}

export function forbidden(resource: Resource, name: string, why: string): ApiError {
  return new ApiError(403, 'Forbidden', `${qualified(resource)} "${name}" is forbidden: ${why}`, about(resource, name));
}

export function methodNotAllowed(): ApiError {
  return new ApiError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});
}

export function expired(from: number, oldest: number): ApiError {
  return new ApiError(410, 'Expired', `too old resource version: ${from} (${oldest})`);
}

export function tooLarge(limit: number): ApiError {
  return new ApiError(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${limit}`);
}

export function unsupportedMediaType(message: string): ApiError {
  return new ApiError(415, 'UnsupportedMediaType', message);
}

/** Causes as k8s.io/apimachinery/pkg/util/validation/field words them. */
export const causes = {
  required: (field: string, detail = ''): Cause =>
    ({ reason: 'FieldValueRequired', message: detail === '' ? 'Required value' : `Required value: ${detail}`, field }),
  invalid: (field: string, value: unknown, detail: string): Cause =>
    ({ reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(value)}: ${detail}`, field }),
  duplicate: (field: string, value: unknown): Cause =>
    ({ reason: 'FieldValueDuplicate', message: `Duplicate value: ${JSON.stringify(value)}`, field }),
  forbidden: (field: string, detail: string): Cause =>
    ({ reason: 'FieldValueForbidden', message: `Forbidden: ${detail}`, field }),
  notSupported: (field: string, value: unknown, known: string[]): Cause => ({
    reason: 'FieldValueNotSupported',
    message: `Unsupported value: ${JSON.stringify(value)}: supported values: ${known.map((one) => `"${one}"`).join(', ')}`,
    field,
  }),
  notFound: (field: string, value: unknown): Cause =>
    ({ reason: 'FieldValueNotFound', message: `Not found: ${JSON.stringify(value)}`, field }),
};
