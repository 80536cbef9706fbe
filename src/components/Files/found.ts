/** What a file in the workspace turned out to be, for somebody who wants to edit it. */
import type { FileRead } from '../../../common/workspace-files.ts';
import type { Answer, Problem } from '../../client/http.ts';
import { bytesOfBase64, sizeSaid, type TextFile, textOf } from './text-file.ts';

/** What a file is now: a text with its digest (null when it is not there yet), something else, or not known. */
export type Found =
  | { kind: 'text'; file: TextFile; digest: string | null }
  | { kind: 'other'; why: string }
  | { kind: 'problem'; problem: Problem };

const none: TextFile = { text: '', ends: 'lf' };

/** Takes what the server answered; gives what the file is. */
export function foundIn(answer: Answer<FileRead>): Found {
  if (!answer.ok) return answer.problem.code === 'no-file' ? { kind: 'text', file: none, digest: null } : { kind: 'problem', problem: answer.problem };
  const { content, digest, size } = answer.value;
  if (content === null) return { kind: 'other', why: `It has ${sizeSaid(size)}: too large to be edited here.` };
  const file = textOf(bytesOfBase64(content));
  return file === null ? { kind: 'other', why: `It has ${sizeSaid(size)} and is no text, so it cannot be edited here.` } : { kind: 'text', file, digest };
}
