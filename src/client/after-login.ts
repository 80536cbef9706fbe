/** Where to go once logged in. */

/** Takes the query of the login page; gives a path on this site: what `to` says, or the front page. */
export function placeAfterLogin(search: string): string {
  const to = new URLSearchParams(search).get('to') ?? '/';
  // `//host` and `/\host` are addresses of other sites to a browser.
  return /^\/(?![/\\])[^\u0000-\u001f]*$/.test(to) ? to : '/';
}
