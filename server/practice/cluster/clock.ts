/** Time, from outside: a world may run faster than ours. And the two ways the API writes a time. */
export interface Clock {
  /** unix milliseconds */
  now(): number;
  /** calls back once after so many milliseconds of this clock; gives a function that cancels */
  after(milliseconds: number, callback: () => void): () => void;
}

/** The machine's own time. Its timers keep no process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, callback) {
    // setTimeout knows 31 bits: a longer wait would fire at once
    const timer = setTimeout(callback, Math.min(milliseconds, 0x7fff_ffff));
    timer.unref();
    return () => { clearTimeout(timer); };
  },
};

/** Takes unix milliseconds; gives metav1.Time, whole seconds. */
export function formatTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** Takes unix milliseconds; gives metav1.MicroTime. Exactly six digits, or kubectl cannot read the event at all. */
export function formatMicroTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.(\d{3})Z$/, '.$1000Z');
}
