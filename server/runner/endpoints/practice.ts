/** The endpoints of practice: the person's own world, its Kubernetes with several contexts and its sites. */
import { join } from 'node:path';
import type { Log } from '../../log.ts';
import { siteAccess } from '../../sandbox/site-access.ts';
import type { AuditLog } from '../gateway/audit-log.ts';
import { openJunction } from '../gateway/junction.ts';
import type { Clusters } from '../gateway/kubernetes/clusters.ts';
import { openKubernetes } from '../gateway/kubernetes/open.ts';
import type { Practice } from '../practice.ts';
import { checkContext, kubernetesPort, type OpenEndpoints, type SqlClient } from './endpoints.ts';
import { timeIn } from './world-time.ts';

export interface PracticeGround {
  practice: Practice;
  clusters: Clusters;
  audit: AuditLog;
  log: Log;
}

/** The program `sql` among those of practice. */
const sql: SqlClient = { command: ['sql'], readOnly: ['--readonly'] };

/** Takes the practice process, the record of requests and the log; gives the endpoints of each run there. */
export function practiceEndpoints({ practice, clusters, audit, log }: PracticeGround): OpenEndpoints {
  return async (request, folder) => {
    const world = await practice.world(request.person);
    checkContext(request.context, world.contexts.map(({ name }) => name));
    const [socket, api] = [join(folder, String(kubernetesPort)), join(folder, 'api')];
    const gateway = await openKubernetes({ socket: api, request, reaches: world, clusters, audit, log });
    const junction = await openJunction({ socket, api, proxy: world.front.socket }).catch((error: unknown) => {
      gateway.close();
      throw error;
    });
    const { variables, files } = siteAccess(world.front, kubernetesPort);
    return {
      contexts: gateway.contexts,
      forwards: [{ port: kubernetesPort, socket }], hosts: null, redis: {}, sql, variables, files, secrets: [], programs: world.tools ?? null,
      time: () => (world.time === undefined ? null : timeIn(world.time)),
      close() {
        junction.close();
        gateway.close();
      },
    };
  };
}
