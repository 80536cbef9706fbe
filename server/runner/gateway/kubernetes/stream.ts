/**
 * What the streams into a pod do: exec, attach, port-forward, and the proxies. To Kubernetes they are a GET; here they count
 * by the command and by whether anything can be typed. Pure.
 */
import type { Effect } from '../../../../common/catalog/effect.ts';
import { commandEffect, inputEffect } from '../../../../common/catalog/effect-check/command-effect.ts';

interface Place { group: string; resource: string; subresource: string; name: string | null }

interface Stream {
  verb: string;
  effect: Effect;
  because: string;
  typed: boolean;
}

/** The parameters of exec and attach (k8s.io/api, `PodExecOptions`), and kubectl's own. */
const known = new Set(['command', 'container', 'stdin', 'stdout', 'stderr', 'tty', 'timeout']);
/** So much of a command is told. */
const mostTold = 200;

/** Takes a place and the query; gives what the stream does, why no step may open it, or null when it is no stream. */
export function streamOf({ group, resource, subresource, name }: Place, query: URLSearchParams): Stream | { never: string } | null {
  if (subresource === 'proxy') {
    if (group === '' && (resource === 'pods' || resource === 'services')) return { verb: 'proxy', effect: 'destroy', because: 'what it asks of the pod is not known', typed: false };
    return { never: 'The interface of a node would reach every pod on it, past every rule. Use kubectl logs, exec or describe.' };
  }
  if (group !== '' || resource !== 'pods' || name === null || !/^(exec|attach|portforward)$/.test(subresource)) return null;
  if (subresource === 'portforward') return { verb: 'portforward', effect: 'destroy', because: 'what goes through the port is not known', typed: false };
  const odd = [...query.keys()].find((key) => !known.has(key));
  if (odd !== undefined) return { never: `${subresource} knows no parameter ${odd.slice(0, 40)}.` };
  const isTyped = isSet(query, 'stdin');
  if (subresource === 'attach') return { verb: 'attach', typed: isTyped, ...(isTyped ? { effect: 'destroy', because: 'what is typed is not known' } : { effect: 'read', because: '' }) };
  return { verb: 'exec', typed: isTyped, ...execEffect(query.getAll('command'), isTyped) };
}

function execEffect(command: readonly string[], isTyped: boolean): { effect: Effect; because: string } {
  const { effect } = isTyped ? inputEffect(command) : commandEffect(command);
  const text = command.join(' ');
  const told = text.length > mostTold ? `${text.slice(0, mostTold)}…` : text;
  return { effect, because: `the command “${told.replaceAll(/[^ -~]/g, '?')}”` };
}

/** Go reads a truth as set unless it is `false` or `0` (apimachinery, `Convert_Slice_string_To_bool`). */
function isSet(query: URLSearchParams, name: string): boolean {
  const value = query.get(name);
  return value !== null && !/^(false|0)$/i.test(value);
}
