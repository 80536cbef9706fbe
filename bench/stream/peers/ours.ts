/** Handrail as a peer: server, runner, sandbox, journal, all as it is installed. */
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RunnableStep } from '../../../common/catalog/step.ts';
import { fixtureCatalog, fixtureStep, writeCatalog } from '../../../test/fixture-catalog.ts';
import { Handrail } from '../../../test/handrail.ts';
import { Page } from '../page.ts';
import { Inbox, type Peer, type Session, type Task } from '../peer.ts';

export interface Ours extends Peer {
  readonly handrail: Handrail;
  readonly page: Page;
  step(name: string): RunnableStep;
  /** Copies the files of a folder into the workspace. */
  bring(folder: string): void;
}

const nothing: Task = { name: 'nothing', source: 'true', interactive: false };

/** Takes every task that will be asked for, the folder whose files they read, and other steps; starts a Handrail that has them. */
export async function openOurs(tasks: readonly Task[], folder: string, others: readonly RunnableStep[] = []): Promise<Ours> {
  const made = [nothing, ...tasks].map(({ name, source, interactive }) => fixtureStep({ id: name, source, interactive }));
  const steps = new Map([...made, ...others].map((step) => [step.id, step]));
  const handrail = await Handrail.start({ HANDRAIL_CATALOG: writeCatalog(fixtureCatalog([...steps.values()])) });
  try {
    return await prepared(handrail, steps, folder);
  } catch (error) {
    await handrail[Symbol.asyncDispose]();
    throw error;
  }
}

/** The first run makes the workspace; then it gets its files. */
async function prepared(handrail: Handrail, steps: ReadonlyMap<string, RunnableStep>, folder: string): Promise<Ours> {
  const page = await Page.open(await handrail.logIn());
  const step = (name: string) => {
    const found = steps.get(name);
    if (found === undefined) throw new Error(`no task ${name}`);
    return found;
  };
  await page.client.ended(await page.start(step(nothing.name)));
  const bring = (from: string) => {
    const workspaces = join(handrail.data, 'workspaces/practice');
    for (const person of readdirSync(workspaces)) cpSync(from, join(workspaces, person, 'files'), { recursive: true });
  };
  bring(folder);
  return {
    name: 'handrail', handrail, page, step, bring,
    pids: [handrail.serverPid, await handrail.runnerPid() ?? 0],
    open: (task) => open(page, step(task.name)),
    async close() {
      page.close();
      await handrail[Symbol.asyncDispose]();
    },
  };
}

async function open(page: Page, step: RunnableStep): Promise<Session> {
  const run = await page.start(step);
  const inbox = new Inbox();
  await new Promise<void>((running) => {
    page.watch(run, { output: (bytes) => { inbox.put(bytes); }, run: ({ state }) => { if (state !== 'queued' && state !== 'starting') running(); } });
  });
  return {
    type: (text) => { page.type(run, text); },
    listen: (take) => { inbox.listen(take); },
    close: async () => {
      page.unwatch(run);
      await page.client.post(`/api/runs/${run}/stop`, {});
      await page.client.ended(run);
    },
  };
}
