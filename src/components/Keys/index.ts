/** What the keys of a runbook do: to the step at hand, which is the one with the focus, that of the address, or the first whose title is in sight. */
import type { Key } from '../../client/keys.ts';
import { atHand, isOneOfSeveral, stepTo } from './at-hand.ts';
import { showHelp } from './help';
import { say } from './say.ts';

/** Takes a key; does what it stands for, or says why it cannot. */
export function press(key: Exclude<Key, '/' | 'k'>): void {
  say('');
  if (key === '?') showHelp();
  else if (key === 'n' || key === 'p') go(key === 'n' ? 1 : -1);
  else if (key === 'r') run();
  else if (key === 'w') toWalkthrough();
  else stop();
}

function stepsHere(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('article [id^="step-"]:is(section, div)')].filter((one) => !one.id.endsWith('-text'));
}

function places(steps: readonly HTMLElement[]) {
  // Both stay over the text: the bar, and the line that says where steps run.
  const begin = Math.max(0, ...[...document.querySelectorAll('.navbar, [data-place]')].map((one) => one.getBoundingClientRect().bottom));
  return { begin, rects: steps.map((one) => one.getBoundingClientRect()), focused: steps.findIndex((one) => one.contains(document.activeElement)) };
}

function go(direction: 1 | -1): void {
  const steps = stepsHere();
  const { begin, rects, focused } = places(steps);
  const step = steps[stepTo(rects, begin, focused, direction)];
  if (step !== undefined) take(step);
  else say(steps.length === 0 ? 'This page has no steps.' : direction === 1 ? 'This is the last step.' : 'This is the first step.');
}

/** The focus goes to the step itself, so that its name is read, and Tab goes on to what can be done there. */
function take(step: HTMLElement): void {
  step.tabIndex = -1;
  step.focus({ preventScroll: true });
  step.scrollIntoView({ block: 'start' });
}

/** To the first thing that can be done there: it is pressed with Enter, and Tab goes on to the others. */
function toWalkthrough(): void {
  const bar = document.querySelector<HTMLElement>('[data-handrail="walkthrough"]');
  const first = bar?.querySelector<HTMLElement>('textarea') ?? bar?.querySelector<HTMLElement>('[data-deed]') ?? bar?.querySelector<HTMLElement>('a, button');
  if (first) first.focus({ preventScroll: true });
  else say('No walkthrough is open on this page.');
}

interface Hand {
  step: HTMLElement | undefined;
  /** nothing but where it stands tells it from others that can be seen */
  isGuess: boolean;
}

function hand(): Hand {
  const steps = stepsHere();
  const { begin, rects, focused } = places(steps);
  if (focused !== -1) return { step: steps[focused], isGuess: false };
  const linked = steps.findIndex(({ id }) => `#${id}` === location.hash);
  const at = atHand(rects, begin, innerHeight, linked);
  return { step: steps[at], isGuess: at !== linked && isOneOfSeveral(rects, begin, innerHeight) };
}

function run(): void {
  const { step, isGuess } = hand();
  const button = step?.querySelector<HTMLButtonElement>('[data-handrail="run"]');
  const box = step?.querySelector<HTMLInputElement>('input[type="checkbox"]');
  if (step === undefined) say('This page has no steps.');
  else if (button) runBy(step, button, isGuess);
  else if (step.dataset['effect'] === undefined && box) say('This step is done by hand. Tick it with Space when it is done.', box);
  else say('This step cannot be run now. The line under it says why.');
}

/** One key alone runs what changes nothing, and in practice what only changes; before the rest stands a second, on purpose. */
function runBy(step: HTMLElement, button: HTMLButtonElement, isGuess: boolean): void {
  const { dataset } = step;
  const isHarmless = dataset['effect'] === 'read' || (dataset['effect'] === 'change' && dataset['environment'] === 'practice');
  if (button.disabled) say(button.title || 'This step cannot be run now. The line under it says why.');
  else if (button.ariaDisabled === 'true') say(button.title || 'This step is waiting for an answer.', button.title ? button : undefined);
  else if (isHarmless && isGuess && dataset['effect'] !== 'read') meet(step);
  else if (isHarmless) button.click();
  else say(dataset['effect'] === 'destroy' ? 'This step destroys. Press Enter to run it.' : 'This step changes what is in use. Press Enter to run it.', button);
}

/** What changes something is not run for having stood nearest: it gets the focus, and is named, before the key counts. */
function meet(step: HTMLElement): void {
  step.tabIndex = -1;
  step.focus({ preventScroll: true });
  say(`This step changes something: “${document.getElementById(`${step.id}-title`)?.textContent ?? ''}”. Press r again to run it.`);
}

/** That of the step at hand; else the only one there is, which is the one meant. */
function stop(): void {
  const going = [...document.querySelectorAll<HTMLButtonElement>('article [data-handrail="stop"]')];
  const own = hand().step?.querySelector<HTMLButtonElement>('[data-handrail="stop"]');
  const button = own ?? (going.length === 1 ? going[0] : undefined);
  if (button) button.click();
  else say(going.length === 0 ? 'Nothing on this page is running.' : 'Several steps are running. Go to the one to stop with n or p.');
}
