/**
 * How long a name takes no password after wrong ones: five are forgiven, then half a minute, and twice as long each time
 * up to an hour. So somebody guesses some thirty times a day, where NIST SP 800-63B-4, section 3.2.2, allows a hundred in
 * all; and whom somebody else locks out may use a login link. Pure.
 */
import type { AttemptRule, Attempts } from '../store/login-attempts.ts';

export const freeAttempts = 5;
const firstLockMs = 30_000;
const longestLockMs = 3_600_000;

export const lockout: AttemptRule = {
  next(before: Attempts, now: number): Attempts | null {
    // A lock that ends later than any lock could: the clock was set back, and it begins anew.
    const locked = before.lockedUntil > now && before.lockedUntil <= now + longestLockMs;
    if (locked) return null;
    const failures = before.failures + 1;
    const over = failures - freeAttempts;
    return { failures, lockedUntil: over < 0 ? 0 : now + Math.min(longestLockMs, firstLockMs * 2 ** Math.min(over, 20)) };
  },
  forgetAfterMs: 24 * 3_600_000,
  // Far more names than people try.
  mostNames: 10_000,
};
