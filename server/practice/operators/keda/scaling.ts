/** How many jobs KEDA makes: its scaling strategies (https://keda.sh/docs/2.17/reference/scaledjob-spec/#scalingstrategy). Pure. */
import type { ScaledJobPlan } from './scaled-job.ts';

export interface Load {
  /** messages that wait, of all triggers that answered */
  waiting: number;
  /** jobs that those would need, by the triggers' targets */
  wanted: number;
  /** whether any trigger is beyond its activation */
  active: boolean;
}

export interface Standing {
  /** jobs that have not ended */
  running: number;
  /** of those, jobs none of whose pods runs yet */
  pending: number;
}

/** Practice runs on one small machine: whatever a ScaledJob allows, no more of its jobs run at a time. */
const mostJobs = 20;

/** Takes what a ScaledJob says, what waits and what runs; gives how many jobs to make. */
export function jobsToMake({ strategy, least, most }: Pick<ScaledJobPlan, 'strategy' | 'least' | 'most'>, load: Load, { running, pending }: Standing): number {
  const room = Math.max(0, mostJobs - running);
  if (running < least) return Math.min(least - running, room);
  if (!load.active) return 0;
  const scale = Math.min(most, load.wanted);
  const above = running - least;
  return Math.max(0, Math.min(effective(), load.wanted, room));

  function effective(): number {
    switch (strategy.name) {
      case 'custom': return Math.min(scale - strategy.deduction - Math.trunc(above * strategy.percentage), most);
      case 'accurate': return scale + above > most ? most - above : scale - pending;
      case 'eager': return Math.min(most - running - pending, scale);
      default: return scale - above;
    }
  }
}
