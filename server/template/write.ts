/** Puts a new runbook into the folder of runbooks. What is there already is never written over. */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileRunbook } from '../../common/catalog/compile.ts';
import { describeProblem } from '../../common/catalog/problem.ts';
import { type Answers, BadAnswer } from './answers.ts';
import { practiceText, runbookText } from './runbook.ts';

/** Takes the folder and the answers; gives the paths of the runbook and its practice script. Throws `BadAnswer` when one is there. */
export function writeRunbook(folder: string, answers: Answers): { runbook: string; practice: string } {
  const runbook = join(folder, `${answers.id}.mdx`);
  const practice = join(folder, `${answers.id}.practice.yaml`);
  const text = runbookText(answers);
  const { problems } = compileRunbook({ id: answers.id, file: runbook, bytes: new TextEncoder().encode(text) });
  if (problems.length > 0) throw new Error(`the template makes a runbook with problems:\n${problems.map(describeProblem).join('\n')}`);
  if (!existsSync(folder)) throw new BadAnswer(`There is no folder ${folder}. Make it, or name another with --folder.`);
  const there = [runbook, practice].find((path) => existsSync(path));
  if (there !== undefined) throw new BadAnswer(`${there} is there already, and is left as it is. Choose another name.`);
  put(runbook, text);
  try {
    put(practice, practiceText(answers));
  } catch (error) {
    rmSync(runbook);
    throw error;
  }
  return { runbook, practice };
}

/** Fails when somebody made the file a moment before. On a full disk no half of a file is left: it would be in the way of a second try. */
function put(path: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') rmSync(path, { force: true });
    throw error;
  }
}
