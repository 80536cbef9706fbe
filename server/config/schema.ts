/**
 * What can be set, every field described. Unknown names beginning with HANDRAIL_ are refused, so that a misspelt one does
 * not pass in silence.
 */
import { z } from 'zod';
import { testedFile } from '../../common/tested.ts';
import { slackSettings } from './slack.ts';
import { webSettings } from './web.ts';

export const schema = z.strictObject({
  HANDRAIL_PORT: z.coerce.number().int().min(1).max(65535).default(3180)
    .describe('TCP port the server listens on. Give each of several Handrails on one machine its own.'),
  HANDRAIL_HOST: z.string().default('127.0.0.1')
    .describe('Address the server listens on. Keep it on loopback unless it speaks TLS itself, or a reverse proxy that does stands before it.'),
  HANDRAIL_ORIGIN: z.url({ protocol: /^https?$/ }).transform((url) => new URL(url).origin).optional()
    .describe('Origin that browsers open, such as https://runbooks.example.org; http://HOST:PORT when left out.'),
  HANDRAIL_DATA: z.string().min(1).default('data')
    .describe('The one folder for everything kept: database, journals, workspaces, worlds, audit.'),
  HANDRAIL_RUNNER: z.enum(['start', 'attach']).default('start')
    .describe('Who starts the process that runs steps: the server (`start`), or somebody else, such as systemd (`attach`).'),
  HANDRAIL_MIN_FREE: z.coerce.number().int().min(0).max(1024 * 1024).default(512)
    .describe('MiB of disk kept free under HANDRAIL_DATA: with less, no run begins; with half of it, runs that go on are ended.'),
  HANDRAIL_MAX_OUTPUT: z.coerce.number().int().min(1).max(1024 * 1024).default(4096)
    .describe('MiB that one run may print; then it is ended, and its last line says so.'),
  HANDRAIL_MAX_WORKSPACE: z.coerce.number().int().min(1).max(1024 * 1024).default(4096)
    .describe('MiB that one workspace may hold; a step that goes on writing then is ended, and its last line says so.'),
  HANDRAIL_OUTPUT_DAYS: z.coerce.number().int().min(1).max(36_500).default(90)
    .describe('Days that the output of a run is kept. Its record stays.'),
  HANDRAIL_WORKSPACE_DAYS: z.coerce.number().int().min(1).max(36_500).default(30)
    .describe('Days after which a workspace that nobody used is removed, with its files.'),
  HANDRAIL_SITE: z.string().min(1).default('build/site')
    .describe('Folder of the built site.'),
  HANDRAIL_CATALOG: z.string().min(1).default('build/catalog.json')
    .describe('The compiled catalog.'),
  HANDRAIL_ENVIRONMENTS: z.string().min(1).default('environments.yaml')
    .describe('Where steps may run, what they reach there, and by which rules.'),
  HANDRAIL_TESTED: z.string().min(1).default(testedFile)
    .describe('What `handrail test` last found: the command writes it, server and pages tell it.'),
  HANDRAIL_LOG: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info')
    .describe('How much is logged.'),
  HANDRAIL_URL: z.string().optional()
    .describe('For the command line: the Handrail on another machine that `handrail run` and `handrail status` ask, such as https://runbooks.example.org; this machine’s when left out.'),
  HANDRAIL_TOKEN_FILE: z.string().optional()
    .describe('For the command line: a file with the personal access token that it shows there. Only its owner may be able to read it.'),
  HANDRAIL_TOKEN: z.string().optional()
    .describe('For the command line, in place of the file: the token itself.'),
  ...webSettings,
  ...slackSettings,
});
