/**
 * The time of one world. It is the machine's own until somebody lets time pass: then it runs faster until so much of it has
 * passed, and at its usual pace from there, ahead by what was gained. It never goes back.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from './cluster/clock.ts';
import { readJson, writeWhole } from './state-file.ts';

/** From a real moment on, world time runs from `world` at `rate`, until it is `until`; then at rate 1. All unix milliseconds. */
export interface Course {
  real: number;
  world: number;
  rate: number;
  until: number;
}

/** What one call may let pass, and how fast: an hour in a second is as much as cron jobs and their pods can follow. */
export const bounds = { pass: 7 * 24 * 3_600_000, rate: 3600 } as const;

/** Takes a course and the machine's time; gives the world's. Pure. */
export function worldTime({ real, world, rate, until }: Course, at: number): number {
  const elapsed = Math.max(0, at - real);
  const fast = (until - world) / rate;
  return elapsed < fast ? world + elapsed * rate : until + (elapsed - fast);
}

/** Takes a course and the machine's time; gives the course that goes on from there, at rate 1 when nothing is left to pass. Pure. */
export function courseAt(course: Course, at: number): Course {
  const world = worldTime(course, at);
  const ends = world >= course.until;
  return { real: at, world, rate: ends ? 1 : course.rate, until: ends ? world : course.until };
}

/** Takes a course, the machine's time, how much is to pass and in how much real time; gives the new course. Pure. */
export function faster(course: Course, at: number, ms: number, inMs: number): Course {
  const { world, until } = courseAt(course, at);
  const goal = until + ms;
  return { real: at, world, rate: (goal - world) / inMs, until: goal };
}

interface Timer {
  due: number;
  callback: () => void;
  real: NodeJS.Timeout | null;
}

/** setTimeout knows 31 bits: a longer wait would fire at once. */
const longestWait = 0x7fff_ffff;

export class WorldClock implements Clock {
  readonly #folder: string;
  readonly #machine: () => number;
  readonly #timers = new Set<Timer>();
  readonly #listeners = new Set<() => void>();
  #course: Course;
  #end: NodeJS.Timeout | null = null;

  /** Takes the world's folder, which is there, and the machine's time; goes on as the world was left. Throws when it cannot be written. */
  constructor(folder: string, machine: () => number = Date.now) {
    this.#folder = folder;
    this.#machine = machine;
    const at = machine();
    this.#course = courseAt(readCourse(folder) ?? { real: at, world: at, rate: 1, until: at }, at);
    this.#settle();
  }

  now(): number {
    return worldTime(this.#course, this.#machine());
  }

  after(milliseconds: number, callback: () => void): () => void {
    const timer = { due: this.now() + milliseconds, callback, real: null };
    this.#timers.add(timer);
    this.#arm(timer);
    return () => { this.#drop(timer); };
  }

  /** The file that says how it goes: `<real ms> <world ms> <rate>`, from its last change on. */
  get file(): string {
    return join(this.#folder, 'time', 'clock');
  }

  /** How fast it runs just now: 1 is the machine's own pace. */
  get rate(): number {
    return courseAt(this.#course, this.#machine()).rate;
  }

  /** Milliseconds it is ahead of the machine. */
  get ahead(): number {
    return this.now() - this.#machine();
  }

  /** Milliseconds that are still to pass fast. */
  get left(): number {
    return Math.max(0, this.#course.until - this.now());
  }

  /**
   * Takes how much time is to pass, and in how much real time, milliseconds. What is still to pass of an earlier call is added.
   * Throws a RangeError that says what is allowed.
   */
  pass(ms: number, inMs: number): void {
    if (!(ms > 0 && ms <= bounds.pass)) throw new RangeError('more than nothing and at most 7 days can pass at once.');
    const at = this.#machine();
    const course = faster(this.#course, at, ms, inMs);
    if (!(inMs > 0 && course.rate >= 1)) throw new RangeError('time can only be let pass faster than it does by itself.');
    if (course.rate > bounds.rate) throw new RangeError(`an hour needs at least a second to pass; give ${Math.ceil((course.until - course.world) / bounds.rate / 1000)} s or more for this.`);
    this.#course = course;
    this.#settle();
  }

  /** Calls back when it begins to run at another rate; gives a function that ends it. */
  onRate(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => { this.#listeners.delete(listener); };
  }

  /** Ends all timers. What is kept of it stays. */
  close(): void {
    for (const timer of [...this.#timers]) this.#drop(timer);
    if (this.#end !== null) clearTimeout(this.#end);
    this.#end = null;
    this.#listeners.clear();
  }

  /** A course has begun: keeps it, tells the pods, and sets every timer anew. */
  #settle(): void {
    writeWhole(join(this.#folder, 'clock.json'), JSON.stringify(this.#course));
    writeLine(join(this.#folder, 'time'), this.#course);
    if (this.#end !== null) clearTimeout(this.#end);
    this.#end = null;
    if (this.#course.rate !== 1) {
      this.#end = setTimeout(() => {
        this.#course = courseAt(this.#course, this.#machine());
        this.#settle();
      }, Math.min((this.#course.until - this.#course.world) / this.#course.rate, longestWait));
      this.#end.unref();
    }
    for (const timer of this.#timers) this.#arm(timer);
    for (const listener of [...this.#listeners]) listener();
  }

  #arm(timer: Timer): void {
    if (timer.real !== null) clearTimeout(timer.real);
    const { rate, until } = courseAt(this.#course, this.#machine());
    const now = this.now();
    // What is due after the fast part is waited for from the end of it on: everything is set anew then.
    const wait = Math.max(0, Math.min(timer.due, rate === 1 ? timer.due : until) - now) / rate;
    timer.real = setTimeout(() => {
      if (this.now() < timer.due) {
        this.#arm(timer);
        return;
      }
      this.#timers.delete(timer);
      timer.callback();
    }, Math.min(Math.ceil(wait), longestWait));
    timer.real.unref();
  }

  #drop(timer: Timer): void {
    if (timer.real !== null) clearTimeout(timer.real);
    this.#timers.delete(timer);
  }
}

/** Writes `<real ms> <world ms> <rate>`: the folder is in the pods' sight, where `/run/practice/clock` leads to the file. */
function writeLine(folder: string, { real, world, rate }: Course): void {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  writeWhole(join(folder, 'clock'), `${Math.round(real)} ${Math.round(world)} ${Number(rate.toFixed(6))}\n`, 0o644);
}

function readCourse(folder: string): Course | null {
  const { real, world, rate, until } = (readJson(join(folder, 'clock.json')) ?? {}) as Partial<Course>;
  const numbers = [real, world, rate, until];
  if (!numbers.every((number) => Number.isFinite(number))) return null;
  return { real, world, rate, until } as Course;
}
