/**
 * The notation of the schema tables. A type is a record of fields; a field is told in one short text:
 *
 *   string int number bool time bytes quantity intOrString any    a value
 *   Container                                                     another type of the tables
 *   Container retainKeys                                          … whose strategic patches name the keys to keep
 *   {string}                                                      a map of values or types
 *   [string]                                                      a list that patches replace whole
 *   [string merge]                                                a list of values that patches add to
 *   [Container by name]                                           a list of objects that patches merge by a key
 *   [Volume by name retainKeys]                                   … each of which retains keys
 *
 * The field `...` says that a type may have other fields than those told.
 */
export interface Field {
  form: 'value' | 'type' | 'map' | 'list';
  /** name of the value, or of the type, or of what the map or list holds */
  of: string;
  /** lists: the key objects merge by; null when patches replace the list */
  mergeKey: string | null;
  /** lists of values: patches add to them */
  mergesValues: boolean;
  retainKeys: boolean;
}

export type TypeTable = Record<string, Record<string, string>>;

const values = new Set(['string', 'int', 'number', 'bool', 'time', 'bytes', 'quantity', 'intOrString', 'any']);

/** Takes a field's notation; gives the field. */
export function parseField(notation: string): Field {
  const inner = notation.replace(/^[[{]|[\]}]$/g, '');
  const [of = 'any', ...words] = inner.split(' ');
  const by = words.indexOf('by');
  const form = notation.startsWith('[') ? 'list' : notation.startsWith('{') ? 'map' : values.has(of) ? 'value' : 'type';
  return {
    form, of,
    mergeKey: by === -1 ? null : words[by + 1] ?? null,
    mergesValues: words.includes('merge'),
    retainKeys: words.includes('retainKeys'),
  };
}

/** Takes the name a field holds; tells whether it is a plain value. */
export function isValue(of: string): boolean {
  return values.has(of);
}
