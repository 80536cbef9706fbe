/** What stands in the address of the login page: why one was sent back to it, and where one wants to go after. */
const refusals = ['sign-on-off', 'sign-on-away', 'sign-on-stale', 'sign-on-refused', 'sign-on-no-role', 'account-disabled', 'too-fast', 'audit-failed'] as const;

/** Takes the query; gives the sentence for it, `{provider}` not filled in, or nothing. Only codes of ours have one: anybody can make a link. */
export async function refusalOf(search: string): Promise<string> {
  const given = new URLSearchParams(search).get('refused');
  const code = refusals.find((one) => one === given);
  if (code === undefined) return '';
  const { errorTable } = await import('../../../common/errors.ts');
  return errorTable[code].say.replace(': {why}', '');
}

/** Takes the query; gives the path to come back to. The server looks at it again. */
export function returnOf(search: string): string {
  const to = new URLSearchParams(search).get('to') ?? '/';
  return /^\/(?![/\\])/.test(to) ? to.slice(0, 1_000) : '/';
}
