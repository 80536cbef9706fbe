/** What a kubelet says when it gets an image, and when it cannot (pure; k8s.io/kubernetes/pkg/kubelet/images). */
import { createHash } from 'node:crypto';
import type { Container } from '../pod.ts';

export interface Told { type: 'Normal' | 'Warning'; reason: string; message: string }

export interface Refusal {
  /** why the container waits: first, and while it is tried again */
  reason: string;
  message: string;
  waiting: string | null;
  waitingMessage: string;
  events: Told[];
}

const reference = /^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*(?::\d+)?\/)?[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*(?::[\w][\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/;

/** Takes a container whose image can be had; gives what is told of getting it. */
export function pulled({ image, imagePullPolicy }: Container): Told[] {
  if (imagePullPolicy !== 'Always') return [{ type: 'Normal', reason: 'Pulled', message: `Container image "${image}" already present on machine` }];
  // nothing is really fetched: an image has the same time and size whenever it is "pulled"
  const digest = createHash('sha256').update(image).digest();
  const time = `${120 + (digest[0] ?? 0)}ms`;
  const size = 2_000_000 + digest.readUInt32BE(1) % 60_000_000;
  return [
    { type: 'Normal', reason: 'Pulling', message: `Pulling image "${image}"` },
    { type: 'Normal', reason: 'Pulled', message: `Successfully pulled image "${image}" in ${time} (${time} including waiting). Image size: ${size} bytes.` },
  ];
}

/** Takes a container whose image cannot be had; gives what becomes of it and what is told. */
export function refused({ image, imagePullPolicy }: Container): Refusal {
  const warning = (reason: string, message: string): Told => ({ type: 'Warning', reason, message });
  if (!reference.test(image)) {
    const lower = /[A-Z]/.test(image.replace(/:[^/:]*$/, '')) ? `: repository name (${image.includes('/') ? '' : 'library/'}${image.replace(/:[^/:]*$/, '')}) must be lowercase` : '';
    const message = `Failed to apply default image tag "${image}": couldn't parse image name "${image}": invalid reference format${lower}`;
    return { reason: 'InvalidImageName', message, waiting: null, waitingMessage: '', events: [warning('InspectFailed', message), warning('Failed', 'Error: InvalidImageName')] };
  }
  if (imagePullPolicy === 'Never') {
    const message = `Container image "${image}" is not present with pull policy of Never`;
    return { reason: 'ErrImageNeverPull', message, waiting: null, waitingMessage: '', events: [warning('ErrImageNeverPull', message), warning('Failed', 'Error: ErrImageNeverPull')] };
  }
  const missing = `failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`;
  return {
    reason: 'ErrImagePull',
    message: `rpc error: code = NotFound desc = ${missing}`,
    waiting: 'ImagePullBackOff',
    waitingMessage: `Back-off pulling image "${image}": ErrImagePull: rpc error: code = NotFound desc = ${missing}`,
    events: [
      { type: 'Normal', reason: 'Pulling', message: `Pulling image "${image}"` },
      warning('Failed', `Failed to pull image "${image}": rpc error: code = NotFound desc = ${missing}`),
      warning('Failed', 'Error: ErrImagePull'),
    ],
  };
}
