/** Where things stand inside a sandbox. Both stages and every step go by these names. */
export const inside = Object.freeze({
  /** what the run was given: its script, variables, kubeconfig; read-only */
  step: '/run/handrail',
  /** the one file of it that may be written: the shell's state at the end */
  state: '/run/handrail/state',
  /** a folder that can be written, for files that programs want to lock beside themselves; it ends with the run */
  scratch: '/run/scratch',
  /** programs that the environment brings, read-only */
  programs: '/run/programs',
  workspace: '/workspace',
  home: '/home/handrail',
  /** sockets of the gateways, in the outer stage only */
  gateway: '/run/gateway',
  /** how the step ended, as the inner stage sees it, in the outer stage only */
  record: '/run/gateway/record',
  /** the filter and the outer stage's script, in the outer stage only */
  stage: '/run/stage',
  path: '/usr/local/bin:/usr/bin:/usr/sbin',
});

/** The user inside, whoever it is outside. */
export const user = Object.freeze({ name: 'handrail', uid: 1000 });
