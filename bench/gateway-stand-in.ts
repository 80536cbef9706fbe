/** The cluster of the gateway's measurements, in a process of its own: tells where it is, and ends with its input. */
import { StandIn } from '../test/kubernetes-stand-in.ts';
import { benchToken, seed } from './gateway-load.ts';

const standIn = await StandIn.start();
standIn.tokens.add(benchToken);
standIn.cluster.apply(seed);
console.log(JSON.stringify({ url: standIn.url, authority: standIn.authority.cert }));
const end = () => { void standIn.close().then(() => process.exit(0)); };
process.stdin.resume().on('end', end);
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, end);
