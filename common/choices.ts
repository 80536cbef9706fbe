/** What a field can offer of an environment as it is: a list of names, bounded. */

/** The most that is offered; who looks for one of more types a part of it. */
export const mostChoices = 300;
/** In characters. Redis keys may be longer than that; nobody chooses such a one from a list. */
export const longestChoice = 500;

export interface Choices {
  readonly choices: readonly string[];
  /** whether there are more than are told */
  readonly more: boolean;
}

/** As a page is told them. */
export interface ChoicesAnswer extends Choices {
  /** when the environment was asked, in Unix milliseconds */
  readonly at: number;
}
