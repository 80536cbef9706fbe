/** `handrail invite`, `login-link`, `people` and `roles`: who comes in, and what they may do. */
import type { PersonTold } from '../../common/account.ts';
import type { Api } from './api.ts';

interface Linked {
  link: string;
  person: string;
  isNew: boolean;
}

const hint = 'It logs in once, within 15 minutes.';

/** Takes the API, a name, and roles for somebody new; prints a login link for that person. */
export async function invite(api: Api, name: string, roles?: readonly string[]): Promise<number> {
  const { link, person, isNew } = await api.post('/api/invites', { name, ...(roles === undefined ? {} : { roles }) }) as Linked;
  console.log(link);
  console.error(isNew ? `For ${person}, who is new here. ${hint}` : `${person} is known here already: this link logs in as that same person. ${hint}`);
  return 0;
}

/** Takes the API; prints a login link for the operator. */
export async function loginLink(api: Api): Promise<number> {
  const { link } = await api.post('/api/login-links') as Linked;
  console.log(link);
  console.error(`For the operator. ${hint}`);
  return 0;
}

/** Takes the API and whether as JSON; prints who is known here. */
export async function listPeople(api: Api, asJson: boolean): Promise<number> {
  const { people } = await api.get('/api/people') as { people: PersonTold[] };
  if (asJson) {
    console.log(JSON.stringify({ people }));
    return 0;
  }
  const widest = Math.max(...people.map(({ id }) => id.length));
  for (const person of people) console.log(`${person.id.padEnd(widest)}  ${person.roles.join(', ') || 'no role'}${notes(person)}`);
  return 0;
}

function notes({ disabledAt, hasPassword, usedAt, lockedUntil }: PersonTold): string {
  const told = [
    ...(disabledAt === null ? [] : ['disabled']), ...(lockedUntil === null ? [] : ['takes no password for a while']),
    hasPassword ? 'has a password' : 'no password', usedAt === null ? 'not logged in' : `last here ${new Date(usedAt).toISOString().slice(0, 10)}`,
  ];
  return ` (${told.join('; ')})`;
}

/** Takes the API, a person's id and their roles from now on; sets them. */
export async function setRoles(api: Api, person: string, given: readonly string[]): Promise<number> {
  const wanted = given.length === 1 && given[0] === 'none' ? [] : given;
  const { roles } = await api.post(`/api/people/${encodeURIComponent(person)}/roles`, { roles: wanted }) as { roles: string[] };
  console.error(`${person} has now: ${roles.join(', ') || 'no role'}.`);
  return 0;
}

/** Takes the API and a person's id; they are logged out everywhere and let in no more. */
export async function disable(api: Api, person: string): Promise<number> {
  await api.post(`/api/people/${encodeURIComponent(person)}/disable`);
  console.error(`${person} is logged out everywhere, and cannot log in.`);
  return 0;
}

/** Takes the API and a person's id; they may log in again. */
export async function enable(api: Api, person: string): Promise<number> {
  await api.post(`/api/people/${encodeURIComponent(person)}/enable`);
  console.error(`${person} can log in again. A link: \`handrail invite ${person}\`.`);
  return 0;
}
