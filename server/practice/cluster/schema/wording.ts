/**
 * What an API server says of a value that does not fit. A whole object is read by Go's JSON decoder; what a strategic
 * merge patch made is read by another (k8s.io/apimachinery/pkg/runtime/converter.go), which has other words.
 */
import { isRecord } from '../object.ts';
import type { Misfit } from './check.ts';
import { quantityError } from './quantities.ts';

/** Takes a misfit; gives the words of the JSON decoder. */
export function decodeError(misfit: Misfit): string {
  return ownError(misfit) ?? `json: cannot unmarshal ${jsonName(misfit.value, misfit.goType)} into Go struct field ${misfit.owner}.${misfit.path} of type ${misfit.goType}`;
}

/** Takes a misfit; gives the words of the converter. */
export function convertError(misfit: Misfit): string {
  const { value, wanted, goType } = misfit;
  const own = ownError(misfit);
  if (own !== null) return own;
  const given = kindName(value);
  if (wanted === 'list' || wanted === 'bytes') return `cannot restore slice from ${given}`;
  if (wanted === 'map') return `cannot restore map from ${given}`;
  if (wanted === 'type') return `cannot restore struct from: ${given}`;
  const kind = goType.includes('.') ? 'string' : goType;
  const converts = typeof value === 'number' && (kind === 'string' ? given === 'int64' : kind.startsWith('int'));
  return converts ? `cannot convert ${given} to ${goType}` : `unrecognized type: ${kind}`;
}

/** Types that read themselves speak for themselves. */
function ownError({ value, wanted }: Misfit): string | null {
  if (wanted === 'quantity') return quantityError(value);
  if (wanted === 'intOrString') return `json: cannot unmarshal ${jsonName(value, 'int32')} into Go value of type int32`;
  if (wanted === 'time' || wanted === 'microTime') {
    if (typeof value !== 'string') return `json: cannot unmarshal ${jsonName(value, 'string')} into Go value of type string`;
    const form = wanted === 'time' ? '2006-01-02T15:04:05Z07:00' : '2006-01-02T15:04:05.000000Z07:00';
    return `parsing time ${JSON.stringify(value)} as ${JSON.stringify(form)}: cannot parse ${JSON.stringify(value)} as "2006"`;
  }
  if (wanted === 'bytes' && typeof value === 'string') return `illegal base64 data at input byte ${firstIllegal(value)}`;
  return null;
}

function firstIllegal(text: string): number {
  const at = text.search(/[^A-Za-z0-9+/\r\n]/);
  return at === -1 ? text.length - (text.length % 4) : at;
}

function jsonName(value: unknown, goType: string): string {
  if (Array.isArray(value)) return 'array';
  if (isRecord(value)) return 'object';
  if (typeof value === 'boolean') return 'bool';
  // a number that does not fit a number is told with it
  return typeof value === 'number' && goType.startsWith('int') ? `number ${value}` : typeof value;
}

function kindName(value: unknown): string {
  if (Array.isArray(value)) return 'slice';
  if (isRecord(value)) return 'map';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'number' ? Number.isInteger(value) ? 'int64' : 'float64' : typeof value;
}

/** Takes a value; gives it as Go's `%v` prints it, as in `map[spec:map[replicas:two]]`. */
export function goText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (isRecord(value)) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `map[${entries.map(([name, inner]) => `${name}:${goText(inner)}`).join(' ')}]`;
  }
  return value === null || value === undefined ? '<nil>' : String(value);
}
