/**
 * A step, as the catalog holds it: everything the server needs to run it and the page to show it.
 */
import type { Effect } from './effect.ts';
import type { Parameter } from './parameter.ts';

export const languages = ['bash', 'redis', 'console', 'sql'] as const;
export type Language = (typeof languages)[number];

/** What a fence's metastring says of a step. */
export interface StepMeta {
  id: string;
  effect: Effect;
  /** empty when the author gave none */
  title: string;
  /** text that must be in the output, `…` matching anything; null when nothing is expected */
  expect: string | null;
  /** exit statuses that are healthy */
  exit: readonly number[];
  /** ids of steps of the same runbook that must have been run before */
  needs: readonly string[];
  /** targets the step is for; empty means all */
  only: readonly string[];
  /** seconds after which the run is stopped */
  timeout: number;
  interactive: boolean;
  background: boolean;
  /** what to type before the step runs, beyond what its environment asks; null when nothing */
  confirm: string | null;
  /** regular expression of output that is secret; null when none */
  mask: string | null;
}

interface Place {
  /** slug of the heading the step stands under */
  procedure: string;
  procedureTitle: string;
  /** line in the runbook's file, from 1 */
  line: number;
}

export interface RunnableStep extends StepMeta, Place {
  kind: 'runnable';
  language: Language;
  source: string;
  /** declarations of the parameters the step uses, in the order it uses them */
  parameters: readonly Parameter[];
  digest: string;
}

/** Writes `source` to `path` in the workspace when run. */
export interface FileStep extends Place {
  kind: 'file';
  id: string;
  title: string;
  /** relative to the workspace's directory */
  path: string;
  language: string;
  source: string;
  /** the target, where the runbook has targets; nothing of a file's text is filled in */
  parameters: readonly Parameter[];
  digest: string;
}

/** Done by hand and ticked off. */
export interface ManualStep extends Place {
  kind: 'manual';
  id: string;
  /** the instruction as plain text */
  title: string;
  /** what is posted by hand, and where; left out of a step that posts nothing */
  announce?: Announcement | undefined;
  digest: string;
}

export interface Announcement {
  /** where it may be posted; none where the runbook has no channel */
  channels: readonly AnnounceChannel[];
  /** paragraphs with an empty line between; `$NAME` stands for a parameter's value */
  text: string;
  /** names of the parameters in it */
  parameters: readonly string[];
}

export interface AnnounceChannel {
  /** as Slack shows it, with `#` */
  name: string;
  /** the target it is for; null for all */
  target: string | null;
}

export type Step = RunnableStep | FileStep | ManualStep;

export const stepId = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
