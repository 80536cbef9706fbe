/** Lints one text, for tests: under a front matter that no rule objects to, on a day that stays. */
import type { Finding } from './finding.ts';
import { findingsOf, readFile } from './engine.ts';
import { linkTargets } from './link-targets.ts';
import { siteOf } from './site.ts';

export const today = '2026-11-21';
export const head = `---
title: Image cache
service: image-cache
reviewed: 2026-11-01
sections: []
redis: {pod: cache-0, namespace: cache}
targets: {dev: {title: Development}}
parameters:
  POD: {type: name}
  DAY: {type: pattern, pattern: '\\d{4}-\\d{2}-\\d{2}'}
  REASON: {type: text}
---

`;
/** Lines of `head`. */
export const headLines = head.split('\n').length - 1;

/** Takes a runbook's text; gives its findings. */
export function lintText(text: string): Finding[] {
  const read = readFile({ id: 'image-cache', file: 'runbooks/image-cache.mdx', bytes: new TextEncoder().encode(text) });
  return findingsOf(read, siteOf({ today, targets: linkTargets('/nowhere/runbooks', '/nowhere'), pages: read.page ? [read.page] : [] }), []);
}

/** Takes the text of a bash step and its metadata; gives the findings of one rule, as `line:column severity message` in the step. */
export function lintStep(rule: string, source: string, meta = 'effect=destroy confirm="c"', language = 'bash'): string[] {
  const text = `${head}\`\`\`${language} run=a title="T" ${meta}\n${source}\n\`\`\`\n`;
  return lintText(text).filter((finding) => finding.rule === rule)
    .map(({ line, column, severity, message }) => `${line - headLines - 1}:${column} ${severity} ${message}`);
}
