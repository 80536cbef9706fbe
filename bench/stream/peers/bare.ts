/** The floor as a peer. */
import { Floor } from '../../floor.ts';
import { Inbox, type Peer } from '../peer.ts';

/** Takes the folder to run commands in; starts the floor. */
export async function openBare(folder: string): Promise<Peer> {
  const floor = await Floor.start(folder);
  return {
    name: 'floor',
    pids: [floor.pid],
    async open(task) {
      const socket = await floor.connect();
      const inbox = new Inbox();
      socket.on('message', (bytes: Buffer) => { inbox.put(bytes); });
      socket.send(JSON.stringify(['/bin/bash', '--noprofile', '--norc', '-c', task.source]));
      return { type: (text) => { socket.send(text); }, listen: (take) => { inbox.listen(take); }, close: () => { socket.close(); } };
    },
    close: () => { floor[Symbol.dispose](); },
  };
}
