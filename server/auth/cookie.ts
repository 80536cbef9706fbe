/**
 * The session cookie. Cookies cross ports on one host, so the port is in the name; under https the name has the `__Host-`
 * prefix, which browsers accept only with Secure, Path=/ and no Domain, so that no sibling site can plant one.
 */
export interface CookieKind {
  readonly name: string;
  readonly secure: boolean;
}

/** Takes the origin browsers open and the port; gives the name and kind of its session cookie. */
export function cookieKind(origin: string, port: number): CookieKind {
  const secure = origin.startsWith('https:');
  return Object.freeze({ name: `${secure ? '__Host-' : ''}handrail_${port}`, secure });
}

/** Takes a Cookie header; gives our cookie's value. Null when there is none, or more than one: then somebody tosses them. */
export function readCookie(header: string | undefined, kind: CookieKind): string | null {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim());
  const ours = pairs.filter((pair) => pair.startsWith(`${kind.name}=`));
  const value = ours[0]?.slice(kind.name.length + 1);
  return ours.length === 1 && value !== undefined && /^[\w-]{1,100}$/.test(value) ? value : null;
}

/** Takes the value and its life in seconds (0 takes the cookie away); gives the Set-Cookie header. */
export function writeCookie(kind: CookieKind, value: string, maxAge: number): string {
  return `${kind.name}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAge}${kind.secure ? '; Secure' : ''}`;
}
