/** Waiting that holds no process up. */
import type { After } from '../common/pen.ts';

export const after: After = (ms, act) => {
  const timer = setTimeout(act, ms).unref();
  return () => { clearTimeout(timer); };
};
