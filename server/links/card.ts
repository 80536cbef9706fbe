/** What a link tells of itself before it is opened, to anyone: a title and a sentence or two. Nothing that was run, and by whom. Pure. */
import { type Effect, effects } from '../../common/catalog/effect.ts';
import type { Runbook } from '../../common/catalog/runbook.ts';
import type { Step } from '../../common/catalog/step.ts';
import type { LinkTarget } from './resolve.ts';

export interface Card {
  title: string;
  description: string;
}

const does: Record<Effect, string> = { read: 'Only reads', change: 'Changes something', destroy: 'Destroys something' };

/** Takes where a link leads; gives its card. */
export function cardOf(target: LinkTarget): Card {
  switch (target.kind) {
    case 'runbook':
      return { title: target.runbook.title, description: joined([target.runbook.description, counted(target.runbook.steps), ...facts(target.runbook)]) };
    case 'procedure':
      return { title: `${target.procedure.title} · ${target.runbook.title}`, description: joined([counted(target.steps), effectOf(target.steps), ...facts(target.runbook)]) };
    case 'step':
      return { title: `${nameOf(target.step)} · ${target.runbook.title}`, description: joined([effectOf([target.step]), ...facts(target.runbook)]) };
    case 'run':
      return { title: 'A run in Handrail', description: 'Log in to see what was run and how it ended.' };
    case 'walkthrough':
      return { title: 'A walkthrough in Handrail', description: 'Log in to see who does what, and to take part.' };
    case 'gone':
      return { title: 'This link leads nowhere any more', description: target.why };
  }
}

/** Takes steps; gives what the gravest of them does to its target, in two words; empty when none of them runs. */
export function effectOf(steps: readonly Step[]): string {
  const found = steps.flatMap((step) => (step.kind === 'manual' ? [] : [step.kind === 'file' ? 'change' as const : step.effect]));
  const worst = effects.toReversed().find((effect) => found.includes(effect));
  return worst === undefined ? '' : `${does[worst]}.`;
}

function nameOf(step: Step): string {
  if (step.title !== '') return step.title;
  return step.kind === 'file' ? `Write ${step.path}` : step.id;
}

function counted(steps: readonly Step[]): string {
  if (steps.length === 0) return '';
  return `${steps.length} ${steps.length === 1 ? 'step' : 'steps'}.`;
}

function facts({ service, owners, slack, environments }: Runbook): string[] {
  return [
    `Service: ${service}.`, owners.length > 0 ? `Owners: ${owners.join(', ')}.` : 'No owner is named yet.', slack.length > 0 ? `Slack: ${slack.join(', ')}.` : '',
    `Runs in: ${environments.join(', ')}.`,
  ];
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}
