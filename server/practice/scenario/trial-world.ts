/** For tests: a world in a folder of its own, in this process, and scripts of scenarios in it. */
import { mkdtempSync, rmSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createLog } from '../../log.ts';
import { findLimits } from '../../sandbox/limits.ts';
import { openCertificate } from '../front/certificate.ts';
import { machineImages } from '../images/machine.ts';
import { type Ground, prepareGround } from '../pods/ground.ts';
import { placeTools } from '../tools/tools.ts';
import { openWorld, type World, type WorldOptions } from '../world.ts';
import type { Scenario } from './scenario.ts';
import { prepareScripts, type RunScript } from './script.ts';

export class TrialWorlds implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'hr-w-'));
  readonly ground: Ground;
  readonly runScript: RunScript;
  readonly #open: World[] = [];
  readonly #tools: string;

  /** Takes the milliseconds a script may take: more than in earnest, for a machine that is busy with other tests. */
  constructor(patience = 200_000) {
    const found = findLimits(basename(this.folder));
    const limits = 'why' in found ? null : found;
    this.ground = prepareGround(join(this.folder, 'ground'), machineImages(), limits);
    this.runScript = prepareScripts(join(this.folder, 's'), limits, patience);
    this.#tools = placeTools(join(this.folder, 'tools'));
  }

  /** Opens a world by name, as it was or new. */
  async open(name: string, scenarios: ReadonlyMap<string, Scenario> = new Map(), options: Partial<WorldOptions> = {}): Promise<World> {
    const world = await openWorld({
      folder: join(this.folder, 'worlds', name), socket: join(this.folder, `${name}.sock`), ground: this.ground,
      certificate: await openCertificate(this.folder), tools: this.#tools, log: createLog('silent', 'test'), scenarios, runScript: () => this.runScript, ...options,
    });
    this.#open.push(world);
    return world;
  }

  /** Runs a script as one of a scenario; gives how it ended. */
  async run(world: World, folder: string, script: string): Promise<{ status: number | null; output: string }> {
    return await (await this.runScript(folder, script, world)).ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.#open.map((world) => world.discard()));
    for (const root of this.ground.limits?.roots ?? []) {
      try {
        rmdirSync(root);
      } catch {
        // the last of its groups is still being cleared away
      }
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
