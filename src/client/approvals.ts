/** Requests for approval as the server last told of them: one's own, and others' to decide on. Kept current while somebody looks. */
import type { ApprovalGlance } from '../../common/approval.ts';
import { get, type Answer, type Problem } from './http.ts';
import { createStore } from './store.ts';

export interface Requests {
  own: readonly ApprovalGlance[];
  others: readonly ApprovalGlance[];
  /** milliseconds that the server's clock is ahead of ours */
  ahead: number;
  problem: Problem | null;
}

export const requests = createStore<Requests | null>(null);

/** How often it is asked while something is open, and while nothing is but somebody may decide, in milliseconds. */
const pace = { open: 2_000, idle: 10_000 } as const;

let followers = 0;
/** of those who follow, those that want to hear of others' requests */
let deciders = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let asking: Promise<void> | null = null;

/** Asks the server now; settles when the store has what it answers. */
export function refresh(): Promise<void> {
  asking ??= fetchAll().finally(() => { asking = null; });
  return asking;
}

async function fetchAll(): Promise<void> {
  const answer: Answer<Pick<Requests, 'own' | 'others'>> = await get('/api/approvals');
  if (answer.ok) {
    const told = [...answer.value.own, ...answer.value.others][0];
    requests.set({ ...answer.value, ahead: told === undefined ? 0 : told.now - Date.now(), problem: null });
  } else requests.set({ own: [], others: [], ahead: 0, ...requests.get(), problem: answer.problem });
  plan();
}

function plan(): void {
  clearTimeout(timer);
  const known = requests.get();
  if (followers === 0 || document.hidden) return;
  const open = known === null || known.problem !== null || [...known.own, ...known.others].some(isOpen);
  if (open || deciders > 0) timer = setTimeout(() => { void refresh(); }, open ? pace.open : pace.idle);
}

function onVisible(): void {
  if (!document.hidden) void refresh();
}

/** Takes whether others' requests are wanted too; keeps the store current until what it gives is called. */
export function follow(decides: boolean): () => void {
  followers += 1;
  if (decides) deciders += 1;
  if (followers === 1) document.addEventListener('visibilitychange', onVisible);
  void refresh();
  return () => {
    followers -= 1;
    if (decides) deciders -= 1;
    if (followers > 0) return;
    document.removeEventListener('visibilitychange', onVisible);
    clearTimeout(timer);
  };
}

/** Takes a request; tells whether something can still come of it. */
export function isOpen({ state }: ApprovalGlance): boolean {
  return state === 'waiting' || state === 'approved';
}

/** What a request would be for. */
export interface Wanted {
  runbook: string;
  step: string;
  digest: string;
  environment: string;
  parameters: Readonly<Record<string, string>>;
}

/** Takes what is known and what would run; gives one's newest request of that step and place, and whether it is for just this. */
export function requestFor(known: Requests | null, wanted: Wanted): { request: ApprovalGlance; isForThis: boolean } | null {
  const there = (known?.own ?? []).filter((one) => one.runbook === wanted.runbook && one.step === wanted.step && one.environment === wanted.environment);
  const forThis = there.find((one) => isOpen(one) && isSame(one.parameters, wanted.parameters) && one.digest.startsWith(wanted.digest));
  const request = forThis ?? there[0];
  return request === undefined ? null : { request, isForThis: isSame(request.parameters, wanted.parameters) };
}

function isSame(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => Object.hasOwn(other, name) && one[name] === other[name]);
}
