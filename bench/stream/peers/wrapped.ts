/** A session of a peer that always runs the same command (`wrapper.sh`), made to run ours. */
import { join } from 'node:path';
import { expect, Inbox, type Session, type Task } from '../peer.ts';

export const wrapper = join(import.meta.dirname, 'wrapper.sh');

const mark = 'go\r\n';

/** Takes a session that has begun and a task; gives the session at the task's first byte. Throws when the wrapper does not answer. */
export async function begin(session: Session, task: Task): Promise<Session> {
  await expect(session, (seen) => seen.includes('ready'));
  const inbox = new Inbox();
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => { reject(new Error('the wrapper did not answer')); }, 20_000);
    let before: Buffer | null = Buffer.alloc(0);
    session.listen((bytes) => {
      if (before === null) {
        inbox.put(bytes);
        return;
      }
      before = Buffer.concat([before, bytes]);
      const at = before.indexOf(mark);
      if (at < 0) return;
      clearTimeout(late);
      if (before.length > at + mark.length) inbox.put(before.subarray(at + mark.length));
      before = null;
      resolve();
    });
    session.type(`${Buffer.from(task.source).toString('base64')}\n`);
  });
  return { type: session.type, close: session.close, listen: (take) => { inbox.listen(take); } };
}
