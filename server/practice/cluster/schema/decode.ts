/**
 * Reading an object as its kind, the way an API server does: of the right kind, with the right types, and, as the
 * client's `fieldValidation` says, without unknown fields, with a warning of them, or silently rid of them.
 */
import { customKindOf } from '../custom/kinds.ts';
import { type JsonObject, isRecord } from '../object.ts';
import { type Resource, apiVersionOf } from '../resource.ts';
import { ApiError, type Cause, badRequest, causes } from '../status.ts';
import { checkStructure } from '../validate/structure.ts';
import { checkShape } from './check.ts';
import { convertError, decodeError, goText } from './wording.ts';

export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';

/** The patch an object came out of: a server tells its failures apart from those of a whole object. */
export interface PatchedBy { mediaType: string; body: unknown }

/** Takes the query of a write; gives what it says of unknown fields. Throws 422 for a word that is none. */
export function fieldValidationOf(query: URLSearchParams, options: 'CreateOptions' | 'UpdateOptions' | 'PatchOptions'): FieldValidation {
  const asked = query.get('fieldValidation') ?? '';
  if (asked === '') return 'Warn';
  if (asked === 'Ignore' || asked === 'Warn' || asked === 'Strict') return asked;
  const cause = causes.notSupported('fieldValidation', asked, ['', 'Ignore', 'Strict', 'Warn']);
  throw invalidRequest(`${options}.meta.k8s.io "" is invalid`, { group: 'meta.k8s.io', kind: options }, cause);
}

/**
 * Takes an object from outside, its resource, what to do with unknown fields and the patch that made it, if one did.
 * Gives it without unknown fields, and a warning for each. Throws 400, or 422 for what a patch made.
 */
export function decode(object: JsonObject, resource: Resource, validation: FieldValidation, patch?: PatchedBy): { object: JsonObject; warnings: string[] } {
  requireKind(object, resource);
  const unfit = (why: string): ApiError => (patch ? patchFailure(object, patch, why)
    : badRequest(`${resource.kind} in version "${resource.version}" cannot be handled as a ${resource.kind}: ${why}`));
  const { misfit, unknownFields, pruned } = checkShape(object, resource.kind);
  if (misfit !== null) throw unfit(patch?.mediaType === strategicType ? convertError(misfit) : decodeError(misfit));
  const warnings = unknownFields.map((field) => `unknown field ${JSON.stringify(field)}`);
  if (warnings.length > 0 && validation === 'Strict') throw unfit(`strict decoding error: ${warnings.join(', ')}`);
  const custom = customKindOf(resource);
  if (custom) checkStructure(pruned, resource, custom.structure);
  return { object: pruned, warnings: validation === 'Warn' ? warnings : [] };
}

const strategicType = 'application/strategic-merge-patch+json';

function requireKind(object: JsonObject, resource: Resource): void {
  const { kind, apiVersion } = object;
  const own = apiVersionOf(resource);
  for (const [name, value] of [['apiVersion', apiVersion], ['kind', kind]] as const) {
    if (value === undefined || typeof value === 'string') continue;
    const given = Array.isArray(value) ? 'array' : isRecord(value) ? 'object' : typeof value === 'boolean' ? 'bool' : typeof value;
    throw badRequest(`couldn't get version/kind; json parse error: json: cannot unmarshal ${given} into Go struct field .${name} of type string`);
  }
  if (apiVersion !== undefined && apiVersion !== own) {
    throw badRequest(`the API version in the data (${String(apiVersion)}) does not match the expected API version (${own})`);
  }
  if (kind !== undefined && kind !== resource.kind) {
    const inside = resource.group === '' ? 'core' : resource.group.split('.')[0] ?? '';
    throw badRequest(`${String(kind)} in version "${resource.version}" cannot be handled as a ${resource.kind}: `
      + `converting (${resource.version}.${String(kind)}) to (${inside}.${resource.kind}): unknown conversion`);
  }
}

function patchFailure(object: JsonObject, { mediaType, body }: PatchedBy, why: string): ApiError {
  const shown = mediaType === strategicType ? goText(body) : JSON.stringify(object);
  return invalidRequest(' "" is invalid', {}, causes.invalid('patch', shown, why));
}

function invalidRequest(what: string, about: { group?: string; kind?: string }, cause: Cause): ApiError {
  return new ApiError(422, 'Invalid', `${what}: ${cause.field}: ${cause.message}`, { ...about, causes: [cause] });
}
