/** What page and server say to each other of an announcement: `GET` and `POST /api/announcements`. */
import type { AnnounceChannel } from './catalog/step.ts';

/** Where and how a step's announcement can be sent. */
export interface AnnounceOffer {
  /** to Slack; only shown, since this is practice; or copied by hand, since there is no Slack here */
  way: 'slack' | 'practice' | 'none';
  channels: readonly AnnounceChannel[];
  /** the last time it was announced in this environment; null when never */
  last: AnnouncedSay | null;
}

export interface AnnouncedSay {
  channel: string;
  /** name of whoever sent it */
  by: string;
  /** Unix milliseconds */
  at: number;
  /** whether it was posted, or shown in practice */
  state: 'posted' | 'practised';
  /** the post’s address; empty where there is none */
  permalink: string;
}

/** What is sent: `text` as the person left it. */
export interface AnnounceAsked {
  runbook: string;
  step: string;
  digest: string;
  environment: string;
  channel: string;
  text: string;
}
