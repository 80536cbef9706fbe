/** In which form an answer is wanted: plain objects, or a Table (pure). */
import type { IncludeObject } from './table/table.ts';
import { ApiError, badRequest } from './status.ts';

export type Form = { as: 'object' } | { as: 'table'; include: IncludeObject };

/** Takes the Accept header and the query; gives the form. Throws 406 when JSON will not do, 400 for an unknown includeObject. */
export function formOf(accept: string | undefined, query: URLSearchParams): Form {
  for (const range of (accept ?? '*/*').split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim());
    const wanted = parameters.find((parameter) => parameter.startsWith('as='))?.slice(3);
    if (type === 'application/json' && wanted === 'Table' && parameters.includes('v=v1') && parameters.includes('g=meta.k8s.io')) {
      return { as: 'table', include: includeOf(query.get('includeObject')) };
    }
    if (wanted === undefined && ['application/json', 'application/*', '*/*'].includes(type)) return { as: 'object' };
  }
  throw new ApiError(406, 'NotAcceptable', 'only the following media types are accepted: application/json');
}

function includeOf(text: string | null): IncludeObject {
  if (text === null || text === '') return 'Metadata';
  if (text === 'None' || text === 'Metadata' || text === 'Object') return text;
  throw badRequest(`unrecognized includeObject value: ${JSON.stringify(text)}`);
}
