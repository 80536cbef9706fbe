/** What a parameter was last time: read off the runs that the page knows already. */
import type { Parameter } from '../../../common/catalog/parameter.ts';
import { type Page, targetName } from '../../client/page.ts';
import { runs } from '../../client/run-store.ts';
import { session } from '../../client/session.ts';
import { useStore } from '../../client/store.ts';
import { type OfferedValue, remembered } from './offers.ts';

/** Takes a page and one of its parameters; gives the values it had in this person's latest runs here. */
export function useRemembered(page: Page, parameter: Parameter): OfferedValue[] {
  const known = useStore(runs, (value) => value);
  const state = useStore(page.state, (value) => value);
  const person = useStore(session, (value) => (value.state === 'in' ? value.person.id : ''));
  const latest = [...known.values()].flatMap((one) => (one.latest === null ? [] : [one.latest]));
  return remembered(latest, parameter, { person, runbook: page.runbook, environment: state.environment, target: state.values[targetName] });
}
