/** What the parts of a world (sites of its front, operators of its clusters) are given to work with. */
import type { Log } from '../log.ts';
import type { Clock } from './cluster/clock.ts';
import type { Cluster } from './cluster/cluster.ts';
import type { Ground } from './pods/ground.ts';

export interface WorldParts {
  /** folder of the world */
  readonly folder: string;
  /** the world's time */
  readonly clock: Clock;
  readonly ground: Ground;
  readonly log: Log;
  /** Takes a context's name; gives its cluster, awake. Throws when there is no such context. */
  cluster(context: string): Promise<Cluster>;
  /**
   * Takes a port of a Service; gives the path of a unix socket on which a ready pod behind it serves, good for some seconds,
   * or null when no pod does. What answers there is a pod: believe nothing it says, and bound it.
   */
  reach(context: string, namespace: string, service: string, port: number): Promise<string | null>;
}
