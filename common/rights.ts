/**
 * What somebody may do, by their roles. A role is a bundle of rights; a person may hold several, and has what any of them
 * gives. Where steps run and how is for the rules of each environment to say (policy.ts): a right only lets one ask.
 */
export const roles = ['viewer', 'trainee', 'operator', 'approver', 'admin'] as const;
export type Role = (typeof roles)[number];

export const rights = ['view', 'practise', 'operate', 'approve', 'audit', 'administer'] as const;
export type Right = (typeof rights)[number];

/** What each right is for, as the person is told. */
export const rightTitles: Readonly<Record<Right, string>> = {
  view: 'read runbooks and how they fare, watch runs that are shared',
  practise: 'run steps in practice, in a world of one’s own',
  operate: 'ask to run steps in other environments, as far as their rules let one',
  approve: 'approve or refuse what others ask to run',
  audit: 'search and check the record of what was done',
  administer: 'say who may do what',
};

const given: Readonly<Record<Role, readonly Right[]>> = {
  viewer: ['view'],
  trainee: ['view', 'practise'],
  operator: ['view', 'practise', 'operate'],
  approver: ['view', 'practise', 'approve', 'audit'],
  admin: ['view', 'practise', 'audit', 'administer'],
};

/** Takes roles; gives the rights they give together, each once, in the order of `rights`. */
export function rightsOf(held: readonly Role[]): Right[] {
  return rights.filter((right) => held.some((role) => given[role].includes(right)));
}

/** Takes anything; tells whether it is a right. */
export function isRight(value: unknown): value is Right {
  return rights.some((right) => right === value);
}

/** Takes anything; tells whether it is a role. */
export function isRole(value: unknown): value is Role {
  return roles.some((role) => role === value);
}
