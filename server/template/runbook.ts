/**
 * A new runbook: every section that operators look for, one step of each kind to copy from, and a mark wherever nobody has
 * written anything yet. Pure.
 */
import { stringify } from 'yaml';
import type { Answers } from './answers.ts';
import { frontMatterOf } from './front-matter.ts';
import { attribute, prose } from './prose.ts';

/** Takes the answers; gives the text of `<id>.mdx`. */
export function runbookText(answers: Answers): string {
  const owner = answers.owners[0] ?? '';
  const gap = (text: string): string => `<NotWritten owner=${attribute(owner)}>${text}</NotWritten>`;
  const heading = (title: string, level = 2): string => `${'#'.repeat(level)} ${title} {/* #${title.toLowerCase().replaceAll(' ', '-')} */}`;
  return `${[
    frontMatterOf(answers).trimEnd(),
    gap('One paragraph: what the service does, and what people notice when it does not.'),
    heading('Intended audience'),
    answers.audience === '' ? gap('Who should read this, and what they need to be allowed to do.') : sentence(answers.audience),
    heading('Deployment'),
    gap('How it is deployed, and from where.'),
    readStep(answers),
    ...(answers.parameters.length === 0 ? [] : [parameterStep(answers)]),
    heading('Upgrade', 3),
    gap('How a new version is deployed, and how one sees that it works.'),
    heading('Rollback', 3),
    gap('How one goes back to the version before.'),
    heading('Maintenance'),
    gap('When it may be worked on, and what people notice then.'),
    'The people who depend on it are told where they read. This is posted once somebody has read it, changed it and sent it:',
    announcement,
    heading('Backup'),
    gap('What is backed up, where to, and how one verifies that it can be restored.'),
    heading('Cold startup'),
    gap('How it is started after everything was off, and in which order.'),
    heading('Cold shutdown'),
    gap('How it is stopped so that nothing is lost, and in which order.'),
    heading('Reproduce the service'),
    gap('How one makes the service anew from nothing: repositories, secrets, storage.'),
    heading('Procedures'),
    `What is done now and then. Each procedure is a heading with its steps; these show every kind of step, and are there to be replaced.`,
    ...procedures(answers),
    heading('Troubleshooting'),
    troubleshooting(gap),
    heading('Support'),
    support(answers, gap),
  ].join('\n\n')}\n`;
}

/** Takes the answers; gives the text of `<id>.practice.yaml`: what a person brings when it is tried. */
export function practiceText({ id, parameters }: Answers): string {
  const values = parameters.filter((parameter) => parameter.default === '').map(({ name, type, pattern }) => [name, type === 'integer' ? 1 : type === 'pattern' ? `write what matches ${pattern}` : 'practice'] as const);
  const script = {
    ...(values.length === 0 ? {} : { values: Object.fromEntries(values) }),
    type: { 'edit-settings': [{ after: 'settings.yaml', keys: '\u0018' }] },
    manual: { announce: { skip: 'Nobody is told in practice.' } },
  };
  return `# What a person brings when this runbook is tried in practice: npx handrail test ${id}\n${stringify(script, { lineWidth: 0 })}`;
}

/** What people want to know, for each to be filled in. Where the front matter names no channel, it is copied instead. */
const announcement = [
  '<Announce id="announce">', '  Maintenance', '', '  - What: what is done, and why.', '  - When: when it begins, and how long it takes.', '  - What you may notice: what is slow or away meanwhile.', '</Announce>',
].join('\n');

function fence(language: string, words: string, ...lines: readonly string[]): string {
  return ['```' + language + ' ' + words, ...lines, '```'].join('\n');
}

function readStep({ namespace }: Answers): string {
  return fence('bash', 'run=pods effect=read title="Is it running?" expect="Running"', `kubectl get pods -n ${namespace}`);
}

/** Uses every parameter, so that each has its field and none is declared in vain. */
function parameterStep({ parameters }: Answers): string {
  return fence('bash', 'run=filled-in effect=read title="What was filled in?"', ...parameters.map(({ name }) => `echo "${name}: $${name}"`));
}

function procedures({ namespace, redis }: Answers): string[] {
  return [
    '### Change a setting {/* #change-a-setting */}',
    'A file is written into the workspace, can be edited there, and is applied.',
    fence('yaml', 'file=settings.yaml title="The setting"', 'apiVersion: v1', 'kind: ConfigMap', 'metadata:', '  name: example-settings', `  namespace: ${namespace}`, 'data:', '  level: info'),
    fence('bash', 'run=edit-settings effect=change title="Change the draft" interactive needs=settings-yaml', 'nano settings.yaml'),
    fence('bash', 'run=apply-settings effect=change title="Apply it" needs=settings-yaml expect="configmap/example-settings"', 'kubectl apply -f settings.yaml'),
    fence('console', 'run=check-settings effect=read title="Is it there?" needs=apply-settings', `$ kubectl get configmap example-settings -n ${namespace}`, 'NAME               DATA   AGE', 'example-settings   1      …'),
    '### Take the setting back {/* #take-the-setting-back */}',
    'What cannot be undone asks for words to be typed.',
    fence('bash', 'run=delete-settings effect=destroy title="Delete the setting" needs=apply-settings confirm="delete the setting" expect="deleted"', `kubectl delete configmap example-settings -n ${namespace}`),
    '### Watch the events {/* #watch-the-events */}',
    'A step that never ends runs in the background.',
    fence('bash', 'run=watch-events effect=read title="Watch what happens" background', `kubectl get events -n ${namespace} --watch`),
    ...(redis === null ? [] : ['### Ask Redis {/* #ask-redis */}', fence('redis', 'run=ask-redis effect=read title="Does Redis answer?" expect="PONG"', 'PING')]),
  ];
}

function troubleshooting(gap: (text: string) => string): string {
  return [
    'What people see, what to look at, what its answer means, and how it is mended.',
    '| Symptom | Check | What it means | Repair |\n|---|---|---|---|\n| It does not answer. | [Is it running?](#deployment) | No pod says `Running`: it was not deployed, or it fails. | Look at what [the events](#watch-the-events) say. |',
    gap('What goes wrong with this service, each symptom with its check and its repair.'),
  ].join('\n\n');
}

function support({ owners, slack }: Answers, gap: (text: string) => string): string {
  if (owners.length === 0 && slack.length === 0) return gap('Whom to ask, and where.');
  const who = owners.map(prose).join(', ');
  const where = slack.map((channel) => `\`${channel}\``).join(', ');
  return [who === '' ? '' : `It is kept by ${who}.`, where === '' ? '' : `Ask in ${where}.`].filter((one) => one !== '').join(' ');
}

function sentence(text: string): string {
  const shown = prose(text);
  return /[.!?]$/.test(text) ? shown : `${shown}.`;
}
