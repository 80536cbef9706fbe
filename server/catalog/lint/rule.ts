/** What a rule of lint is: a name, how heavy its findings are, and a look at one runbook among all. */
import type { Fix, Severity, Spot } from './finding.ts';
import type { Page } from './page.ts';
import type { Site } from './site.ts';

export interface Told {
  severity?: Severity;
  /** columns that it is about */
  length?: number;
  fix?: Fix;
}

/** Notes a finding of the rule that is being asked. */
export type Report = (place: Spot, message: string, told?: Told) => void;

/** A rule that finds more than this in one file would only repeat itself. */
export const mostOfOneRule = 200;

export interface Rule {
  /** lower-case words with `-` between; its section in docs/reference/lint.md has the same */
  name: string;
  severity: Severity;
  /** Looks at a runbook that could be read, among all runbooks. */
  check(page: Page, site: Site, report: Report): void;
}
