/** One's own practice world, as the server tells of it: asked again every few seconds while somebody looks. */
import { useCallback, useEffect, useState } from 'react';
import type { ClockGlance, Glance, ProgressItem, Scenarios, ScenarioState, Snapshot } from '../../common/practice.ts';
import { type Answer, get, post, type Problem } from './http.ts';

export interface PracticeNow {
  glance: Glance | null;
  scenarios: Scenarios | null;
  progress: readonly ProgressItem[];
  snapshots: readonly Snapshot[];
  /** what the server last refused, or that it is away; null when all is well */
  problem: Problem | null;
}

export interface Practice extends PracticeNow {
  /** a name for what is being done, or null */
  busy: string | null;
  /** Takes a name for the act and the request; sends it, then looks at everything again. Gives whether it was done. */
  act(name: string, send: () => Promise<Answer<unknown>>): Promise<boolean>;
}

/** How often the page looks, in milliseconds: a pod that starts is seen to start. */
const lookEvery = 4_000;

const nothing: PracticeNow = { glance: null, scenarios: null, progress: [], snapshots: [], problem: null };

/** Gives one's practice world while `on`, kept current, and a way to act on it. */
export function usePractice(on: boolean): Practice {
  const [now, setNow] = useState(nothing);
  const [busy, setBusy] = useState<string | null>(null);
  const [refused, setRefused] = useState<Problem | null>(null);
  const look = useCallback(() => everything().then(setNow), []);
  useEffect(() => {
    if (!on) return;
    void look();
    const timer = setInterval(() => { if (document.visibilityState === 'visible') void look(); }, lookEvery);
    return () => { clearInterval(timer); };
  }, [on, look]);
  const act: Practice['act'] = useCallback(async (name, send) => {
    setBusy(name);
    const answer = await send();
    setRefused(answer.ok ? null : answer.problem);
    await look();
    setBusy(null);
    return answer.ok;
  }, [look]);
  return { ...now, problem: refused ?? now.problem, busy, act };
}

async function everything(): Promise<PracticeNow> {
  const [glance, scenarios, progress, snapshots] = await Promise.all([
    get<Glance>('/api/practice'), get<Scenarios>('/api/practice/scenarios'),
    get<{ progress: ProgressItem[] }>('/api/practice/progress'), get<{ snapshots: Snapshot[] }>('/api/practice/snapshots'),
  ]);
  const failed = [glance, scenarios, progress, snapshots].find((answer) => !answer.ok);
  return {
    glance: glance.ok ? glance.value : null,
    scenarios: scenarios.ok ? scenarios.value : null,
    progress: progress.ok ? progress.value.progress : [],
    snapshots: snapshots.ok ? snapshots.value.snapshots : [],
    problem: failed?.ok === false ? failed.problem : null,
  };
}

export const resetWorld = () => post('/api/practice/reset', {});
/** Takes milliseconds of world time; lets them pass within some seconds. */
export const passTime = (ms: number) => post<ClockGlance>('/api/practice/clock', { pass: ms });
export const saveSnapshot = (name: string) => post('/api/practice/snapshots', { name });
export const restoreSnapshot = (name: string) => post(`/api/practice/snapshots/${encodeURIComponent(name)}/restore`, {});
export const deleteSnapshot = (name: string) => post(`/api/practice/snapshots/${encodeURIComponent(name)}/delete`, {});
export const onScenario = (id: string, act: 'start' | 'check' | 'hint' | 'reset') => post<ScenarioState>(`/api/practice/scenarios/${encodeURIComponent(id)}/${act}`, {});
export const tick = (item: string) => post(`/api/practice/progress/${encodeURIComponent(item)}`, {});
