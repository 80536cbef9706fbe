/** The words of `handrail practice` and their help. What speaks to the runner is loaded only by the command that is given. */
import type { Command } from 'commander';
import type { Config } from '../config/load.ts';
import type { Api } from './api.ts';
import type { ScenarioOptions } from './scenario.ts';
import type { ClockOptions } from './practice-time.ts';
import type { JsonOption } from './practice-snapshots.ts';

export interface PracticeCommands {
  config: Config;
  api: Api;
  /** the words that followed `--` */
  afterDashes: readonly string[];
  /** what to do with the status a command ends with */
  end(status: number): void;
}

/** Takes the program and what its commands work with; adds `practice` with all that is under it. */
export function addPractice(program: Command, commands: PracticeCommands): void {
  const { config, api, afterDashes, end } = commands;
  const practising = program.command('practice')
    .description('run a command, or a shell, inside your own practice world, without the server')
    .argument('[command...]', 'the command; a shell when left out')
    .passThroughOptions()
    .addHelpText('after', `
Ends with the command's own status, and with 125 when Handrail itself could not.
The world stays between calls until it is reset. What is piped or redirected in is the command's standard input. A command
that is called like one of those above is given after \`--\`.

Examples:
  handrail practice
  handrail practice -- kubectl get pods -n prompt-redis
  handrail practice -- kubectl apply -f - <job.yaml
  handrail practice scenario start redis-destroyed
  handrail practice reset`)
    .action(async (words: readonly string[]) => {
      const { practice } = await import('./practice.ts');
      end(await practice(config, [...words, ...afterDashes]));
    });
  const world = async () => new (await import('./practice-world.ts')).OwnWorld(config, api);
  practising.command('reset')
    .description('put your practice world back to its beginning; its snapshots stay')
    .action(async () => {
      await (await world()).reset();
      console.error('The practice world is as new.');
      end(0);
    });
  practising.command('clock')
    .description('tell your world’s time, and let time pass in it')
    .option('--pass <duration>', 'how much is to pass, such as 1h')
    .option('--in <duration>', 'in how much of our time; an hour in ten seconds when left out')
    .option('--json', 'print JSON: milliseconds')
    .addHelpText('after', '\nStatus 0: done. 125: it could not be; the reason is on stderr.\n\nExamples:\n  handrail practice clock\n  handrail practice clock --pass 1h\n  handrail practice clock --pass 3d --in 5m')
    .action(async (options: ClockOptions) => {
      const { practiceClock } = await import('./practice-time.ts');
      end(await practiceClock(await world(), options));
    });
  addSnapshots(practising, world, end);
  addScenarios(practising, world, end);
}

type World = () => Promise<import('./practice-world.ts').OwnWorld>;

function addSnapshots(practising: Command, world: World, end: (status: number) => void): void {
  const snapshot = practising.command('snapshot').description('keep your world under a name, and put it back')
    .addHelpText('after', '\nStatus 0: done. 125: it could not be; the reason is on stderr.\n\nExamples:\n  handrail practice snapshot save before-upgrade\n  handrail practice snapshot restore before-upgrade');
  const room = async () => await import('./practice-snapshots.ts');
  snapshot.command('save').argument('<name>', 'lower-case letters, digits and hyphens').option('--json', 'print JSON')
    .description('keep the world as it is')
    .action(async (name: string, options: JsonOption) => { end(await (await room()).saveSnapshot(await world(), name, options)); });
  snapshot.command('list').option('--json', 'print JSON')
    .description('list your snapshots, newest first')
    .action(async (options: JsonOption) => { end(await (await room()).listSnapshots(await world(), options)); });
  snapshot.command('restore').argument('<name>', 'a snapshot')
    .description('put the world back to a snapshot; what runs in it is stopped')
    .action(async (name: string) => { end(await (await room()).restoreSnapshot(await world(), name)); });
  snapshot.command('delete').argument('<name>', 'a snapshot')
    .description('forget a snapshot')
    .action(async (name: string) => { end(await (await room()).deleteSnapshot(await world(), name)); });
}

function addScenarios(practising: Command, world: World, end: (status: number) => void): void {
  const scenario = practising.command('scenario').description('something is broken: find it, repair it with the runbook, have it checked')
    .addHelpText('after', '\nStatus 0: done; of check: repaired. 1: of check: not repaired yet. 125: it could not be; the reason is on stderr.\n\nExamples:\n  handrail practice scenario list\n  handrail practice scenario start --fresh redis-destroyed\n  handrail practice scenario check');
  const room = async () => await import('./scenario.ts');
  scenario.command('list').option('--json', 'print JSON')
    .description('list the scenarios; * marks the one that is on')
    .action(async (options: ScenarioOptions) => { end(await (await room()).listScenarios(await world(), options)); });
  scenario.command('start').argument('<scenario>', 'its id, as in the list')
    .option('--fresh', 'begin with a new world').option('--json', 'print JSON')
    .description('break what the scenario breaks, and tell the story')
    .action(async (id: string, options: ScenarioOptions) => { end(await (await room()).startScenario(await world(), id, options)); });
  scenario.command('check').argument('[scenario]', 'its id; the one that is on when left out').option('--json', 'print JSON')
    .description('tell whether all is repaired; status 1 where it is not')
    .action(async (id: string | undefined, options: ScenarioOptions) => { end(await (await room()).checkScenario(await world(), id, options)); });
  scenario.command('hint').argument('[scenario]', 'its id; the one that is on when left out').option('--json', 'print JSON')
    .description('open the next hint')
    .action(async (id: string | undefined, options: ScenarioOptions) => { end(await (await room()).hintScenario(await world(), id, options)); });
  scenario.command('show').argument('[scenario]', 'its id; the one that is on when left out').option('--json', 'print JSON')
    .description('tell the story, the runbook, the hints that are open and the last check')
    .action(async (id: string | undefined, options: ScenarioOptions) => { end(await (await room()).showScenario(await world(), id, options)); });
  scenario.command('reset')
    .description('end the scenario by putting the world back to its beginning')
    .action(async () => {
      await (await world()).reset();
      console.error('The practice world is as new, and no scenario is on.');
      end(0);
    });
}
