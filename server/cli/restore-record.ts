/** What a restore leaves in the record, and whether the record that came back holds. */
import { existsSync } from 'node:fs';
import { operator } from '../auth/principal.ts';
import { openAudit } from '../audit/log.ts';
import { chainPath } from '../audit/place.ts';
import { systemClock } from '../clock.ts';
import type { Config } from '../config/load.ts';
import { auditVerify } from './audit.ts';

/** Takes the configuration of a data folder that was just restored; records that and verifies all. Gives the status to end with. */
export async function recordRestore(config: Config): Promise<number> {
  const path = chainPath(config.paths, 'server');
  if (!existsSync(path)) return 0;
  // Opening it also cuts off a line that was just being written when the backup was made.
  const audit = openAudit(path, systemClock);
  audit.write({ kind: 'restored', by: operator.id });
  audit.close();
  return await auditVerify(config, null);
}
