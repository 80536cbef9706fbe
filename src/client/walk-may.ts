/** Whether somebody may take part in a walkthrough, as far as the page can tell. The server decides; this saves asking in vain. */
import type { Session } from './session.ts';

/** Takes who is at the page, an environment and its title; gives why they may only look on there and whom to ask; empty when they may take part. */
export function onlyLooks(who: Session, environment: string, title: string): string {
  if (who.state !== 'in') return '';
  const isPractice = environment === 'practice';
  if (who.rights.includes(isPractice ? 'practise' : 'operate')) return '';
  return isPractice ? 'You may look on here. To take part, ask an administrator to make you a trainee.'
    : `You may look on here. To take part in ${title}, ask an administrator to make you an operator.`;
}
