/** All that is fuzzed. */
import { environmentsTarget } from './fuzz-environments.ts';
import { frameTarget } from './fuzz-frame.ts';
import { headersTarget } from './fuzz-headers.ts';
import { journalTarget } from './fuzz-journal.ts';
import { marksTarget } from './fuzz-marks.ts';
import { messageTarget } from './fuzz-message.ts';
import { packetTarget } from './fuzz-packet.ts';
import { redactorTarget } from './fuzz-redactor.ts';
import { redisTarget } from './fuzz-redis.ts';
import { requestTarget } from './fuzz-request.ts';
import { shellStateTarget } from './fuzz-shell-state.ts';
import type { FuzzTarget } from './fuzz-target.ts';

/** The longest first, so that several at once end together. */
export const targets: readonly FuzzTarget[] = [
  environmentsTarget, journalTarget, redactorTarget, requestTarget, messageTarget, shellStateTarget, packetTarget, redisTarget, headersTarget, marksTarget, frameTarget,
];
