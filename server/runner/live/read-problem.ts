/** Why something could not be read, as the person is told. */
export class ReadProblem extends Error {
  /** HTTP status of the API's refusal; 0 where there was no answer at all */
  readonly status: number;

  constructor(message: string, status = 0) {
    super(message);
    this.name = 'ReadProblem';
    this.status = status;
  }
}

/** What is told where nothing answers. */
export const away = 'The Kubernetes API of this environment does not answer.';
/** How long an answer is waited for, in milliseconds. */
export const patienceMs = 15_000;
/** Bytes of a refusal that are read: it is a few sentences. */
export const mostRefusal = 16 * 1024;
/** So much of a refusal is told. */
const mostTold = 500;

/** Takes the status and body of a refusal of a Kubernetes API; gives it with the API's own sentence, where it has one. */
export function refusalIn(status: number, body: string): ReadProblem {
  return new ReadProblem((messageIn(body) ?? `The Kubernetes API answered with ${status}.`).slice(0, mostTold), status);
}

function messageIn(body: string): string | null {
  try {
    const said: unknown = JSON.parse(body);
    return typeof said === 'object' && said !== null && 'message' in said && typeof said.message === 'string' && said.message !== '' ? said.message : null;
  } catch {
    return null;
  }
}
