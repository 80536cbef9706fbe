/** What this person waits for and was told of, kept current over the socket for as long as there is any, or the socket is open for something else. */
import { outcomeMarks, outcomeWords, type Subject, type Subscription, type SubscriptionAsked, type SubscriptionList } from '../../common/subscription.ts';
import { awaitedName, keepAwaited, keepKnown } from './awaited.ts';
import { get, post, type Problem } from './http.ts';
import { alertTab } from './tab-alert.ts';
import { createStore } from './store.ts';
import { follow } from './topics.ts';

/** one's own, the newest first */
export const subscriptions = createStore<readonly Subscription[]>([]);
/** what a screen reader is to say now */
export const heard = createStore('');

let stop: (() => void) | null = null;
/** whether there is something to wait for, as far as is known: the socket is kept for that */
let isWanted = false;

/** Follows them, until there are none any more. */
export function attend(): void {
  if (stop !== null && isWanted) return;
  isWanted = true;
  // Where the socket was listened to only while it was there, it is opened now.
  stop?.();
  stop = begin();
}

/** Hears of what is asked for elsewhere for as long as the socket is open for something else. */
export function listen(): void {
  stop ??= begin();
}

/** Asks whether something was asked for elsewhere; attends to it then. */
export async function ask(): Promise<void> {
  const answer = await get<SubscriptionList>('/api/subscriptions');
  if (answer.ok && answer.value.subscriptions.length > 0) attend();
  if (!answer.ok && answer.problem.code === 'not-logged-in') keepKnown(false);
}

function begin(): () => void {
  return follow('told:', {
    told: (body) => { take((body as SubscriptionList).subscriptions); },
    needsSocket: () => isWanted,
    ended: ({ code }) => {
      stop = null;
      isWanted = false;
      subscriptions.set([]);
      if (code === 'not-logged-in') keepAwaited(false);
    },
  });
}

/** Asks to be told of an end, in a channel too where one is named. Gives why not, or null. */
export async function askFor(asked: SubscriptionAsked): Promise<Problem | null> {
  return await send('/api/subscriptions', asked);
}

/** Waits for it no more, or has seen that it was told. Gives why not, or null. */
export async function takeBack({ of, id }: Subject): Promise<Problem | null> {
  return await send('/api/subscriptions/take-back', { of, id });
}

async function send(path: string, body: SubscriptionAsked): Promise<Problem | null> {
  const answer = await post<SubscriptionList>(path, body);
  if (!answer.ok) return answer.problem;
  take(answer.value.subscriptions);
  if (answer.value.subscriptions.length > 0) dispatchEvent(new Event(awaitedName));
  return null;
}

/** Takes them as they are now. What was waited for until now is told; what was told while no page was open is shown. */
function take(now: readonly Subscription[]): void {
  const before = subscriptions.get();
  const isNews = ({ of, id }: Subject) => before.some((one) => one.of === of && one.id === id && one.end === null);
  subscriptions.set(now);
  keepAwaited(now.length > 0);
  const told = now.filter(({ end }) => end !== null);
  for (const one of told.filter(isNews)) alertTab(one);
  const unheard = told.filter((one) => isNews(one) || !before.some(({ of, id, end }) => of === one.of && id === one.id && end !== null));
  if (unheard.length > 0) heard.set(unheard.map(sentenceOf).join(' '));
  isWanted = now.length > 0;
}

/** Takes one that was told; gives it in a sentence. */
export function sentenceOf({ title, environment, end }: Subscription): string {
  return end === null ? '' : `${outcomeMarks[end.outcome]} “${title}” ${outcomeWords[end.outcome]}, in ${environment}.`;
}
