/**
 * The cookie that binds a login at the provider to the browser that began it. SameSite=Lax, since the browser comes back
 * from another site; it lives ten minutes, and all it can do is finish that one login.
 */
import { type CookieKind, writeCookie } from './cookie.ts';

/** Takes the session cookie's kind; gives that of a login under way. */
export function signOnCookie(session: CookieKind): CookieKind {
  return Object.freeze({ name: `${session.name}_sign_on`, secure: session.secure });
}

/** As `writeCookie`, for the login under way. */
export function writeSignOnCookie(session: CookieKind, value: string, maxAge: number): string {
  return writeCookie(signOnCookie(session), value, maxAge).replace('SameSite=Strict', 'SameSite=Lax');
}
