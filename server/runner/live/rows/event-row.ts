/** An event as `kubectl get events` tells it. https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/. Pure. */
import type { EventRow } from '../../../../common/panel.ts';
import { countIn, type Json, objectIn, textIn, timeIn } from './told.ts';

/** Some are whole stack traces. */
const longestMessage = 400;

/** Takes an event of core/v1 as the API tells it; gives its row. */
export function eventRow(event: Json): EventRow {
  const [metadata, about, series] = [objectIn(event['metadata']), objectIn(event['involvedObject']), objectIn(event['series'])];
  return {
    id: textIn(metadata['uid']) || textIn(metadata['name']),
    isWarning: event['type'] !== 'Normal',
    reason: textIn(event['reason'], 100),
    object: `${textIn(about['kind'], 60)} ${textIn(about['name'])}`.trim(),
    message: textIn(event['message'], longestMessage),
    count: Math.max(1, countIn(event['count']), countIn(series['count'])),
    since: timeIn(series['lastObservedTime']) ?? timeIn(event['lastTimestamp']) ?? timeIn(event['eventTime']) ?? timeIn(metadata['creationTimestamp']),
  };
}
