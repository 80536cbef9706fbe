/** What a request for approval is about, as it is kept and as whoever decides sees it: just what will run. */
import type { ApprovalGlance } from './approval.ts';
import type { WorkspaceFacts } from './approval-facts.ts';
import type { Effect } from './catalog/effect.ts';
import type { RedisTarget } from './catalog/runbook.ts';

export interface ApprovalRecord {
  readonly requester: { readonly id: string; readonly name: string };
  readonly reason: string;
  readonly runbook: { readonly id: string; readonly title: string };
  readonly step: { readonly id: string; readonly title: string; readonly digest: string };
  readonly language: string;
  /** the text that will run, of the deployed catalog; of a file step, the text that will be written */
  readonly source: string;
  /** of a file step: where to, in the workspace */
  readonly path: string | null;
  readonly effect: Effect;
  readonly interactive: boolean;
  readonly background: boolean;
  readonly parameters: Readonly<Record<string, string>>;
  readonly environment: { readonly name: string; readonly title: string; readonly digest: string };
  readonly target: { readonly name: string; readonly title: string } | null;
  /** kubectl context; null leaves the workspace's own */
  readonly context: string | null;
  readonly redis: RedisTarget | null;
  /** of the policy that ask for the approval */
  readonly rules: readonly string[];
  /** digest of the workspace's facts */
  readonly facts: string;
}

export interface ApprovalWhole extends ApprovalGlance {
  /** the hash that an approval is for */
  readonly bound: string;
  readonly record: ApprovalRecord;
  /** null once it is forgotten */
  readonly workspace: WorkspaceFacts | null;
}
