/** Says of a tab that nobody looks at that something has ended: by the browser's own notice where that is allowed, and by the tab's title. */
import { outcomeMarks, outcomeWords, pathTo, type Subscription } from '../../common/subscription.ts';

/** the page's own title while another stands in its place */
let own: string | null = null;
let said = '';

/** Asks whether the browser may show notices. Only when somebody has pressed something that wants them, and once: the browser keeps the answer. */
export function askLeave(): void {
  if (typeof Notification === 'undefined' || Notification.permission !== 'default') return;
  void Promise.resolve(Notification.requestPermission()).catch(() => undefined);
}

/** Takes what was told; says it where the tab is in the background. Nothing that was printed is a part of it. */
export function alertTab(told: Subscription): void {
  if (told.end === null || isSeen()) return;
  const { title, environment, end: { outcome } } = told;
  own ??= document.title;
  said = `${outcomeMarks[outcome]} ${title}`;
  document.title = said;
  notify(`${outcomeMarks[outcome]} ${title}`, `It ${outcomeWords[outcome]}, in ${environment}.`, told);
}

function notify(title: string, body: string, told: Subscription): void {
  if (typeof Notification === 'undefined' || Notification.permission !== 'granted') return;
  try {
    // Of several tabs with the same tag the browser shows one.
    const notice = new Notification(title, { body, tag: `handrail-${told.of}-${told.id}` });
    notice.onclick = () => {
      focus();
      location.assign(pathTo(told));
    };
  } catch {
    // A phone's browser shows them by a service worker only: there the title and the page say it.
  }
}

function isSeen(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus();
}

/** Who comes back to the tab finds it as it was. */
function restore(): void {
  if (own === null || !isSeen()) return;
  // Unless it became another page meanwhile.
  if (document.title === said) document.title = own;
  own = null;
}

addEventListener('focus', restore);
document.addEventListener('visibilitychange', restore);
