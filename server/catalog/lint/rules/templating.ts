/** A parameter is a variable, never text pasted into a script: what looks like a template is left as it stands. */
import { inStep } from '../page.ts';
import type { Rule } from '../rule.ts';

/** `${{NAME}}`, `{{NAME}}`, `%NAME%`, `@NAME@` and `<NAME>`; templates of kubectl and Helm begin with a dot or a word in lower case. */
const templates = /\$?\{\{\s*([A-Z][A-Z0-9_]*)\s*\}\}|<([A-Z][A-Z0-9_]*)>|(?<![%\w])%([A-Z][A-Z0-9_]*)%|@([A-Z][A-Z0-9_]*)@/g;

export const templating: Rule = {
  name: 'templating',
  severity: 'error',
  check({ drafts, declared }, _site, report) {
    const names = new Set(declared.map(({ name }) => name));
    for (const draft of drafts) {
      const { step } = draft;
      if (step.kind === 'manual') continue;
      for (const [row, line] of step.source.split('\n').entries()) {
        for (const { 0: what, index, 1: double, 2: angled, 3: percent, 4: at } of line.matchAll(templates)) {
          const name = double ?? angled ?? percent ?? at ?? '';
          const sure = double !== undefined && step.kind === 'runnable';
          if (!sure && !names.has(name)) continue;
          report(inStep(draft, [row + 1, index + 1]), `\`${what}\` is not filled in: ${instead(step.kind === 'file' ? 'file' : step.language, name)}`, { length: what.length });
        }
      }
    }
  },
};

function instead(language: string, name: string): string {
  switch (language) {
    case 'file': return `nothing of a file’s text is. Write the file as an example, and change it with a step that uses \`"$${name}"\`, such as \`yq\` or \`kubectl patch\`.`;
    case 'redis': case 'sql': return `write \`\${${name}}\`.`;
    case 'console': return 'a transcript shows what was typed. Write a bash or redis step.';
    default: return `a parameter is an environment variable. Write \`"$${name}"\`.`;
  }
}
