/**
 * Which passwords are taken. At least 15 characters, as NIST SP 800-63B-4, section 3.1.1.1, asks where a password is all
 * that is shown; at most 128, so that nobody makes us think long about one. No rules about kinds of characters (the same
 * section forbids them): instead what is commonly used or easily guessed is refused, by zxcvbn's dictionaries and patterns.
 */
import type { ZxcvbnFactory } from '@zxcvbn-ts/core';
import type { Person } from './principal.ts';

export const shortestPassword = 15;
export const longestPassword = 128;
/** zxcvbn's “safely unguessable”: at least 10⁸ guesses, and each costs Argon2id. */
const leastScore = 3;
/** What must be left of a password without the person's name and ours in it. */
const leastBesideNames = 10;

/** Takes a password and whose it is to be; gives why it is not taken, as a sentence, or null when it is. */
export async function whyNot(password: string, person: Person): Promise<string | null> {
  const length = [...password].length;
  if (length < shortestPassword) return `A password has at least ${shortestPassword} characters; this one has ${length}. A short sentence is easy to remember.`;
  if (length > longestPassword) return `A password has at most ${longestPassword} characters; this one has ${length}.`;
  const names = namesOf(person);
  if (besides(password, names).length < leastBesideNames) return 'This is mostly your own name, or ours: the first thing somebody would try. Choose a sentence that has nothing to do with you.';
  const { score } = (await strength()).check(password, names);
  return score >= leastScore ? null : 'This password is a common one, or easily guessed from common ones. Choose a sentence of your own, or let a password manager choose.';
}

function namesOf({ id, name }: Person): string[] {
  const words = [id, ...id.split('-'), ...folded(name).split(/[^\p{Letter}\p{Number}]+/u), 'handrail'];
  return [...new Set(words.filter((word) => word.length >= 3))].toSorted((one, other) => other.length - one.length);
}

function besides(password: string, names: readonly string[]): string {
  return names.reduce((left, name) => left.replaceAll(name, ''), folded(password)).replace(/[^\p{Letter}\p{Number}]/gu, '');
}

function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{Mark}/gu, '').toLowerCase();
}

let loaded: Promise<ZxcvbnFactory> | null = null;

/** Loaded when the first password is set: the dictionaries take a moment, and some megabytes. */
function strength(): Promise<ZxcvbnFactory> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory: Factory }, { adjacencyGraphs, dictionary }] = await Promise.all([import('@zxcvbn-ts/core'), import('@zxcvbn-ts/language-common')]);
  return new Factory({ dictionary, graphs: adjacencyGraphs, maxLength: longestPassword });
}
