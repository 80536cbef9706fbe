/** What names may look like, and what an API server says of those that may not (k8s.io/apimachinery/pkg/util/validation). */
import { type Cause, causes } from '../status.ts';

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const labelForm = new RegExp(`^${label}$`);
const subdomainForm = new RegExp(`^${label}(\\.${label})*$`);
const serviceForm = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const part = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const partForm = new RegExp(`^${part}$`);

const subdomainAdvice = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an "
  + `alphanumeric character (e.g. 'example.com', regex used for validation is '${label}(\\.${label})*')`;
const labelAdvice = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an "
  + `alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '${label}')`;
const serviceAdvice = "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an "
  + "alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
const partAdvice = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
  + `(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${part}')`;
const valueAdvice = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
  + `alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(${part})?')`;

/** What is wrong with a name, in the server's words; empty when nothing is. */
export type Faults = string[];

function tooLong(text: string, most: number): Faults {
  return Buffer.byteLength(text) > most ? [`must be no more than ${most} bytes`] : [];
}

/** Takes a name; gives what keeps it from being a DNS subdomain. */
export function subdomainFaults(name: string): Faults {
  return [...tooLong(name, 253), ...(subdomainForm.test(name) ? [] : [subdomainAdvice])];
}

/** Takes a name; gives what keeps it from being a DNS label. */
export function labelFaults(name: string): Faults {
  return [...tooLong(name, 63), ...(labelForm.test(name) ? [] : [labelAdvice])];
}

/** Takes a name; gives what keeps it from being that of a Service: a label that begins with a letter. */
export function serviceFaults(name: string): Faults {
  return [...tooLong(name, 63), ...(serviceForm.test(name) ? [] : [serviceAdvice])];
}

/** Takes a name; gives what keeps it from being a part of a path: all that rbac asks of names. */
export function pathFaults(name: string): Faults {
  if (name === '.' || name === '..') return [`may not be '${name}'`];
  return ['/', '%'].filter((one) => name.includes(one)).map((one) => `may not contain '${one}'`);
}

/** Takes the key of a label or an annotation; gives what is wrong with it. */
export function qualifiedFaults(key: string): Faults {
  const parts = key.split('/');
  if (parts.length > 2) return [`a qualified name ${partAdvice} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  const name = parts.at(-1) ?? '';
  const prefix = parts.length === 2 ? parts[0] : undefined;
  const ofPrefix = prefix === '' ? ['prefix part must be non-empty'] : prefix === undefined ? [] : subdomainFaults(prefix).map((fault) => `prefix part ${fault}`);
  if (name === '') return [...ofPrefix, 'name part must be non-empty', `name part ${partAdvice}`];
  return [...ofPrefix, ...tooLong(name, 63).map((fault) => `name part ${fault}`), ...(partForm.test(name) ? [] : [`name part ${partAdvice}`])];
}

/** Takes the value of a label; gives what is wrong with it. */
export function labelValueFaults(value: string): Faults {
  return [...tooLong(value, 63), ...(value === '' || partForm.test(value) ? [] : [valueAdvice])];
}

/** Takes the name of a port; gives what is wrong with it (RFC 6335 section 5.1). */
export function portNameFaults(name: string): Faults {
  return [
    ...tooLong(name, 15),
    ...(/^[-a-z0-9]+$/.test(name) ? [] : ['must contain only alphanumeric characters (a-z, 0-9), and hyphens (-)']),
    ...(/[a-z]/.test(name) ? [] : ['must contain at least one letter (a-z)']),
    ...(name.includes('--') ? ['must not contain consecutive hyphens'] : []),
    ...(name.startsWith('-') || name.endsWith('-') ? ['must not begin or end with a hyphen'] : []),
  ];
}

/** Takes a value; gives what keeps it from being a port. */
export function portFaults(port: unknown): Faults {
  return typeof port === 'number' && port >= 1 && port <= 65535 ? [] : ['must be between 1 and 65535, inclusive'];
}

/** Takes the key of a ConfigMap or Secret; gives what is wrong with it. */
export function dataKeyFaults(key: string): Faults {
  if (Buffer.byteLength(key) > 253) return ['must be no more than 253 bytes'];
  if (!/^[-._a-zA-Z0-9]+$/.test(key)) {
    return ["a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', "
      + "regex used for validation is '[-._a-zA-Z0-9]+')"];
  }
  if (key === '.' || key === '..') return [`must not be '${key}'`];
  return key.startsWith('..') ? ["must not start with '..'"] : [];
}

/** Takes the name of a variable; gives what is wrong with it. */
export function variableFaults(name: string): Faults {
  return /^[ -<>-~]*$/.test(name) ? [] : ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
}

/** Takes a field, its value and what is wrong with it; gives a cause for each fault. */
export function invalidFor(field: string, value: unknown, faults: Faults): Cause[] {
  return faults.map((fault) => causes.invalid(field, value, fault));
}
