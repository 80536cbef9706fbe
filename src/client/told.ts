/** What this person waits for and was told of, kept current over the socket for as long as there is any. Fetched when there is. */
import { outcomeMarks, outcomeWords, type Subject, type Subscription, type SubscriptionAsked, type SubscriptionList } from '../../common/subscription.ts';
import { awaitedName, keepAwaited } from './awaited.ts';
import { post, type Problem } from './http.ts';
import { alertTab } from './tab-alert.ts';
import { createStore } from './store.ts';
import { follow } from './topics.ts';

/** one's own, the newest first */
export const subscriptions = createStore<readonly Subscription[]>([]);
/** what a screen reader is to say now */
export const heard = createStore('');

let stop: (() => void) | null = null;

/** Follows them, until there are none any more. */
export function attend(): void {
  stop ??= follow('told:', {
    told: (body) => { take((body as SubscriptionList).subscriptions); },
    ended: ({ code }) => {
      stop = null;
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
  if (now.length > 0) return;
  stop?.();
  stop = null;
}

/** Takes one that was told; gives it in a sentence. */
export function sentenceOf({ title, environment, end }: Subscription): string {
  return end === null ? '' : `${outcomeMarks[end.outcome]} “${title}” ${outcomeWords[end.outcome]}, in ${environment}.`;
}
