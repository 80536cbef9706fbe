/** `handrail practice snapshot`: keeps one's world under a name, and puts it back. */
import type { OwnWorld } from './practice-world.ts';

export interface JsonOption { json?: boolean }

/** Takes the world and a name; keeps the world as it is. */
export async function saveSnapshot(world: OwnWorld, name: string, { json = false }: JsonOption): Promise<number> {
  const snapshot = await world.ask({ act: 'snapshot-save', name });
  if (json) console.log(JSON.stringify(snapshot));
  else console.error(`The practice world is kept as ${snapshot.name}.`);
  return 0;
}

/** Takes the world; prints its snapshots, newest first. */
export async function listSnapshots(world: OwnWorld, { json = false }: JsonOption): Promise<number> {
  const { snapshots, most } = await world.ask({ act: 'snapshots' });
  if (json) console.log(JSON.stringify({ snapshots, most }));
  else for (const { name, at } of snapshots) console.log(`${new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')}  ${name}`);
  if (!json && snapshots.length === 0) console.error(`There is no snapshot. You can have ${most}: \`handrail practice snapshot save NAME\`.`);
  return 0;
}

/** Takes the world and the name of a snapshot; puts the world back to it. What runs there is stopped. */
export async function restoreSnapshot(world: OwnWorld, name: string): Promise<number> {
  await world.ask({ act: 'snapshot-restore', name });
  console.error(`The practice world is as it was in ${name}.`);
  return 0;
}

/** Takes the world and the name of a snapshot; forgets it. */
export async function deleteSnapshot(world: OwnWorld, name: string): Promise<number> {
  await world.ask({ act: 'snapshot-delete', name });
  console.error(`The snapshot ${name} is deleted.`);
  return 0;
}
