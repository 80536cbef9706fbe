/**
 * Measures what Handrail promises of speed and size, each beside a floor in the same run where there is one, and says
 * whether the promise is kept. The exit status is 1 when one is not. Figures are medians unless they say otherwise.
 */
import { fixtureCatalog, fixtureStep, writeCatalog } from '../test/fixture-catalog.ts';
import { Handrail } from '../test/handrail.ts';
import { benchCluster } from './cluster.ts';
import { heaviest } from '../test/browser/scripts.ts';
import { benchPageWeight, mostMoreKiB } from './page-weight.ts';
import { benchStream, report } from './stream.ts';
import { benchWorld } from './world.ts';
import { benchWorlds } from './worlds.ts';

const pods = fixtureStep({ id: 'pods', source: 'kubectl --context usdfdev-prompt-processing get pods -n prompt-redis' });

const rows: { what: string; figure: string; promise: string; kept: boolean }[] = [];
const ms = (value: number) => `${value.toFixed(1)} ms`;

const stream = await benchStream();
{
  await using handrail = await Handrail.start({ HANDRAIL_CATALOG: writeCatalog(fixtureCatalog([pods])) });
  const world = await benchWorld(handrail, pods);
  rows.push({ what: 'a new world to `kubectl get pods`', figure: ms(world), promise: '≤ 1000 ms', kept: world <= 1000 });
}
const cluster = await benchCluster();
rows.push({ what: 'list of 2,000 objects, as JSON', figure: ms(cluster.listJson), promise: '≤ 100 ms', kept: cluster.listJson <= 100 });
rows.push({ what: 'list of 2,000 objects, as a table', figure: ms(cluster.listTable), promise: '≤ 100 ms', kept: cluster.listTable <= 100 });
rows.push({ what: 'a change until the last of 100 watchers has it, p95', figure: ms(cluster.watch), promise: '≤ 100 ms', kept: cluster.watch <= 100 });
const { ours: get, constant } = cluster.kubectl;
rows.push({ what: '`kubectl get pods`, p50', figure: `${ms(get)}; of a constant ${ms(constant)}; ${(get / constant).toFixed(2)} ×`, promise: '≤ 1.5 × constant', kept: get <= 1.5 * constant });
const worlds = await benchWorlds(50, 60);
for (const failure of worlds.failures) console.error(failure);
const mib = worlds.memory.total / 1024 ** 2;
rows.push(
  { what: 'first use of a world: pods listed, Redis answers', figure: ms(worlds.firstUse), promise: '≤ 400 ms', kept: worlds.firstUse <= 400 },
  { what: 'reset of a world', figure: ms(worlds.reset), promise: '≤ 500 ms', kept: worlds.reset <= 500 },
  { what: '50 worlds, a command every 10 s each: `kubectl get pods`, p95', figure: ms(worlds.getPods.p95), promise: '≤ 1000 ms', kept: worlds.getPods.p95 <= 1000 && worlds.failures.length === 0 },
  { what: '50 worlds: memory of the practice process and its pods', figure: `${mib.toFixed(0)} MiB`, promise: '≤ 1536 MiB', kept: mib <= 1536 },
);
const weight = await benchPageWeight();
rows.push({ what: 'script of the page before any Run', figure: `${weight.differenceKiB.toFixed(1)} KiB gzip more than plain Docusaurus`, promise: `≤ ${mostMoreKiB} KiB`, kept: weight.differenceKiB <= mostMoreKiB });
if (weight.differenceKiB > mostMoreKiB) console.error(`The page of ${weight.runbook} is too heavy. ${heaviest(weight.scripts)}`);

process.exitCode = report({ rows: [...stream.rows, ...rows], measures: stream.measures }) ? 0 : 1;
