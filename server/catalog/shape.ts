/**
 * The shape of build/catalog.json. It is our own build's, but it crosses from one process to another through a file, and
 * what stands in it is what runs: so it is checked like everything that comes from outside.
 */
import { z } from 'zod';
import { effects } from '../../common/catalog/effect.ts';
import { parameterTypes } from '../../common/catalog/parameter.ts';
import { sourceShape } from '../../common/catalog/parameter-source.ts';
import type { Catalog } from '../../common/catalog/runbook.ts';
import { languages } from '../../common/catalog/step.ts';
import { panelKinds } from '../../common/panel.ts';
import { windowShape } from '../../common/catalog/window-shape.ts';

const parameter = z.object({
  name: z.string(),
  type: z.enum(parameterTypes),
  title: z.string(),
  choices: z.array(z.string()),
  pattern: z.string(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  default: z.string(),
  leadingDash: z.boolean(),
  reachesMake: z.boolean(),
  source: sourceShape.optional(),
});

const place = { procedure: z.string(), procedureTitle: z.string(), line: z.int() };
const digest = z.string().min(1);

const runnable = z.object({
  kind: z.literal('runnable'),
  id: z.string(),
  language: z.enum(languages),
  source: z.string(),
  digest,
  effect: z.enum(effects),
  title: z.string(),
  expect: z.string().nullable(),
  exit: z.array(z.int()),
  needs: z.array(z.string()),
  only: z.array(z.string()),
  timeout: z.number().positive(),
  interactive: z.boolean(),
  background: z.boolean(),
  confirm: z.string().nullable(),
  mask: z.string().nullable(),
  parameters: z.array(parameter),
  ...place,
});

const file = z.object({
  kind: z.literal('file'),
  id: z.string(),
  title: z.string(),
  path: z.string(),
  language: z.string(),
  source: z.string(),
  parameters: z.array(parameter),
  digest,
  ...place,
});

const announce = z.object({
  channels: z.array(z.object({ name: z.string(), target: z.string().nullable() })), text: z.string(), parameters: z.array(z.string()),
});

const manual = z.object({ kind: z.literal('manual'), id: z.string(), title: z.string(), announce: announce.optional(), digest, ...place });

const gap = z.object({ owner: z.string(), text: z.string(), procedure: z.string(), line: z.int() });

const names = z.object({
  formerly: z.array(z.string()),
  aliases: z.record(z.string(), z.string()),
  gone: z.record(z.string(), z.string()),
  headings: z.array(z.object({ id: z.string(), title: z.string() })),
});

const panel = z.object({ kind: z.enum(panelKinds), attributes: z.record(z.string(), z.string()), parameters: z.array(z.string()), line: z.int() });

const runbook = z.object({
  id: z.string(),
  title: z.string(),
  service: z.string(),
  description: z.string(),
  audience: z.string(),
  owners: z.array(z.string()),
  slack: z.array(z.string()),
  reviewed: z.string().nullable(),
  reviewEvery: z.int(),
  gaps: z.array(gap),
  environments: z.array(z.string()),
  targets: z.record(z.string(), z.object({ title: z.string(), context: z.string().nullable(), production: z.boolean(), window: windowShape.nullable() })),
  redis: z.union([z.object({ pod: z.string(), namespace: z.string() }), z.object({ endpoint: z.string() })]).nullable(),
  parameters: z.array(parameter),
  steps: z.array(z.discriminatedUnion('kind', [runnable, file, manual])),
  panels: z.array(panel).optional(),
  names: names.optional(),
});

const broken = z.object({ id: z.string(), title: z.string(), problems: z.int() });

export const catalogShape = z.object({ digest, runbooks: z.array(runbook), broken: z.array(broken).optional() }) satisfies z.ZodType<Catalog>;
