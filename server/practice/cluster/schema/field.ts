/**
 * The notation of the table of types. A type is a record of fields; a field is told in one short text:
 *
 *   string int32 int64 double bool time microTime bytes quantity intOrString any    a value
 *   Container          another type of the table
 *   {string}           a map of values or types
 *   [Container]        a list of values or types
 *   string!            … that must be there
 */
export interface Field {
  form: 'value' | 'type' | 'map' | 'list';
  /** name of the value, or of the type, or of what the map or list holds */
  of: string;
  required: boolean;
}

const values = new Set(['string', 'int32', 'int64', 'double', 'bool', 'time', 'microTime', 'bytes', 'quantity', 'intOrString', 'any']);

/** Takes a field's notation; gives the field. */
export function parseField(notation: string): Field {
  const required = notation.endsWith('!');
  const bare = required ? notation.slice(0, -1) : notation;
  const of = bare.replace(/^[[{]|[\]}]$/g, '');
  const form = bare.startsWith('[') ? 'list' : bare.startsWith('{') ? 'map' : values.has(of) ? 'value' : 'type';
  return { form, of, required };
}

/** Takes the name a field holds; tells whether it is a plain value. */
export function isValue(of: string): boolean {
  return values.has(of);
}
