/**
 * How much of a step's digest a page carries: 144 bits, which base64 writes without a rest. Another text with the same beginning
 * takes 2^144 tries to find, and even whoever writes both texts needs 2^72 for two that share it. A page of fifty steps is a
 * kibibyte shorter for it. Whatever is recorded, approved or compared later is the whole digest.
 */

/** Hexadecimal digits. */
export const shownDigits = 36;

/** Takes what somebody was shown of a digest, or all of it, and a whole digest; tells whether it is that one. Less than a page carries is not enough. */
export function showsDigest(shown: string, digest: string): boolean {
  return shown === digest || (shown.length >= shownDigits && digest.startsWith(shown));
}
