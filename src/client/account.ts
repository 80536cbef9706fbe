/** One's own account, and the people here: asked of the server, and asked again after each change. */
import { useCallback, useEffect, useState } from 'react';
import { type Answer, get, post, type Problem } from './http.ts';

export interface Kept<T> {
  /** null until the server has answered */
  value: T | null;
  problem: Problem | null;
  busy: boolean;
  /** Sends a change, then asks again. Gives the answer. */
  act<Done>(send: () => Promise<Answer<Done>>): Promise<Answer<Done>>;
}

/** Takes a path; gives what the server says there, kept current through changes. */
export function useKept<T>(path: string): Kept<T> {
  const [value, setValue] = useState<T | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const keep = useCallback((answer: Answer<T>) => {
    if (answer.ok) setValue(answer.value);
    return answer.ok ? null : answer.problem;
  }, []);
  useEffect(() => { void get<T>(path).then((answer) => { setProblem(keep(answer)); }); }, [path, keep]);
  const act = useCallback(async <Done>(send: () => Promise<Answer<Done>>): Promise<Answer<Done>> => {
    setBusy(true);
    const answer = await send();
    const lost = keep(await get<T>(path));
    setProblem(answer.ok ? lost : answer.problem);
    setBusy(false);
    return answer;
  }, [path, keep]);
  return { value, problem, busy, act };
}

export const choosePassword = (old: string | null, password: string) => post<{ ended: number }>('/api/account/password', { old, password });
export const endSession = (id: string) => post(`/api/account/sessions/${encodeURIComponent(id)}/end`, {});
export const endOtherSessions = () => post('/api/account/sessions/end-others', {});
export const makeToken = (asked: { name: string; rights: readonly string[]; environments: readonly string[] | null; days: number }) => post<{ token: string }>('/api/account/tokens', asked);
export const revokeToken = (id: string) => post(`/api/account/tokens/${encodeURIComponent(id)}/revoke`, {});
export const invite = (name: string, roles?: readonly string[]) => post<{ link: string; person: string; isNew: boolean }>('/api/invites', roles === undefined ? { name } : { name, roles });
export const setRoles = (id: string, roles: readonly string[], sure: boolean) => post(`/api/people/${encodeURIComponent(id)}/roles`, { roles, sure });
export const setDisabled = (id: string, disabled: boolean, sure: boolean) => post(`/api/people/${encodeURIComponent(id)}/${disabled ? 'disable' : 'enable'}`, disabled ? { sure } : {});
