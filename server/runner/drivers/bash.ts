/** A `bash` step: the author's text as it stands, read by the shell whose directory and variables carry on. */
import { latin1Of } from '../workspace/shell-state.ts';
import type { Driver } from './driver.ts';

export const bashDriver: Driver = ({ request }) => ({
  body: '. /run/handrail/script\n',
  files: { script: `${latin1Of(request.step.source)}\n` },
  keepsState: true,
});
