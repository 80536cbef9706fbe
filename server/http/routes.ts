/** Every route of the API, with who may use it. A route that is not here does not exist; a test goes through them all. */
import type { Request, Response } from 'express';
import type { AppDeps } from './app.ts';
import { copyDatabase } from './routes/backups.ts';
import { listFreshness, readFreshness } from './routes/freshness.ts';
import { health } from './routes/health.ts';
import { readLog, searchLog } from './routes/log.ts';
import { invite, logIn, loginLink, logOut, session, ticket } from './routes/login.ts';
import {
  checkScenario, deleteSnapshot, glance, hintScenario, kafdrop, listScenarios, listSnapshots, passTime, readProgress, resetOwnPractice, resetScenario,
  restoreSnapshot, saveSnapshot, startScenario, tick,
} from './routes/practice.ts';
import { readMoment, readRecording, readTiming } from './routes/recordings.ts';
import { listRuns, preview, readOutput, readRun, startRun, stopRun } from './routes/runs.ts';
import { readShared, shareRun } from './routes/sharing.ts';
import { readStep, readUsual } from './routes/steps.ts';
import { download, listFiles, makeOwnFolder, mostSavedBytes, readOwnFile, readWorkspace, removeOwnFile, resetOwnWorkspace, saveOwnFile } from './routes/workspaces.ts';

export interface Route {
  method: 'get' | 'post';
  path: string;
  /** anybody; whoever is logged in; or whoever can read the local credential on this machine */
  who: 'anybody' | 'person' | 'local';
  /** the largest body, in bytes, where it may be larger than that of a step */
  largest?: number;
  handle(deps: AppDeps, request: Request, response: Response): Promise<void>;
}

export const routes: readonly Route[] = [
  { method: 'get', path: '/api/health', who: 'anybody', handle: health },
  { method: 'post', path: '/api/login', who: 'anybody', handle: logIn },
  { method: 'post', path: '/api/logout', who: 'person', handle: logOut },
  { method: 'get', path: '/api/session', who: 'person', handle: session },
  { method: 'post', path: '/api/tickets', who: 'person', handle: ticket },
  { method: 'post', path: '/api/invites', who: 'local', handle: invite },
  { method: 'post', path: '/api/backups', who: 'local', handle: copyDatabase },
  { method: 'post', path: '/api/login-links', who: 'local', handle: loginLink },
  { method: 'get', path: '/api/steps/:runbook/:step', who: 'person', handle: readStep },
  { method: 'get', path: '/api/steps/:runbook/:step/usual', who: 'person', handle: readUsual },
  { method: 'post', path: '/api/preview', who: 'person', handle: preview },
  { method: 'get', path: '/api/runs', who: 'person', handle: listRuns },
  { method: 'post', path: '/api/runs', who: 'person', handle: startRun },
  { method: 'get', path: '/api/runs/:id', who: 'person', handle: readRun },
  { method: 'get', path: '/api/runs/:id/output', who: 'person', handle: readOutput },
  { method: 'get', path: '/api/runs/:id/log', who: 'person', handle: readLog },
  { method: 'post', path: '/api/runs/:id/search', who: 'person', handle: searchLog },
  { method: 'get', path: '/api/runs/:id/recording', who: 'person', handle: readRecording },
  { method: 'get', path: '/api/runs/:id/moment', who: 'person', handle: readMoment },
  { method: 'get', path: '/api/runs/:id/timing', who: 'person', handle: readTiming },
  { method: 'get', path: '/api/runs/:id/share', who: 'person', handle: readShared },
  { method: 'post', path: '/api/runs/:id/share', who: 'person', handle: shareRun },
  { method: 'post', path: '/api/runs/:id/stop', who: 'person', handle: stopRun },
  { method: 'get', path: '/api/freshness', who: 'person', handle: listFreshness },
  { method: 'get', path: '/api/freshness/:runbook', who: 'person', handle: readFreshness },
  { method: 'post', path: '/api/workspaces/reset', who: 'person', handle: resetOwnWorkspace },
  { method: 'get', path: '/api/workspaces/:environment', who: 'person', handle: readWorkspace },
  { method: 'get', path: '/api/workspaces/:environment/files', who: 'person', handle: listFiles },
  { method: 'get', path: '/api/workspaces/:environment/file', who: 'person', handle: readOwnFile },
  { method: 'post', path: '/api/workspaces/:environment/file', who: 'person', largest: mostSavedBytes, handle: saveOwnFile },
  { method: 'post', path: '/api/workspaces/:environment/folder', who: 'person', handle: makeOwnFolder },
  { method: 'post', path: '/api/workspaces/:environment/remove', who: 'person', handle: removeOwnFile },
  { method: 'get', path: '/api/workspaces/:environment/download', who: 'person', handle: download },
  { method: 'get', path: '/api/practice', who: 'person', handle: glance },
  { method: 'post', path: '/api/practice/reset', who: 'person', handle: resetOwnPractice },
  { method: 'post', path: '/api/practice/clock', who: 'person', handle: passTime },
  { method: 'get', path: '/api/practice/snapshots', who: 'person', handle: listSnapshots },
  { method: 'post', path: '/api/practice/snapshots', who: 'person', handle: saveSnapshot },
  { method: 'post', path: '/api/practice/snapshots/:name/restore', who: 'person', handle: restoreSnapshot },
  { method: 'post', path: '/api/practice/snapshots/:name/delete', who: 'person', handle: deleteSnapshot },
  { method: 'get', path: '/api/practice/scenarios', who: 'person', handle: listScenarios },
  { method: 'post', path: '/api/practice/scenarios/:scenario/start', who: 'person', handle: startScenario },
  { method: 'post', path: '/api/practice/scenarios/:scenario/check', who: 'person', handle: checkScenario },
  { method: 'post', path: '/api/practice/scenarios/:scenario/hint', who: 'person', handle: hintScenario },
  { method: 'post', path: '/api/practice/scenarios/:scenario/reset', who: 'person', handle: resetScenario },
  { method: 'get', path: '/api/practice/kafdrop/:context/{*path}', who: 'person', handle: kafdrop },
  { method: 'get', path: '/api/practice/progress', who: 'person', handle: readProgress },
  { method: 'post', path: '/api/practice/progress/:item', who: 'person', handle: tick },
];
