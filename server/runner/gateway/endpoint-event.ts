/**
 * What is recorded of the endpoints that are no Kubernetes: each connection when it is begun and when it has ended, and what
 * in it could be seen. Names and counts, never a value.
 */
interface Who {
  run: string;
  person: string;
  environment: string;
  /** the endpoint's name in environments.yaml */
  endpoint: string;
}

export interface Traffic {
  /** bytes from the step, and to it */
  sent: number;
  received: number;
  /** how long it was open, in milliseconds */
  ms: number;
}

/** What one gateway tells; who and where are added by whoever opened it. */
export type Told =
  | { gateway: 'redis' | 'tcp'; act: 'open' }
  | { gateway: 'tcp'; act: 'close' } & Traffic
  /** `times` counts commands that came together and are alike; `keys` is null where only values would tell how many there are */
  | { gateway: 'redis'; act: 'command' | 'refused'; command: string; args: number; keys: number | null; times: number }
  | { gateway: 'redis'; act: 'close'; reads: number; others: number; refused: number } & Traffic
  | { gateway: 'http'; act: 'request' | 'refused'; method: string; path: string };

export type EndpointEvent = Who & Told;

/** Takes what happened; throws when it cannot be recorded: it must then not be done. */
export type Tell = (event: Told) => void;
