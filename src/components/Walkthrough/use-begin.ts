/** Beginning a walkthrough from a runbook's page, and those that are open there. */
import { useEffect, useState } from 'react';
import { useHistory } from '@docusaurus/router';
import type { WalkGlance } from '../../../common/walkthrough.ts';
import type { Problem } from '../../client/http.ts';
import { usePage } from '../../client/page.ts';
import { session } from '../../client/session.ts';
import { useStore } from '../../client/store.ts';
import { begin, lookForOpen, openings } from '../../client/walk-openings.ts';
import { onlyLooks } from '../../client/walk-may.ts';
import { walk } from '../../client/walkthrough.ts';
import { useMe } from './use-me.ts';
import { idleSaid } from './words.ts';

export interface Opening {
  readonly one: WalkGlance;
  /** who has the lead */
  readonly lead: string;
  /** as a sentence begins: the same, with the verb */
  readonly who: string;
  /** for how long nothing was done in it; empty while something is */
  readonly idle: string;
  /** what leads there is called */
  readonly verb: string;
}

/** Takes a procedure (empty: the whole runbook); gives how it is begun, why not, and the open ones of it. */
export function useBegin(procedure: string) {
  const page = usePage();
  const history = useHistory();
  const me = useMe();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const environment = useStore(page.state, (value) => value.environment);
  const looks = useStore(session, (who) => onlyLooks(who, environment, titleIn(who, environment)));
  const here = useStore(walk, (value) => value?.id ?? '');
  // Whoever leaves one finds it here again.
  useEffect(() => lookForOpen(page.runbook), [page, here]);
  // In one of the whole runbook every procedure is in it.
  const isHere = useStore(walk, (value) => value !== null && value.view !== null && (value.view.procedure === procedure || value.view.procedure === ''));
  const known = useStore(openings, (value) => (value?.runbook === page.runbook ? value : null));
  const others = (known?.walkthroughs ?? []).filter((one) => one.procedure === procedure && one.id !== here);
  // Who is in one of it is not led into another by mistake: that there is one is all they are told.
  const elsewhere = isHere ? others.length : 0;
  const open: Opening[] = (isHere ? [] : others).map((one) => ({
    one, lead: known?.names[one.lead] ?? one.lead, idle: one.running === '' ? idleSaid(known?.now ?? 0, one.lastAt) : '', who: one.lead === me ? 'You have' : `${known?.names[one.lead] ?? one.lead} has`, verb: looks !== '' ? 'Look on' : one.people.includes(me) ? 'Go on' : 'Join',
  }));
  const go = (walkthrough: string) => { history.push({ search: `?w=${walkthrough}`, hash: procedure === '' ? '' : `#${procedure}` }); };
  const press = async () => {
    if (isBusy) return;
    setBusy(true);
    const answer = await begin(page, procedure);
    setBusy(false);
    setProblem(answer.ok ? null : answer.problem);
    if (answer.ok) go(answer.value.walkthrough.id);
  };
  return { looks, isHere, isBusy, problem, open, elsewhere, go, press };
}

function titleIn(who: ReturnType<typeof session.get>, name: string): string {
  return (who.state === 'in' ? who.environments.find((one) => one.name === name)?.title : undefined) ?? name;
}
