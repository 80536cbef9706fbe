/** What was done in a walkthrough, in words: for whoever is told that something moved, for lists of entries, and for reports. Pure. */
import { practice } from './policy.ts';
import type { WalkAct, WalkHead } from './walkthrough.ts';

type Words<Kind extends WalkAct['kind']> = (act: Extract<WalkAct, { kind: Kind }>, told: { step: string; title: string; isPractice: boolean; names: Readonly<Record<string, string>> }) => string;

const words: { readonly [Kind in WalkAct['kind']]: Words<Kind> } = {
  begun: (_, { title }) => `began “${title}”`,
  lead: ({ from }, { names, isPractice }) => {
    const who = names[from] ?? from;
    return `took the lead from ${who}${isPractice ? `: from here on it runs in their own practice world, not in that of ${who}` : ''}`;
  },
  again: () => 'does again in their own practice world what was run in another',
  run: ({ isGoingOn }, { step }) => (isGoingOn ? `ran ${step}, going on` : `ran ${step}`),
  'not-taken': ({ why }, { step }) => `could not run ${step}: ${why}`,
  tick: (_, { step }) => `ticked off ${step}`,
  untick: (_, { step }) => `took back the tick of ${step}`,
  skip: ({ reason }, { step }) => `skipped ${step}: ${reason}`,
  unskip: (_, { step }) => `took ${step} up again`,
  note: (_, { step }) => (step === '' ? 'wrote a note' : `wrote a note on ${step}`),
  parameters: ({ parameters }) => `set ${parameterWords(parameters) || 'no parameter'}`,
  renewed: ({ changed }) => `took over the deployed text${changed.length === 0 ? '' : `, in which these are other than before: ${changed.join(', ')}`}`,
  'go-on': () => 'let it go on by itself',
  // A reason is a sentence of its own; what is to be typed stands in quotes where nothing sets it as code.
  hold: ({ why, step }) => (why === '' ? 'held it' : step === null ? `came to the end. ${why}` : `stopped going on. ${why.replace(/`([^`]*)`/g, '“$1”')}`),
  ended: ({ text }) => `ended the walkthrough${text === '' ? '' : `: ${text}`}`,
  reopened: ({ text }) => `opened it again${text === '' ? '' : `: ${text}`}`,
};

/** Takes an act, its walkthrough, and names by id; gives it without its subject, as after a name: “ran “Ping””. */
export function actWords(act: WalkAct, { steps, title, environment }: Pick<WalkHead, 'steps' | 'title' | 'environment'>, names: Readonly<Record<string, string>>): string {
  const id = 'step' in act ? act.step : null;
  const step = id === null ? '' : `“${steps.find((one) => one.id === id)?.title ?? id}”`;
  // Each kind has its own words; that they are for this act, the table says and the compiler cannot see.
  return (words[act.kind] as Words<WalkAct['kind']>)(act, { step, title, names, isPractice: environment === practice });
}

/** Takes parameters; gives them as `NAME=value, …`. */
export function parameterWords(parameters: Readonly<Record<string, string>>): string {
  return Object.entries(parameters).map(([name, value]) => `${name}=${value}`).join(', ');
}
