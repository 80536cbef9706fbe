/**
 * The modes of a terminal that differ from those it begins with, as the sequences that set them. Which there are, and how
 * they begin, is as in xterm (https://invisible-island.net/xterm/ctlseqs/ctlseqs.html), as far as xterm.js has them.
 */
import { rendered } from './rendition.ts';

const esc = '\u001b';
const mouse = new Set(['9', '1000', '1002', '1003']);
const mouseForm = new Set(['1006', '1016']);
/** Private modes that are off at first, and those that are on. */
const off = new Set(['1', '6', '45', '66', '1004', '2004']);
const on = new Set(['7', '25']);
const screens = new Set(['47', '1047', '1049']);

/**
 * What puts any terminal into the modes it begins with, in its normal screen, whatever it was in the middle of: CAN ends an
 * unfinished sequence, DECSTR puts back most modes, and moves no cursor.
 */
export const calm = `\u0018${esc}[?1047l${soft()}`;

/** Gives what puts most modes back, and moves no cursor. */
export function soft(): string {
  return `${esc}[!p${esc}[20l${esc}[?1000l${esc}[?1006l${esc}[0 q`;
}

export class Modes {
  /** the private mode that opened the alternate screen; null in the normal one */
  alternate: string | null = null;
  #looks = '';
  /** what each screen keeps when its cursor is saved, and its margins: xterm.js has both for each screen */
  readonly #saved = { normal: '', alternate: '' };
  readonly #margins = { normal: '', alternate: '' };
  readonly #set = new Map<string, string>();

  /** Gives the sequences that bring a terminal, as it begins and in the right screen, into these modes. */
  sequences(): string {
    // Setting margins moves the cursor home, so they come before anything else.
    const saved = this.#saved[this.#screen] === '' ? '' : `${this.#saved[this.#screen]}${esc}7${esc}[0m`;
    return this.#margins[this.#screen] + saved + [...this.#set.values()].join('') + this.#looks;
  }

  /** Gives what opens the alternate screen as it was opened, in the modes a terminal begins with; nothing in the normal screen. */
  opening(): string {
    return this.alternate === null ? '' : `${esc}[?${this.alternate}h${soft()}`;
  }

  /** whether a charset is designated that shift characters could switch to */
  get shifts(): boolean {
    return this.#set.has('G1') || this.#set.has('level');
  }

  look(parameters: string): void {
    this.#looks = rendered(this.#looks, parameters);
  }

  save(): void {
    this.#saved[this.#screen] = this.#looks;
  }

  restore(): void {
    this.#looks = this.#saved[this.#screen];
  }

  /** Takes the parameters of DECSET or DECRST and which it is. */
  private(parameters: string, isSet: boolean): void {
    for (const mode of parameters.split(';')) {
      if (screens.has(mode)) this.#turn(mode, isSet);
      else if (mode === '1048') this[isSet ? 'save' : 'restore']();
      else if (mouse.has(mode)) this.#put('mouse', isSet ? `${esc}[?${mode}h` : null);
      else if (mouseForm.has(mode)) this.#put('mouse form', isSet ? `${esc}[?${mode}h` : null);
      else if (off.has(mode)) this.#put(`?${mode}`, isSet ? `${esc}[?${mode}h` : null);
      else if (on.has(mode)) this.#put(`?${mode}`, isSet ? null : `${esc}[?${mode}l`);
    }
  }

  /** Takes the parameters of SM or RM and which it is. */
  ansi(parameters: string, isSet: boolean): void {
    for (const mode of parameters.split(';')) {
      if (mode === '4' || mode === '20') this.#put(mode, isSet ? `${esc}[${mode}h` : null);
    }
  }

  margins(parameters: string): void {
    this.#margins[this.#screen] = /^\d+(;\d+)?$/.test(parameters) ? `${esc}[${parameters}r` : '';
  }

  cursor(parameters: string): void {
    this.#put('cursor', /^[1-9]$/.test(parameters) ? `${esc}[${parameters} q` : null);
  }

  keypad(isApplication: boolean): void {
    this.#put('?66', isApplication ? `${esc}=` : null);
  }

  /** Takes the intermediate and the final of a designation, as `(` and `0`. */
  charset(intermediate: string, final: string): void {
    const at = '()*+'.indexOf(intermediate);
    if (at !== -1) this.#put(`G${at}`, final === 'B' ? null : `${esc}${intermediate}${final}`);
  }

  /** Takes which of the charsets is used from now on, as a number, and what says so. */
  level(level: number, sequence: string): void {
    this.#put('level', level === 0 ? null : sequence);
  }

  /** DECSTR. */
  calm(): void {
    for (const name of [...this.#set.keys()]) {
      // DECSTR leaves these as they are.
      if (!['mouse', 'mouse form', '20'].includes(name)) this.#set.delete(name);
    }
    this.#looks = '';
    this.#saved[this.#screen] = '';
    this.#margins[this.#screen] = '';
  }

  /** RIS. */
  reset(): void {
    this.alternate = null;
    this.#set.clear();
    this.#looks = '';
    for (const screen of ['normal', 'alternate'] as const) {
      this.#saved[screen] = '';
      this.#margins[screen] = '';
    }
  }

  get #screen(): 'normal' | 'alternate' {
    return this.alternate === null ? 'normal' : 'alternate';
  }

  #turn(mode: string, isSet: boolean): void {
    if (isSet && mode === '1049') this.save();
    if (isSet && this.alternate === null) {
      this.alternate = mode;
      this.#margins.alternate = '';
      this.#saved.alternate = '';
    } else if (!isSet) {
      this.alternate = null;
    }
    if (!isSet && mode === '1049') this.restore();
  }

  #put(name: string, sequence: string | null): void {
    if (sequence === null) this.#set.delete(name);
    else this.#set.set(name, sequence);
  }
}
