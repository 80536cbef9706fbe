/**
 * A pod as `kubectl get pods` tells it: the same words for the same states, in the order in which kubectl looks for them
 * (kubernetes/pkg/printers/internalversion/printers.go, `printPod`). Pure.
 */
import type { Mark, PodRow } from '../../../../common/panel.ts';
import { countIn, type Json, listIn, objectIn, textIn, timeIn } from './told.ts';

/** A word of state. */
const longestState = 60;

/** Takes a pod as the API tells it; gives its row. */
export function podRow(pod: Json): PodRow {
  const [metadata, spec, status] = [objectIn(pod['metadata']), objectIn(pod['spec']), objectIn(pod['status'])];
  const containers = listIn(status['containerStatuses']).map(objectIn);
  const ready = containers.filter((one) => one['ready'] === true && 'running' in objectIn(one['state'])).length;
  const all = Math.max(listIn(spec['containers']).length, containers.length);
  const beginning = initState(listIn(status['initContainerStatuses']).map(objectIn), listIn(spec['initContainers']).length);
  const state = textIn(leaving(metadata, status, beginning ?? running(status, containers)), longestState);
  const restarts = beginning === null ? containers : listIn(status['initContainerStatuses']).map(objectIn);
  return {
    name: textIn(metadata['name']), ready: `${ready}/${all}`, state, mark: markOf(state, ready === all),
    restarts: restarts.reduce((sum, one) => sum + countIn(one['restartCount']), 0),
    since: timeIn(metadata['creationTimestamp']),
  };
}

/** Why it does not run yet: the first of the containers that prepare it which is not done; null when all are. */
function initState(containers: readonly Json[], declared: number): string | null {
  for (const [at, container] of containers.entries()) {
    const state = objectIn(container['state']);
    const [ended, waiting] = [objectIn(state['terminated']), objectIn(state['waiting'])];
    if ('terminated' in state && ended['exitCode'] === 0) continue;
    // One that stays beside the others has done its part once it has started.
    if (container['started'] === true) continue;
    if ('terminated' in state) return `Init:${endOf(ended)}`;
    const reason = textIn(waiting['reason'], longestState);
    return reason !== '' && reason !== 'PodInitializing' ? `Init:${reason}` : `Init:${at}/${Math.max(declared, containers.length)}`;
  }
  return null;
}

function running(status: Json, containers: readonly Json[]): string {
  let reason = textIn(status['reason'], longestState) || textIn(status['phase'], longestState) || 'Unknown';
  let hasRunning = false;
  for (const container of [...containers].reverse()) {
    const state = objectIn(container['state']);
    const waiting = textIn(objectIn(state['waiting'])['reason'], longestState);
    if (waiting !== '') reason = waiting;
    else if ('terminated' in state) reason = endOf(objectIn(state['terminated']));
    else if (container['ready'] === true && 'running' in state) hasRunning = true;
  }
  if (reason !== 'Completed' || !hasRunning) return reason;
  return isReady(status) ? 'Running' : 'NotReady';
}

function endOf(ended: Json): string {
  const reason = textIn(ended['reason'], longestState);
  if (reason !== '') return reason;
  return countIn(ended['signal']) > 0 ? `Signal:${countIn(ended['signal'])}` : `ExitCode:${countIn(ended['exitCode'])}`;
}

function isReady(status: Json): boolean {
  return listIn(status['conditions']).map(objectIn).some(({ type, status: is }) => type === 'Ready' && is === 'True');
}

function leaving(metadata: Json, status: Json, reason: string): string {
  if (timeIn(metadata['deletionTimestamp']) === null) return reason;
  if (status['reason'] === 'NodeLost') return 'Unknown';
  return /^(Succeeded|Failed)$/.test(String(status['phase'])) ? reason : 'Terminating';
}

/** What comes and goes by itself is under way; every word that is not known is something to look at. */
function markOf(state: string, isWhole: boolean): Mark {
  if (state === 'Running') return isWhole ? 'well' : 'busy';
  if (state === 'Completed' || state === 'Succeeded') return 'over';
  return /^(Pending|ContainerCreating|PodInitializing|Terminating|NotReady|SchedulingGated|Init:\d+\/\d+)$/.test(state) ? 'busy' : 'ill';
}
