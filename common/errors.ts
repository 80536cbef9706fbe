/**
 * Every failure a person or a program can meet, in one table: its code, HTTP status, WebSocket close code
 * (4000–4999 are free for applications, RFC 6455 section 7.4.2; ours are 4000 + the HTTP status), and the sentence
 * the person is told. `{name}` in a sentence is filled from the error's details. Nothing secret goes into details:
 * they are shown.
 */
export const errorTable = {
  'not-logged-in': { http: 401, say: 'You are not logged in. Log in with your password, or open a login link; `make start` prints one, `npx handrail invite <name>` makes another.' },
  'link-used': { http: 401, say: 'This login link was used already. Ask for a new one: `npx handrail invite <name>`.' },
  'link-expired': { http: 401, say: 'This login link has expired. Ask for a new one: `npx handrail invite <name>`.' },
  'link-unknown': { http: 401, say: 'This login link is not known here. Copy it whole, or ask for a new one: `npx handrail invite <name>`.' },
  'sign-on-off': { http: 404, say: 'There is no single sign-on here. Log in with your name, or open a login link.' },
  'sign-on-away': { http: 503, say: 'The identity provider {provider} does not answer. Try again in a moment, or log in another way.' },
  'sign-on-stale': { http: 401, say: 'This login was not begun in this browser, or more than ten minutes ago. Begin again.' },
  'sign-on-refused': { http: 401, say: '{provider} did not let you in, or what it said could not be trusted. Try again; if it stays so, tell whoever runs Handrail.' },
  'sign-on-no-role': { http: 403, say: '{provider} knows you, but none of your groups gives you a role here. Ask whoever runs Handrail.' },
  'origin-refused': { http: 403, say: 'This request came from another site ({origin}). Open Handrail at {expected}.' },
  'header-missing': { http: 403, say: 'A change must be sent as JSON with the header `X-Handrail: 1`.' },
  'ticket-refused': { http: 401, say: 'The connection ticket is missing, used or expired. Reload the page.' },
  'denied': { http: 403, say: '{reason}' },
  'login-wrong': { http: 401, say: 'The name or the password is wrong. Who has no password yet, or has forgotten it, needs a login link.' },
  'login-locked': { http: 429, say: 'Too many wrong passwords were tried for this name. The next can be tried in {wait}, at {until}; a login link works at once.' },
  'old-password-wrong': { http: 403, say: 'That is not your password as it is now.' },
  'password-refused': { http: 422, say: '{why}' },
  'password-proof': { http: 403, say: 'To choose a password without the old one, open a login link first; the page takes one for 15 minutes after. An administrator makes one, or `npx handrail invite <name>`.' },
  'account-disabled': { http: 403, say: 'This account is disabled. An administrator can enable it again.' },
  'not-by-token': { http: 403, say: 'A token cannot do this. Log in on the page.' },
  'not-allowed': { http: 403, say: 'This takes the right to {title}. An administrator can give you a role that has it.' },
  'not-yours': { http: 404, say: 'There is no such run of yours: {run}.' },
  'unknown-person': { http: 404, say: 'There is nobody here with the id {person}.' },
  'no-longer-there': { http: 404, say: '{what} is not there any more. Look at the list again.' },
  'last-admin': { http: 409, say: 'Then nobody could administer any more. Make somebody else an admin first.' },
  'self-demotion': { http: 409, say: 'You would take the right to administer from yourself, and could not give it back. Ask again, saying that you are sure.' },
  'rights-changed': { http: 403, say: 'What you may do has changed. The page connects again.' },
  'unknown-runbook': { http: 404, say: 'There is no runbook `{runbook}` here.' },
  'runbook-broken': { http: 409, say: 'The page of the runbook `{runbook}` has problems ({problems}), so its steps cannot be run until they are mended. Open the page: it lists them.' },
  'unknown-step': { http: 404, say: 'The runbook `{runbook}` has no step `{step}`. It may have been renamed: reload the page.' },
  'stale-step': { http: 409, say: 'This step changed since you opened the page: reload.' },
  'unknown-environment': { http: 404, say: 'There is no environment `{environment}`. There are: {known}.' },
  'parameter-missing': { http: 422, say: 'The parameter {name} has no value. {hint}' },
  'parameter-malformed': { http: 422, say: 'The parameter {name} cannot be `{value}`: {hint}' },
  'parameter-undeclared': { http: 422, say: 'This step takes no parameter {name}. It takes: {known}.' },
  'target-refused': { http: 422, say: 'This step is not for the target {target}. It is for: {only}.' },
  'needs-unmet': { http: 409, say: 'Run first, with the same parameters: {needs}. Or give a reason to go on without.' },
  'needs-unmet-destroy': { http: 409, say: 'Run first, with the same parameters: {needs}. A step that destroys cannot go on without.' },
  'outside-window': { http: 409, say: '{target} is outside its maintenance window ({window}). Wait for it, or give a reason to go on now.{also}' },
  'confirm-missing': { http: 422, say: 'This step destroys something. Confirm by typing {expected}.' },
  'reason-missing': { http: 422, say: '{title} asks for a reason before this step runs: {rules}. Give one; it is kept with the run.' },
  'approval-missing': { http: 403, say: 'This runs once others approve it ({count}). Ask for approval on the page of the step.' },
  'approval-needless': { http: 409, say: 'This step needs no approval here: run it.' },
  'unknown-approval': { http: 404, say: 'There is no such request for approval: {approval}.' },
  'approval-waiting': { http: 409, say: 'This is not approved yet: {have} of {needed}.' },
  'approval-over': { http: 409, say: '{why}' },
  'approval-other': { http: 409, say: 'What was approved is something else than this: {other}. Ask for approval of this.' },
  'approval-void': { http: 409, say: 'The approval does not hold any more, for this changed since it was asked for: {changed}. Ask again.' },
  'approval-own': { http: 403, say: 'Nobody approves what they asked for themselves. Somebody else has to.' },
  'approval-twice': { http: 409, say: 'You approved this already. It takes somebody else too.' },
  'too-many-approvals': { http: 429, say: 'You have {count} requests for approval open. Withdraw one, or wait for one to end.' },
  'facts-refused': { http: 409, say: '{why}' },
  'bound-changed': { http: 409, say: 'The workspace is not as it was approved any more: something changed it before this run began. Nothing was run. Ask for approval again.' },
  'workspace-busy': { http: 409, say: 'Something else is going on in this workspace, and could change what was approved. Nothing was run. Stop it, then ask for approval again.' },
  'workspace-held': { http: 409, say: 'A run that was approved has this workspace to itself. Wait until it has ended.' },
  'unknown-walkthrough': { http: 404, say: 'There is no walkthrough {walkthrough}.' },
  'unknown-procedure': { http: 404, say: 'The runbook {runbook} has no procedure “{procedure}” with steps in it. It has: {known}.' },
  'walkthrough-moved': { http: 409, say: 'Somebody was quicker: {who} {what}. Look at how it stands now, then decide anew.' },
  'walkthrough-lead': { http: 409, say: '{who} has the lead of this walkthrough. Press “I have it” to take it, then go on.' },
  'walkthrough-over': { http: 409, say: 'This walkthrough was ended by {who}. Open it again to go on with it.' },
  'walkthrough-other': { http: 409, say: 'This does not belong to this walkthrough: {other}.' },
  'walkthrough-changed': { http: 409, say: 'The runbook was deployed anew, and “{title}” is another than in this walkthrough. Take over the deployed text there, then look at the step again.' },
  'walkthrough-going': { http: 409, say: '“{title}” is running in this walkthrough already, started by {who}. Wait for its end, or stop it.' },
  'walkthrough-refused': { http: 409, say: '{why}' },
  'too-many-walkthroughs': { http: 429, say: 'You have {count} walkthroughs open. End one, then begin another.' },
  'key-reused': { http: 409, say: 'This idempotency key was used for another run. Press Run again.' },
  'running-off': { http: 503, say: 'Running is off on this machine: {why}' },
  'level-too-low': { http: 503, say: 'The environment {environment} needs a sandbox of level {needs}; this machine gives {has}: {why}' },
  'package-missing': { http: 503, say: 'Running is off: {packages} missing. Install with: {command}' },
  'runner-away': { http: 503, say: 'The process that runs steps does not answer. It is being started again; press Run once more.' },
  'runner-draining': { http: 503, say: 'This runner takes no new run: a newer one does. Press Run once more.' },
  'runner-older': { http: 409, say: 'The runner that has this run is of an older version and does not know “{method}”. What is run from now on can do it.' },
  'run-elsewhere': { http: 503, say: 'This run goes on in a runner of another version, which this server cannot speak with. What it printed is shown once it has ended.' },
  'disk-full': { http: 507, say: 'Only {free} MiB of disk are left where runs are kept, less than the {least} MiB kept free, so nothing new begins. Free some space, then press Run again.' },
  'run-unkept': { http: 503, say: 'This run could not be recorded, so it was not started: {why}. Mend that, then press Run again.' },
  'unknown-run': { http: 404, say: 'There is no run {run}.' },
  'run-over': { http: 409, say: 'This run has ended.' },
  'not-interactive': { http: 409, say: 'This step does not take input.' },
  'no-pen': { http: 409, say: 'You watch this terminal; you do not type into it. Ask for the pen first.' },
  'pen-refused': { http: 409, say: 'The pen cannot be moved so now ({act}): it may have moved meanwhile.' },
  'output-removed': { http: 410, say: 'The output of this run is not kept any more. Its record stays.' },
  'panel-unknown': { http: 404, say: 'There is no such panel on the page of this runbook. It may have changed: reload.' },
  'panel-refused': { http: 409, say: '{why}' },
  'choices-failed': { http: 502, say: '{why} Type the value.' },
  'past-the-end': { http: 416, say: 'The output of this run ends at byte {end}; {from} is past it.' },
  'bad-size': { http: 422, say: 'A terminal has 1 to 1000 columns and 1 to 500 rows, not {cols}×{rows}.' },
  'bad-message': { http: 400, say: 'The message could not be understood: {why}' },
  'message-too-big': { http: 413, say: 'The message is too big: at most {limit} bytes.' },
  'out-of-order': { http: 400, say: 'The message came out of order: {why}' },
  'too-many-runs': { http: 429, say: 'You have {count} runs going. Stop one, or wait for one to end.' },
  'too-many-workspaces': { http: 429, say: 'You have workspaces in {count} other environments ({names}), as many as one may have. Begin anew in one of them, which removes its workspace.' },
  'too-fast': { http: 429, say: 'Too many requests. Wait a moment.' },
  'no-file': { http: 404, say: 'There is nothing at {path}. It may have been moved or removed: look at the list again.' },
  'file-refused': { http: 409, say: '{why}' },
  'file-changed': { http: 409, say: '{path} changed since you opened it. Look at what is there now, then save again.' },
  'unknown-scenario': { http: 404, say: 'There is no scenario `{scenario}`. There are: {known}.' },
  'unknown-snapshot': { http: 404, say: 'There is no snapshot `{snapshot}` of your practice world. There are: {known}.' },
  'practice-refused': { http: 409, say: '{why}' },
  'slack-unsigned': { http: 401, say: 'This was not signed by Slack just now, so it is not taken. Look at the signing secret, and at the clocks.' },
  'announce-refused': { http: 409, say: '{why}' },
  'subscription-refused': { http: 409, say: '{why}' },
  'too-many-subscriptions': { http: 429, say: 'You wait for {count} ends already. Take one back on the page “You”, or wait for one.' },
  'catalog-broken': { http: 503, say: 'The runbooks do not compile, and there is no earlier catalog to go by: {why}' },
  'audit-failed': { http: 503, say: 'This could not be recorded, so it was not done: {why}. Mend that, then try again.' },
  'port-taken': { http: 500, say: 'Port {port} is taken on {host}. Stop what listens there, or set HANDRAIL_PORT to another.' },
  'bad-config': { http: 500, say: '{why}' },
  'not-found': { http: 404, say: 'There is nothing at {path}.' },
  'internal': { http: 500, say: 'Something went wrong on our side. The log has it under {id}.' },
} as const satisfies Record<string, { http: number; say: string }>;

export type ErrorCode = keyof typeof errorTable;
export type ErrorDetails = Readonly<Record<string, string | number>>;

/** An error as it crosses a process border: JSON, safe to show. */
export interface ErrorBody {
  code: ErrorCode;
  message: string;
  details: ErrorDetails;
}

/** A failure from the table. Thrown at the edges; `details` fill the sentence and are shown. */
export class HandrailError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    super(sentence(code, details));
    this.name = 'HandrailError';
    this.code = code;
    this.details = details;
  }

  /** The error as JSON for another process or the page. */
  toBody(): ErrorBody {
    return { code: this.code, message: this.message, details: this.details };
  }
}

/** Takes a code and its details; gives the sentence told to the person. A missing detail shows as `?`. */
export function sentence(code: ErrorCode, details: ErrorDetails): string {
  return errorTable[code].say.replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? '?'));
}

/** Takes a code; gives its HTTP status. */
export function httpStatus(code: ErrorCode): number {
  return errorTable[code].http;
}

/** Takes a code; gives its WebSocket close code. */
export function closeCode(code: ErrorCode): number {
  return 4000 + errorTable[code].http;
}

/** Takes anything parsed from JSON; tells whether it is an error body from our table. */
export function isErrorBody(value: unknown): value is ErrorBody {
  return typeof value === 'object' && value !== null && 'code' in value
    && typeof value.code === 'string' && Object.hasOwn(errorTable, value.code);
}
