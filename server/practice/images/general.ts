/** Images without a service: a shell and the usual programs, for whatever command a pod gives them. */
import type { Image } from './image.ts';

const common = { args: [], env: {}, workingDir: '/', user: 1000, ready: null } as const;

export const generalImages: readonly Image[] = [
  { ...common, names: ['busybox'], tags: new Set(['latest', '1', '1.36', '1.37', 'stable']), command: ['sh'] },
  { ...common, names: ['debian'], tags: new Set(['latest', 'stable', 'bookworm', 'bookworm-slim', '12', '12-slim']), command: ['bash'] },
];
