/** Proves the sandbox as the runner does and prints the proof as JSON, for tests that change the machine around it: `prove-sandbox.ts FOLDER`. */
import { join } from 'node:path';
import { findLimits, forgetLimits } from '../server/sandbox/limits.ts';
import { proveSandbox } from '../server/sandbox/self-test.ts';
import { makeStage } from '../server/sandbox/stage.ts';
import { findTools } from '../server/sandbox/tools.ts';

const [folder = ''] = process.argv.slice(2);
const stage = join(folder, 'stage');
const why = process.env['HANDRAIL_STAGE_MADE'] === undefined ? makeStage(stage) : null;
const limits = findLimits(`handrail-start-${process.pid}`);
// In a user namespace of a test, no other user is there to become.
const uid = process.getuid?.() === 0 && process.env['HANDRAIL_ONE_USER'] === undefined ? 70_000 : null;
const proof = why === null ? await proveSandbox({ tools: findTools(), stage, folder, uid, limits }) : { level: 'none', why, walls: [] };
await forgetLimits(limits);
console.log(JSON.stringify(proof));
