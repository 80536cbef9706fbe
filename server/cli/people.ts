/** `handrail invite <name>` and `handrail login-link`: links that log in once. */
import type { Api } from './api.ts';

interface Linked {
  link: string;
  person: string;
  isNew: boolean;
}

const hint = 'It logs in once, within 15 minutes.';

/** Takes the API and a name; prints a login link for that person. */
export async function invite(api: Api, name: string): Promise<number> {
  const { link, person, isNew } = await api.post('/api/invites', { name }) as Linked;
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
