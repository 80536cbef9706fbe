/**
 * What is measured beside what: a way to run a command on a terminal and have its bytes over a WebSocket. All peers are
 * asked the same things by the same client, over loopback.
 */

/** A command to run. Ours is a step of a catalog, found by its name; the others run the source with bash. */
export interface Task {
  name: string;
  source: string;
  interactive: boolean;
}

export interface Session {
  /** Types. */
  type(text: string): void;
  /** Takes who gets the bytes from now on. */
  listen(take: (bytes: Buffer) => void): void;
  /** Ends it and what runs in it. */
  close(): Promise<void> | void;
}

export interface Peer {
  readonly name: string;
  /** its processes, without those of the commands it runs */
  readonly pids: readonly number[];
  /** Starts a task; gives it once its bytes can come. What came before anybody listens is kept. */
  open(task: Task): Promise<Session>;
  /** For peers that always run the same command: opens that, which prints something at once. */
  connect?(): Promise<Session>;
  close(): Promise<void> | void;
}

/** A peer that this machine does not have, and why. */
export interface NotThere {
  readonly name: string;
  readonly why: string;
}

/** Keeps what comes before anybody listens. */
export class Inbox {
  #take: ((bytes: Buffer) => void) | null = null;
  readonly #early: Buffer[] = [];

  put(bytes: Buffer): void {
    if (this.#take === null) this.#early.push(bytes);
    else this.#take(bytes);
  }

  listen(take: (bytes: Buffer) => void): void {
    this.#take = take;
    for (const bytes of this.#early.splice(0)) take(bytes);
  }
}

/** Waits for bytes of a session that satisfy, gathered from now on. Throws after the seconds given. */
export function expect(session: Session, satisfied: (seen: Buffer) => boolean, seconds = 20): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let seen = Buffer.alloc(0);
    const late = setTimeout(() => { reject(new Error(`it did not come after ${seconds} s; seen: ${seen.subarray(-300).toString()}`)); }, seconds * 1000);
    session.listen((bytes) => {
      seen = Buffer.concat([seen, bytes]);
      if (!satisfied(seen)) return;
      clearTimeout(late);
      session.listen(() => undefined);
      resolve(seen);
    });
  });
}
