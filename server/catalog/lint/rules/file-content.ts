/** A file that a step writes can be read by what it is for: YAML and JSON parse. */
import { parseAllDocuments } from 'yaml';
import { isTooDeep } from '../../../../common/catalog/yaml-data.ts';
import { inStep } from '../page.ts';
import type { Rule } from '../rule.ts';

export const fileContent: Rule = {
  name: 'file-content',
  severity: 'error',
  check({ drafts }, _site, report) {
    for (const draft of drafts) {
      const { step } = draft;
      if (step.kind !== 'file') continue;
      const say = (line: number, column: number, why: string): void => { report(inStep(draft, [line, column]), `\`${step.path}\` is not valid ${why}. Correct it: what reads the file would refuse it.`); };
      if (/^ya?ml$/.test(step.language)) checkYaml(step.source, say);
      if (step.language === 'json') checkJson(step.source, say);
    }
  },
};

type Say = (line: number, column: number, why: string) => void;

function checkYaml(source: string, say: Say): void {
  // A template of Helm is no YAML before it is rendered.
  if (/\{\{-?\s*(?:\.|include|if|range|with|end|define|template|\$)/.test(source)) return;
  for (const document of documentsIn(source, say)) {
    const [error] = 'errors' in document ? document.errors : [];
    if (!error) continue;
    const [start] = error.linePos ?? [];
    say(start?.line ?? 1, start?.col ?? 1, `YAML: ${error.message.split(' at line ')[0] ?? ''}`);
    return;
  }
}

function documentsIn(source: string, say: Say): ReturnType<typeof parseAllDocuments> {
  try {
    return parseAllDocuments(source);
  } catch (error) {
    if (!isTooDeep(error)) throw error;
    say(1, 1, 'YAML: it is nested too deeply');
    return [];
  }
}

function checkJson(source: string, say: Say): void {
  try {
    JSON.parse(source);
  } catch (error) {
    const text = (error as Error).message;
    const at = Number(/position (\d+)/.exec(text)?.[1] ?? 0);
    const before = source.slice(0, at).split('\n');
    say(before.length, (before.at(-1)?.length ?? 0) + 1, `JSON: ${text.split(' in JSON')[0] ?? text}`);
  }
}
