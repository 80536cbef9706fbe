/** Every route of the API, with who may use it. A route that is not here does not exist; a test goes through them all. */
import type { Request, Response } from 'express';
import type { Right } from '../../common/rights.ts';
import type { AppDeps } from './app.ts';
import { changePassword, endOtherSessions, endSession, readAccount } from './routes/accounts.ts';
import { approve, askApproval, listApprovals, readApproval, refuse, withdraw } from './routes/approvals.ts';
import { auditHead, exportAudit, searchAudit } from './routes/audit.ts';
import { copyDatabase } from './routes/backups.ts';
import { announce, largestEvent, readAnnouncement, takeSlackEvent } from './routes/chat.ts';
import { readChoices } from './routes/choices.ts';
import { listFreshness, readFreshness } from './routes/freshness.ts';
import { health } from './routes/health.ts';
import { readHistory, readHistoryPersons } from './routes/history.ts';
import { readLog, searchLog } from './routes/log.ts';
import { readMetrics, ready } from './routes/metrics.ts';
import { beginSignOn, finishSignOn, providerLoggedOut, readProvider } from './routes/oidc.ts';
import { invite, logIn, loginLink, logInWithPassword, logOut, session, ticket } from './routes/login.ts';
import { disablePerson, enablePerson, listPeople, setRoles } from './routes/people.ts';
import {
  checkScenario, deleteSnapshot, glance, hintScenario, kafdrop, listScenarios, listSnapshots, passTime, readProgress, resetOwnPractice, resetScenario,
  restoreSnapshot, saveSnapshot, startScenario, tick,
} from './routes/practice.ts';
import { readMoment, readRecording, readTiming } from './routes/recordings.ts';
import { listRuns, preview, readDecisions, readOutput, readRun, startRun, stopRun } from './routes/runs.ts';
import { readSandbox } from './routes/sandbox.ts';
import { readShared, shareRun } from './routes/sharing.ts';
import { readStep, readUsual } from './routes/steps.ts';
import { listSubscriptions, subscribe, takeBackSubscription } from './routes/subscriptions.ts';
import { actInWalkthrough, beginWalkthrough, listWalkthroughs, readWalkthrough, reportWalkthrough } from './routes/walkthroughs.ts';
import { listTokens, makeToken, revokeToken } from './routes/tokens.ts';
import { download, listFiles, makeOwnFolder, mostSavedBytes, readOwnFile, readWorkspace, removeOwnFile, resetOwnWorkspace, saveOwnFile } from './routes/workspaces.ts';

export interface Route {
  method: 'get' | 'post';
  path: string;
  /** anybody; whoever is logged in; whoever has a right; or whoever can read the local credential on this machine */
  who: 'anybody' | 'person' | 'local' | Right;
  /** for an identity provider, or the browser that it sends back: what guards our pages' requests does not fit, and what is sent shows by itself that it is meant */
  fromElsewhere?: boolean;
  /** the body as it came, of at most so many bytes: it is signed */
  raw?: number;
  /** what people do with their own account, and nobody with a token of theirs */
  notByToken?: true;
  /** the largest body, in bytes, where it may be larger than that of a step */
  largest?: number;
  handle(deps: AppDeps, request: Request, response: Response): Promise<void>;
}

export const routes: readonly Route[] = [
  { method: 'get', path: '/api/health', who: 'anybody', handle: health },
  { method: 'get', path: '/api/ready', who: 'anybody', handle: ready },
  { method: 'get', path: '/api/metrics', who: 'audit', handle: readMetrics },
  { method: 'get', path: '/api/oidc', who: 'anybody', handle: readProvider },
  { method: 'post', path: '/api/oidc/begin', who: 'anybody', handle: beginSignOn },
  { method: 'get', path: '/api/oidc/callback', who: 'anybody', fromElsewhere: true, handle: finishSignOn },
  { method: 'post', path: '/api/oidc/logged-out', who: 'anybody', fromElsewhere: true, handle: providerLoggedOut },
  { method: 'post', path: '/api/login', who: 'anybody', handle: logIn },
  { method: 'post', path: '/api/login/password', who: 'anybody', handle: logInWithPassword },
  { method: 'post', path: '/api/logout', who: 'person', notByToken: true, handle: logOut },
  { method: 'get', path: '/api/session', who: 'person', handle: session },
  { method: 'post', path: '/api/tickets', who: 'person', handle: ticket },
  { method: 'get', path: '/api/account', who: 'person', notByToken: true, handle: readAccount },
  { method: 'post', path: '/api/account/password', who: 'person', notByToken: true, handle: changePassword },
  { method: 'post', path: '/api/account/sessions/end-others', who: 'person', notByToken: true, handle: endOtherSessions },
  { method: 'post', path: '/api/account/sessions/:id/end', who: 'person', notByToken: true, handle: endSession },
  { method: 'get', path: '/api/account/tokens', who: 'person', notByToken: true, handle: listTokens },
  { method: 'post', path: '/api/account/tokens', who: 'person', notByToken: true, handle: makeToken },
  { method: 'post', path: '/api/account/tokens/:id/revoke', who: 'person', notByToken: true, handle: revokeToken },
  { method: 'get', path: '/api/people', who: 'administer', handle: listPeople },
  { method: 'post', path: '/api/people/:id/roles', who: 'administer', notByToken: true, handle: setRoles },
  { method: 'post', path: '/api/people/:id/disable', who: 'administer', notByToken: true, handle: disablePerson },
  { method: 'post', path: '/api/people/:id/enable', who: 'administer', notByToken: true, handle: enablePerson },
  { method: 'post', path: '/api/invites', who: 'administer', notByToken: true, handle: invite },
  { method: 'post', path: '/api/backups', who: 'local', handle: copyDatabase },
  { method: 'post', path: '/api/login-links', who: 'local', handle: loginLink },
  { method: 'get', path: '/api/steps/:runbook/:step', who: 'view', handle: readStep },
  { method: 'get', path: '/api/steps/:runbook/:step/usual', who: 'view', handle: readUsual },
  { method: 'get', path: '/api/choices', who: 'practise', handle: readChoices },
  { method: 'post', path: '/api/preview', who: 'view', handle: preview },
  { method: 'get', path: '/api/decisions', who: 'view', handle: readDecisions },
  { method: 'get', path: '/api/runs', who: 'view', handle: listRuns },
  { method: 'post', path: '/api/runs', who: 'practise', handle: startRun },
  { method: 'get', path: '/api/history', who: 'view', handle: readHistory },
  { method: 'get', path: '/api/history/persons', who: 'view', handle: readHistoryPersons },
  { method: 'get', path: '/api/runs/:id', who: 'view', handle: readRun },
  { method: 'get', path: '/api/runs/:id/output', who: 'view', handle: readOutput },
  { method: 'get', path: '/api/runs/:id/log', who: 'view', handle: readLog },
  { method: 'post', path: '/api/runs/:id/search', who: 'view', handle: searchLog },
  { method: 'get', path: '/api/runs/:id/recording', who: 'view', handle: readRecording },
  { method: 'get', path: '/api/runs/:id/moment', who: 'view', handle: readMoment },
  { method: 'get', path: '/api/runs/:id/timing', who: 'view', handle: readTiming },
  { method: 'get', path: '/api/runs/:id/share', who: 'view', handle: readShared },
  { method: 'post', path: '/api/runs/:id/share', who: 'practise', handle: shareRun },
  { method: 'post', path: '/api/runs/:id/stop', who: 'practise', handle: stopRun },
  { method: 'get', path: '/api/sandbox', who: 'view', handle: readSandbox },
  { method: 'get', path: '/api/approvals', who: 'view', handle: listApprovals },
  { method: 'post', path: '/api/approvals', who: 'practise', handle: askApproval },
  { method: 'get', path: '/api/approvals/:id', who: 'view', handle: readApproval },
  { method: 'post', path: '/api/approvals/:id/approve', who: 'approve', handle: approve },
  { method: 'post', path: '/api/approvals/:id/refuse', who: 'approve', handle: refuse },
  { method: 'post', path: '/api/approvals/:id/withdraw', who: 'practise', handle: withdraw },
  { method: 'get', path: '/api/walkthroughs', who: 'view', handle: listWalkthroughs },
  { method: 'post', path: '/api/walkthroughs', who: 'practise', handle: beginWalkthrough },
  { method: 'get', path: '/api/walkthroughs/:id', who: 'view', handle: readWalkthrough },
  { method: 'post', path: '/api/walkthroughs/:id/acts', who: 'practise', handle: actInWalkthrough },
  { method: 'get', path: '/api/walkthroughs/:id/report', who: 'view', handle: reportWalkthrough },
  { method: 'post', path: '/api/audit/search', who: 'audit', handle: searchAudit },
  { method: 'get', path: '/api/audit/export', who: 'audit', handle: exportAudit },
  { method: 'post', path: '/api/slack/events', who: 'anybody', fromElsewhere: true, raw: largestEvent, handle: takeSlackEvent },
  { method: 'get', path: '/api/announcements', who: 'practise', handle: readAnnouncement },
  { method: 'post', path: '/api/announcements', who: 'practise', notByToken: true, handle: announce },
  { method: 'get', path: '/api/subscriptions', who: 'view', handle: listSubscriptions },
  { method: 'post', path: '/api/subscriptions', who: 'view', handle: subscribe },
  { method: 'post', path: '/api/subscriptions/take-back', who: 'view', handle: takeBackSubscription },
  { method: 'get', path: '/api/audit/head', who: 'audit', handle: auditHead },
  { method: 'get', path: '/api/freshness', who: 'view', handle: listFreshness },
  { method: 'get', path: '/api/freshness/:runbook', who: 'view', handle: readFreshness },
  { method: 'post', path: '/api/workspaces/reset', who: 'practise', handle: resetOwnWorkspace },
  { method: 'get', path: '/api/workspaces/:environment', who: 'practise', handle: readWorkspace },
  { method: 'get', path: '/api/workspaces/:environment/files', who: 'practise', handle: listFiles },
  { method: 'get', path: '/api/workspaces/:environment/file', who: 'practise', handle: readOwnFile },
  { method: 'post', path: '/api/workspaces/:environment/file', who: 'practise', largest: mostSavedBytes, handle: saveOwnFile },
  { method: 'post', path: '/api/workspaces/:environment/folder', who: 'practise', handle: makeOwnFolder },
  { method: 'post', path: '/api/workspaces/:environment/remove', who: 'practise', handle: removeOwnFile },
  { method: 'get', path: '/api/workspaces/:environment/download', who: 'practise', handle: download },
  { method: 'get', path: '/api/practice', who: 'practise', handle: glance },
  { method: 'post', path: '/api/practice/reset', who: 'practise', handle: resetOwnPractice },
  { method: 'post', path: '/api/practice/clock', who: 'practise', handle: passTime },
  { method: 'get', path: '/api/practice/snapshots', who: 'practise', handle: listSnapshots },
  { method: 'post', path: '/api/practice/snapshots', who: 'practise', handle: saveSnapshot },
  { method: 'post', path: '/api/practice/snapshots/:name/restore', who: 'practise', handle: restoreSnapshot },
  { method: 'post', path: '/api/practice/snapshots/:name/delete', who: 'practise', handle: deleteSnapshot },
  { method: 'get', path: '/api/practice/scenarios', who: 'practise', handle: listScenarios },
  { method: 'post', path: '/api/practice/scenarios/:scenario/start', who: 'practise', handle: startScenario },
  { method: 'post', path: '/api/practice/scenarios/:scenario/check', who: 'practise', handle: checkScenario },
  { method: 'post', path: '/api/practice/scenarios/:scenario/hint', who: 'practise', handle: hintScenario },
  { method: 'post', path: '/api/practice/scenarios/:scenario/reset', who: 'practise', handle: resetScenario },
  { method: 'get', path: '/api/practice/kafdrop/:context/{*path}', who: 'practise', handle: kafdrop },
  { method: 'get', path: '/api/practice/progress', who: 'practise', handle: readProgress },
  { method: 'post', path: '/api/practice/progress/:item', who: 'practise', handle: tick },
];
