/** What is said where a walkthrough that goes on comes to a step that others have to approve: by whom, and what to do next. Pure. */

/** People named at most: who asks needs one of them. */
const mostNamed = 4;

/** Takes a step's title, whether approval was asked for, and the names of who may give it; gives why it holds there. */
export function approvalSaid(title: string, isAsked: boolean, able: readonly string[]): string {
  const who = able.length === 0 ? 'Nobody else here may approve yet: an administrator can give somebody the role approver.' : `${listed(able)} may approve.`;
  return isAsked ? `“${title}” waits for approval. ${who} Press Run all again once it is given.` : `“${title}” has to be approved by somebody else first. Ask for it at the step. ${who}`;
}

function listed(names: readonly string[]): string {
  const rest = names.length - mostNamed;
  const named = rest > 0 ? [...names.slice(0, mostNamed), `${rest} more`] : names;
  return named.length === 1 ? named[0] ?? '' : `${named.slice(0, -1).join(', ')} ${rest > 0 ? 'and' : 'or'} ${named.at(-1) ?? ''}`;
}
