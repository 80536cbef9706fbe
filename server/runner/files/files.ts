/**
 * The files of workspaces, for their owners. The runner itself never follows a path in there, for a step may have put a link
 * anywhere and may be changing it now: a helper in a sandbox of its own does (files-helper.ts).
 */
import { randomBytes } from 'node:crypto';
import { HandrailError } from '../../../common/errors.ts';
import { type CarriedState, type FilesAnswers, type FilesAsk, mostEditedBytes } from '../../../common/workspace-files.ts';
import { shownPath } from '../../../common/workspace-path.ts';
import type { Proof } from '../../sandbox/canaries.ts';
import { installCommand } from '../../sandbox/tools.ts';
import { broken, fileOf, listingOf, readAnswer, savedOf } from './files-answer.ts';
import { type HelpedAsk, wordsOf } from './files-ask.ts';
import { Downloads } from './files-downloads.ts';
import { type HelperOptions, startHelper, wholeAnswer } from './files-helper.ts';
import type { Workspace, Workspaces } from '../workspace/workspace.ts';

export interface FilesOptions extends HelperOptions {
  workspaces: Workspaces;
  proof: Proof;
}

/** Takes a person, an environment and what is asked of the workspace there; gives the answer. */
export type Files = <Ask extends FilesAsk>(person: string, environment: string, ask: Ask) => Promise<FilesAnswers[Ask['act']]>;

/** The longest answer: a file as large as is edited, or a whole listing, with room to spare. */
const mostAnswerBytes = mostEditedBytes + 1024 * 1024;
const mostMs = 15_000;
/** Helpers at work, and requests that wait for one: of one person, and of all. */
const most = { working: 6, person: 8, all: 64 };

/** Takes what helpers are made of; gives what answers for the files of workspaces. */
export function openFiles(options: FilesOptions): Files {
  const downloads = new Downloads();
  const turns = new Turns();
  const oneByOne = inOrder();
  const help = async (person: string, workspace: Workspace, ask: HelpedAsk): Promise<FilesAnswers[HelpedAsk['act']]> => {
    const content = ask.act === 'write' ? Buffer.from(ask.content, 'base64') : Buffer.alloc(0);
    const words = Buffer.from(wordsOf(ask, `.handrail-${randomBytes(8).toString('hex')}`), 'latin1');
    const start = () => startHelper(options, workspace, words, content);
    if (ask.act === 'open') return await downloads.open(person, ask, start);
    const work = async () => await turns.take(person, async () => await wholeAnswer(start(), mostAnswerBytes, mostMs));
    const leave = isChange(ask) ? workspace.beside() : () => undefined;
    const bytes = await (ask.act === 'write' ? oneByOne(workspace.key, work) : work()).finally(leave);
    const answered = readAnswer(bytes, ask);
    if (answered === null) throw broken();
    switch (ask.act) {
      case 'list': return listingOf(ask.at, answered);
      case 'read': return fileOf(answered);
      case 'write': return savedOf(content, answered);
      default: return null;
    }
  };
  const answer = async (person: string, environment: string, ask: FilesAsk): Promise<FilesAnswers[FilesAsk['act']]> => {
    if (ask.act === 'take') return await downloads.take(person, ask.download);
    if (ask.act === 'drop') return downloads.drop(person, ask.download) ?? null;
    const { tools, proof, workspaces } = options;
    if (tools.missing.length > 0) throw new HandrailError('package-missing', { packages: tools.missing.join(', '), command: installCommand(tools.missing) });
    if (proof.level === 'none') throw new HandrailError('running-off', { why: proof.why });
    const workspace = workspaces.open(person, environment);
    return ask.act === 'state' ? carried(workspace) : await help(person, workspace, ask);
  };
  return async <Ask extends FilesAsk>(person: string, environment: string, ask: Ask) => await answer(person, environment, ask) as FilesAnswers[Ask['act']];
}

function isChange({ act }: HelpedAsk): boolean {
  return act === 'write' || act === 'make-folder' || act === 'remove';
}

/** Two pages that save the same file at once: the second one compares with what the first one wrote. */
function inOrder(): (key: string, work: () => Promise<Buffer>) => Promise<Buffer> {
  const last = new Map<string, Promise<unknown>>();
  return async (key, work) => {
    const mine = (last.get(key) ?? Promise.resolve()).then(work, work);
    last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (last.get(key) === mine) last.delete(key);
    }
  };
}

function carried(workspace: Workspace): CarriedState {
  const { directory, variables } = workspace.state();
  return { directory: shownPath(directory), variables: Object.keys(variables).sort() };
}

/** So many helpers at a time, the rest in the order they came; who asks for too much is told so. */
class Turns {
  readonly #waiting: { person: string; begin: () => void }[] = [];
  readonly #working: string[] = [];

  async take<Result>(person: string, work: () => Promise<Result>): Promise<Result> {
    const own = this.#working.filter((one) => one === person).length + this.#waiting.filter((one) => one.person === person).length;
    if (own >= most.person || this.#waiting.length >= most.all) throw new HandrailError('too-fast');
    if (this.#working.length >= most.working) await new Promise<void>((begin) => { this.#waiting.push({ person, begin }); });
    this.#working.push(person);
    try {
      return await work();
    } finally {
      this.#working.splice(this.#working.indexOf(person), 1);
      this.#waiting.shift()?.begin();
    }
  }
}
