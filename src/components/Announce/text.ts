/** The text of an announcement on its way from the runbook to the channel. Pure. */
import type { AnnounceOffer } from '../../../common/announcement.ts';
import type { AnnounceChannel } from '../../../common/catalog/step.ts';

/** What the build put on the page. */
export interface AnnounceData {
  digest: string;
  text: string;
  channels: readonly AnnounceChannel[];
  parameters: readonly string[];
}

/** Takes the text, the names in it and what each is worth; gives it filled in, and the names that are worth nothing yet. */
export function filled(text: string, names: readonly string[], worth: (name: string) => string): { text: string; blank: string[] } {
  const blank = names.filter((name) => worth(name) === '');
  const whole = text.replace(/\$([A-Z][A-Z0-9_]*)/g, (as, name: string) => (names.includes(name) ? worth(name) || as : as));
  return { text: whole, blank };
}

/** Takes the channels and the target that is chosen (empty for none); gives those that may be meant, the target's own first. */
export function channelsFor(channels: readonly AnnounceChannel[], target: string): string[] {
  const [own, all, others] = [
    channels.filter((one) => one.target !== null && one.target === target), channels.filter((one) => one.target === null), channels.filter((one) => one.target !== null && one.target !== target),
  ];
  return [...new Set([...own, ...all, ...others].map(({ name }) => name))];
}

/** Takes how it can be sent and where; gives what the button says. */
export function sendWord(way: AnnounceOffer['way'], channel: string): string {
  const where = channel === '' ? '' : ` to ${channel}`;
  return way === 'practice' ? `Practise sending${where}` : `Send${where}`;
}
