/**
 * Images without a service: a shell and the usual programs, for whatever command a pod gives them. As in the real ones the
 * shell is no entrypoint: a pod's arguments take its place (`kubectl run x --image=busybox -- sh -c …`).
 */
import type { Image } from './image.ts';

const common = { command: [], env: {}, workingDir: '/', user: 1000, ready: null } as const;

export const generalImages: readonly Image[] = [
  { ...common, names: ['busybox'], tags: new Set(['latest', '1', '1.36', '1.37', 'stable']), args: ['sh'] },
  { ...common, names: ['debian'], tags: new Set(['latest', 'stable', 'bookworm', 'bookworm-slim', '12', '12-slim']), args: ['bash'] },
];
